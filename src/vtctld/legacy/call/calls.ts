import type { Caller } from "../../channel/caller.ts";
import type { Deadlines } from "../../channel/deadlines.ts";
import { findMethod } from "../../wire/definitions.ts";
import { toCommandFault, extractStdout } from "./events.ts";

/** Runs commands through `vtctlservice.Vtctl/ExecuteVtctlCommand`. They return what the command prints. */
export interface Commands {
  readonly deadlines: Deadlines;
  /** The major release whose command forms to write: 11 to 17. */
  readonly major: number;
  read(args: readonly string[]): Promise<string>;
  /** Sends once. Aborting `signal` cancels the command at vtctld too. */
  write(args: readonly string[], deadlineMs: number, signal?: AbortSignal): Promise<string>;
}

const NANOSECONDS = 1_000_000n;

export function createLegacyCommands(caller: Caller, deadlines: Deadlines, major: number): Commands {
  const command = findMethod("ExecuteVtctlCommand", "vtctlservice.Vtctl");
  async function run(args: readonly string[], deadlineMs: number, once: boolean, signal?: AbortSignal): Promise<string> {
    // vtctld ignores this number and goes by the call's own deadline, but the reference client sends it.
    const timeout = (BigInt(deadlineMs) * NANOSECONDS).toString();
    const stream = { deadlineMs, once, faultFrom: toCommandFault, ...(signal === undefined ? {} : { signal }) };
    return extractStdout(await caller.collect(command, { args, action_timeout: timeout }, stream));
  }

  return {
    deadlines,
    major,
    read: (args) => run(args, deadlines.read, false),
    write: (args, deadlineMs, signal) => run(args, deadlineMs, true, signal),
  };
}
