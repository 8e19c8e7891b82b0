import type { SwitchOptions } from "../options/options.ts";
import type { Instant, Reading } from "../readings/readings.ts";
import { couldNotLook } from "./cluster/could-not-look.ts";
import type { ClusterFacts } from "./facts/facts.ts";
import { sortBySeverity, type Finding } from "../findings/finding.ts";
import { lagFinding, replicationFindings, throttledFindings } from "./cluster/health.ts";
import { valueOf } from "./facts/looked.ts";
import { silentAtSwitch, tabletsNotAsked } from "./cluster/silent-tablets.ts";
import { tabletsInBackup } from "./cluster/tablets.ts";
import { findKnownFaults, mixedVersions } from "./cluster/versions.ts";

/** What preflight judges a reverse on. `replication` is the target's, because the reverse streams read from there. */
export interface ReverseFacts extends ClusterFacts {
  readonly reading: Reading;
  readonly options: SwitchOptions;
  readonly maxLagSeconds: number;
  readonly now: Instant;
}

/** What the approvers of a reverse should know. Nothing blocks it here: every minute of a bad switch counts, and the gate still decides. */
export function reverseFindings(facts: ReverseFacts): readonly Finding[] {
  const { reverse } = facts.reading;
  const version = valueOf(facts.version);
  return sortBySeverity([
    ...(reverse === undefined ? [] : lagFinding(reverse, facts.maxLagSeconds, "reverse-lag")),
    ...replicationFindings(facts.replication, facts.maxLagSeconds, "warning"),
    ...throttledFindings(reverse, facts.now, facts.throttlers, facts.throttlerChecks),
    ...silentAtSwitch(facts.answering, facts.options, version?.major).map((one) => ({ ...one, severity: "warning" as const })),
    ...tabletsNotAsked(facts.answering, facts.options),
    ...tabletsInBackup([...(valueOf(facts.sourceTablets) ?? []), ...(valueOf(facts.targetTablets) ?? [])]),
    ...(version === undefined
      ? []
      : [
          ...mixedVersions(version),
          ...findKnownFaults(version, { step: "reverse", isWrites: facts.options.tabletTypes.includes("PRIMARY") }),
        ]),
    ...couldNotLook({ version: facts.version, replication: facts.replication, "throttler check": facts.throttlerChecks }),
  ]);
}
