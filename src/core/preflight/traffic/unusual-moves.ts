import type { SwitchOptions } from "../../options/options.ts";
import type { Reading } from "../../readings/readings.ts";
import { deriveMoveKind } from "../../move/kind.ts";
import { type Finding, makeFinding, NOTHING } from "../../findings/finding.ts";

/** From this release on Vitess switches the reads of such a move back (docs/facts/switch-traffic.md#tenants-go-one-way). */
const READS_GO_BACK_SINCE = 22;

/** What approvers must know before a tenant's traffic is first switched. */
export function warnThatTenantStays(reading: Reading, { tabletTypes }: SwitchOptions, major: number | undefined): readonly Finding[] {
  if (deriveMoveKind(reading) !== "tenant" || !tabletTypes.includes("PRIMARY")) return NOTHING;
  const evidence = ["this is the move of one tenant: Vitess refuses ReverseTraffic of its writes"];
  const [also, fix] =
    major !== undefined && major < READS_GO_BACK_SINCE
      ? [
          [`Vitess ${major} refuses it of its reads as well`],
          "Cancel before the switch if in doubt; after it only another move of this tenant leads back.",
        ]
      : [[], "Watch the reads in the soak, the last moment to go back; after the writes only another move of this tenant leads back."];
  return makeFinding("no-way-back", "warning", [...evidence, ...also], fix);
}

/** If the source was written to since, Vitess waits in vain for the stopped streams to catch up, and undoes the switch. */
export function warnOfStoppedCopy(source: string): readonly Finding[] {
  const evidence = [
    `what was written at ${source} since is not at the target: the switch works only where nothing was, and fails otherwise`,
  ];
  return makeFinding(
    "stopped-after-copy",
    "warning",
    evidence,
    "Keep writes away from the tables until the switch is over, or create it anew.",
  );
}
