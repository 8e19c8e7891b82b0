import { pickNewestMajor, type VitessVersion } from "../core/vitess/version.ts";
import type { Vitess } from "../operations/ports.ts";
import type { VDiffRuns } from "../operations/vdiff-runs.ts";
import { chooseDialectPerCall } from "./version/by-version.ts";
import { openCaller, type Caller, type VtctldPlace } from "./channel/caller.ts";
import { DEADLINES, type Deadlines } from "./channel/deadlines.ts";
import { createKnownVersion } from "./version/known-version.ts";
import { createVDiffRunsInMemory } from "./legacy/vdiff/memory.ts";
import { createLegacyVitess, type LegacyVitess } from "./legacy/vitess.ts";
import { createTypedVitess } from "./typed/vitess.ts";
import { toConfiguredVersion, probeVersion } from "./version/version.ts";

export interface VitessOptions extends VtctldPlace {
  readonly deadlines?: Partial<Deadlines>;
  /** The release to speak to, 11 to 24. Without it Tandem probes the cluster. */
  readonly version?: number;
  /** Where to remember the VDiffs of Vitess 11 to 14; without it only this process remembers them. */
  readonly vdiffRuns?: VDiffRuns;
}

/**
 * Opens one cluster. It connects with the first call, so a vtctld that is down now is a fault of that call and not of this one. The first
 * call also finds out the version. `close` abandons calls under way: wait for a switch to end first, or vtctld aborts it
 * (docs/facts/locks-and-deadlines.md#client-gone).
 */
export function openVitess(options: VitessOptions): { readonly vitess: Vitess; readonly close: () => void } {
  const caller = openCaller(options);
  const deadlines = { ...DEADLINES, ...options.deadlines };
  const { version: configured } = options;
  const version = createKnownVersion(
    configured === undefined ? () => probeVersion(caller, deadlines) : () => Promise.resolve(toConfiguredVersion(configured)),
  );
  // Assumes the newest release that it may be: core/command/capabilities.ts has refused an option whose loss would do harm.
  const newestMajor = async () => pickNewestMajor(await version.current());
  const runs = options.vdiffRuns ?? createVDiffRunsInMemory();
  // One per release seen: a VDiff that runs inside a call survives an upgrade of the cluster.
  const legacy = new Map<number, LegacyVitess>();

  // Made for every call: that costs little next to the call, and each write has its own caller.
  function speaking({ dialect, major }: VitessVersion, by: Caller) {
    if (dialect === "typed") return createTypedVitess(by, deadlines, newestMajor);
    const made = legacy.get(major) ?? createLegacyVitess(caller, deadlines, major, runs);
    legacy.set(major, made);
    return made.through(by);
  }

  return {
    vitess: chooseDialectPerCall({ version, caller, speaking }),
    close() {
      for (const one of legacy.values()) one.close();
      caller.close();
    },
  };
}
