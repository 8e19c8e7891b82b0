import { Fault } from "../../operations/fault.ts";

/** Something a command may be asked for, and the first major release that hears it. */
export interface Need {
  readonly asked: boolean;
  readonly what: string;
  readonly since: number;
}

/** Throws `unsupported` for the first thing asked that this release does not have. */
export function refuseWhatIsMissing(major: number, needs: readonly Need[]): void {
  const missing = needs.find(({ asked, since }) => asked && since > major);
  if (missing !== undefined) throw unsupported(missing.what, missing.since, major);
}

export function unsupported(what: string, since: number, major: number): Fault {
  return new Fault("unsupported", `${what} needs Vitess ${since}; this cluster has ${major}`);
}
