import { messageLines } from "../../deploy/demo/message-text.ts";
import { MAIN } from "../compiled.ts";
import { openHarness, type PracticeHarness, type HarnessOptions } from "../../deploy/demo/harness.ts";
import { DEMO_CHANNEL } from "../../deploy/demo/whole-move.ts";
import { peopleAreKnown } from "../acceptance/harness.ts";
import type { Pace } from "../../practice/vtctld/cluster/cluster.ts";
import { commerceCluster } from "../../practice/vtctld/cluster/presets.ts";

/** Hardly any waiting. The copy takes a moment: on 18 and later it is watched from its first second. */
const PACE = { streamStartMs: 5, postCopyMs: 5, betweenTablesMs: 5, vdiffStartMs: 5, switchStepMs: 5 };

/** The demo with tiny tables and no soak, against a vtctld of this release; one process has both roles. */
export async function openAt(
  version: number,
  { pace = {}, ...options }: { readonly pace?: Partial<Pace> } & Partial<HarnessOptions> = {},
): Promise<PracticeHarness> {
  const cluster = commerceCluster({ version, customerRows: 1_000, corderRows: 2_000, copySeconds: 0.2, pace: { ...PACE, ...pace } });
  const harness = await openHarness({
    cluster,
    rateLimits: false,
    oneProcess: true,
    program: MAIN,
    env: { TANDEM_SOAK: "0s" },
    ...options,
  });
  await peopleAreKnown(harness);
  return harness;
}

/** What the thread of a card says, a message each; the card first. */
export function threadOf({ slack }: PracticeHarness, card: { readonly ts: string }): readonly string[] {
  return slack.thread(DEMO_CHANNEL, card.ts).map((message) => messageLines(message).join("\n"));
}

const OF_TROUBLE = /ALARM|not by Tandem|not known|not finished|failed|not expected|could not|held/i;

/** Words that no thread of a healthy move contains. */
export function trouble(harness: PracticeHarness, card: { readonly ts: string }): readonly string[] {
  return threadOf(harness, card).filter((line) => OF_TROUBLE.test(line));
}

/** What the process logged above notice level. */
export function logged({ roles }: PracticeHarness): readonly string[] {
  return roles.worker.log().filter((line) => /"level":[456]0/.test(line));
}
