import type { Caller } from "../../channel/caller.ts";
import type { Deadlines } from "../../channel/deadlines.ts";
import { findMethod } from "../../wire/definitions.ts";
import type { Answers, Requests, TypedCall } from "../../wire/messages.ts";
import { nameRelease } from "./since.ts";

/** The calls of the typed API, with the types of each request and answer. */
export interface Calls {
  readonly deadlines: Deadlines;
  /** The release of the cluster; finding it out may take calls of its own. */
  major(): Promise<number>;
  read<Name extends TypedCall>(name: Name, request: Requests[Name], deadlineMs?: number): Promise<Answers[Name]>;
  write<Name extends TypedCall>(name: Name, request: Requests[Name], deadlineMs: number): Promise<Answers[Name]>;
}

export function createTypedCalls(caller: Caller, deadlines: Deadlines, major: () => Promise<number>): Calls {
  return {
    deadlines,
    major,
    read: (name, request, deadlineMs = deadlines.read) => nameRelease(name, caller.read(findMethod(name), request, deadlineMs)),
    write: (name, request, deadlineMs) => nameRelease(name, caller.write(findMethod(name), request, deadlineMs)),
  };
}
