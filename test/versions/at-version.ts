import { ALARM } from "../alarm-titles.ts";
import { listMessageLines } from "../../deploy/demo/message-text.ts";
import { DEMO_CHANNEL } from "../../deploy/demo/whole-move.ts";
import type { Pace } from "../../practice/vtctld/cluster/cluster.ts";
import { createCommerceCluster } from "../../practice/vtctld/cluster/presets.ts";
import { DEFAULT_TIMING } from "../../src/core/operation/execution/timing.ts";
import { type Harness, openHarness } from "../acceptance/harness.ts";

/** Hardly any waiting. The copy takes a moment: on 18 and later it is watched from its first second. */
const PACE = { streamStartMs: 5, postCopyMs: 5, betweenTablesMs: 5, vdiffStartMs: 5, switchStepMs: 5 };
// As in an installation.
const READ_WITHIN_MS = 15_000;

/** The whole app against a vtctld of this release with tiny tables, with an installation's clocks but without a soak. */
export function openAt(version: number, pace: Partial<Pace> = {}): Promise<Harness> {
  const cluster = createCommerceCluster({ version, customerRows: 1_000, corderRows: 2_000, copySeconds: 0.2, pace: { ...PACE, ...pace } });
  const env = { TANDEM_SOAK: "0s", TANDEM_VDIFF_REQUIRED: "true" };
  return openHarness({ vitess: { cluster }, env, timing: DEFAULT_TIMING, readWithinMs: READ_WITHIN_MS });
}

/** What the thread of a card says, a message each; the card first. */
export function threadOf({ slack }: Pick<Harness, "slack">, card: { readonly ts: string }): readonly string[] {
  return slack.thread(DEMO_CHANNEL, card.ts).map((message) => listMessageLines(message).join("\n"));
}

const OF_TROUBLE = new RegExp(`not by Tandem|not known|not finished|failed|not expected|could not|held|${ALARM.source}`, "i");

/** Words that no thread of a healthy move contains. */
export function trouble(harness: Harness, card: { readonly ts: string }): readonly string[] {
  return threadOf(harness, card).filter((line) => OF_TROUBLE.test(line));
}

/** What the app logged above notice level. */
export function logged({ log }: Harness): readonly string[] {
  return log.filter((line) => /"level":[456]0/.test(line));
}
