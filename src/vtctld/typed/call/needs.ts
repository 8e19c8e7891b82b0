import { needsOfOptions } from "../../../core/command/capabilities.ts";
import type { AnyOptions, OptionRows } from "../../../core/options/row.ts";
import { Fault } from "../../../operations/fault.ts";

/** Something that was requested, and the first major release of Vitess that has it. */
export interface Need {
  readonly asked: boolean;
  readonly what: string;
  readonly since: number;
}

/** What the given options need, by their rows. */
export function listNeeds(rows: OptionRows, options: AnyOptions): readonly Need[] {
  return needsOfOptions(rows, options).flatMap(({ option, needs, bound }) =>
    bound === "since" ? [{ asked: true, what: option, since: needs }] : [],
  );
}

/** Throws `unsupported` for the first thing requested that this release lacks. */
export function refuseMissingNeeds(major: number, needs: readonly Need[]): void {
  const missing = needs.find(({ asked, since }) => asked && since > major);
  if (missing !== undefined) throw toUnsupportedFault(missing.what, missing.since, major);
}

export function toUnsupportedFault(what: string, since: number, major: number): Fault {
  return new Fault("unsupported", `${what} needs Vitess ${since}; this cluster has ${major}`);
}
