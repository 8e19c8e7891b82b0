import type { SwitchOptions } from "../options/options.ts";
import type { Instant, Reading } from "../readings/readings.ts";
import { findMissingLooks } from "./cluster/could-not-look.ts";
import type { ClusterFacts } from "./facts/facts.ts";
import { sortBySeverity, type Finding } from "../findings/finding.ts";
import { checkLag, findReplicationProblems, findThrottled } from "./cluster/health.ts";
import { findSeen } from "./facts/looked.ts";
import { findSilentAtSwitch, findTabletsNotAsked } from "./cluster/silent-tablets.ts";
import { findTabletsInBackup } from "./cluster/tablets.ts";
import { findKnownFaults, findMixedVersions } from "./cluster/versions.ts";

/** What preflight judges a reverse on. `replication` is the target's, because the reverse streams read from there. */
export interface ReverseFacts extends ClusterFacts {
  readonly reading: Reading;
  readonly options: SwitchOptions;
  readonly maxLagSeconds: number;
  readonly now: Instant;
}

/** What the approvers of a reverse should know. Nothing blocks it here: every minute of a bad switch counts, and the gate still decides. */
export function listReverseFindings(facts: ReverseFacts): readonly Finding[] {
  const { reverse } = facts.reading;
  const version = findSeen(facts.version);
  return sortBySeverity([
    ...(reverse === undefined ? [] : checkLag(reverse, facts.maxLagSeconds, "reverse-lag")),
    ...findReplicationProblems(facts.replication, facts.maxLagSeconds, "warning"),
    ...findThrottled(reverse, facts.now, facts.throttlers, facts.throttlerChecks),
    ...findSilentAtSwitch(facts.answering, facts.options, version?.major).map((one) => ({ ...one, severity: "warning" as const })),
    ...findTabletsNotAsked(facts.answering, facts.options),
    ...findTabletsInBackup([...(findSeen(facts.sourceTablets) ?? []), ...(findSeen(facts.targetTablets) ?? [])]),
    ...(version === undefined
      ? []
      : [
          ...findMixedVersions(version),
          ...findKnownFaults(version, { step: "reverse", isWrites: facts.options.tabletTypes.includes("PRIMARY") }),
        ]),
    ...findMissingLooks({ version: facts.version, replication: facts.replication, "throttler check": facts.throttlerChecks }),
  ]);
}
