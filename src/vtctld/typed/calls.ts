import { Fault } from "../../operations/fault.ts";
import type { Caller } from "../channel/caller.ts";
import type { Deadlines } from "../channel/deadlines.ts";
import { serviceDefinition } from "../wire/definitions.ts";
import { versioned } from "./since.ts";
import type { Answers } from "./wire.ts";

/** The calls of the typed API, each with the type of its answer. */
export interface Calls {
  readonly deadlines: Deadlines;
  /** The connected release; may need calls of its own. */
  major(): Promise<number>;
  read<Name extends keyof Answers>(name: Name, request: object, deadlineMs?: number): Promise<Answers[Name]>;
  write<Name extends keyof Answers>(name: Name, request: object, deadlineMs: number): Promise<Answers[Name]>;
}

export function typedCalls(caller: Caller, deadlines: Deadlines, major: () => Promise<number>): Calls {
  const methods = serviceDefinition("vtctlservice.Vtctld");

  function method(name: string) {
    const found = methods.get(name);
    if (found === undefined) throw new Fault("unexpected", `${name} is not in the .proto files`);
    return found;
  }

  // Decoded protobuf gets its type here: the .proto files promise these fields, and the decoder checked each field's type.
  return {
    deadlines,
    major,
    read: (name, request, deadlineMs = deadlines.read) => versioned(name, caller.read(method(name), request, deadlineMs)),
    write: (name, request, deadlineMs) => versioned(name, caller.write(method(name), request, deadlineMs)),
  };
}
