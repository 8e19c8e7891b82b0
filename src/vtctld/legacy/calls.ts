import type { Caller } from "../channel/caller.ts";
import type { Deadlines } from "../channel/deadlines.ts";
import { methodOf } from "../wire/definitions.ts";
import { faultOfCommand, stdoutIn } from "./events.ts";

/** Commands of `vtctlservice.Vtctl/ExecuteVtctlCommand`, by their words. They answer what the command prints. */
export interface Commands {
  readonly deadlines: Deadlines;
  /** The major release whose forms are written: 11 to 17. */
  readonly major: number;
  read(args: readonly string[]): Promise<string>;
  /** Sent once. With `signal`, leaving the call cancels it at vtctld too. */
  write(args: readonly string[], deadlineMs: number, signal?: AbortSignal): Promise<string>;
}

const NANOSECONDS = 1_000_000n;

export function legacyCommands(caller: Caller, deadlines: Deadlines, major: number): Commands {
  const command = methodOf("ExecuteVtctlCommand", "vtctlservice.Vtctl");
  async function run(args: readonly string[], deadlineMs: number, once: boolean, signal?: AbortSignal): Promise<string> {
    // vtctld passes over this number and goes by the call's own deadline; the reference client sends it all the same.
    const timeout = (BigInt(deadlineMs) * NANOSECONDS).toString();
    const stream = { deadlineMs, once, faultFrom: faultOfCommand, ...(signal === undefined ? {} : { signal }) };
    return stdoutIn(await caller.collect(command, { args, action_timeout: timeout }, stream));
  }

  return {
    deadlines,
    major,
    read: (args) => run(args, deadlines.read, false),
    write: (args, deadlineMs, signal) => run(args, deadlineMs, true, signal),
  };
}
