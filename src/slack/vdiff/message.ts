import type { Button } from "@slack/types";
import type { Verb } from "../../core/command/command.ts";
import { isTypeableTable, type MoveName, qualifyName } from "../../core/vitess/names.ts";
import type { EarlierVDiff } from "../../core/vdiff/change.ts";
import type { VDiffVerdict } from "../../core/vdiff/verdict.ts";
import type { VDiff } from "../../core/vdiff/vdiff.ts";
import { toCommandAction } from "../actions.ts";
import { buildActions, buildButton, buildContainer, buildContext, buildSection, buildSections } from "../blocks/build.ts";
import { type Message, toNotification } from "../blocks/message.ts";
import { formatCounted } from "../text/numbers.ts";
import { sayDuration } from "../text/times.ts";
import { moveTitle, formatTypedName } from "../text/move-name.ts";
import { listChangeLines } from "./change.ts";
import { listFalseAlarms } from "./false-alarms.ts";
import { buildCountTable } from "./report.ts";
import { sayNext } from "../wording/next-line.ts";
import { endedWithItsCall, sayVDiffVerdict, type VerdictFacts } from "./verdict.ts";

export interface VDiffFacts extends VerdictFacts {
  readonly tookMs?: number;
  /** The VDiff before this one, if there was one whose findings can be held against it. */
  readonly before?: EarlierVDiff;
  /** True for a private answer, which has no file beside it. */
  readonly inAnswer?: boolean;
}

/** Renders the report of one VDiff: a verdict, counts per table and shard, never a row value. {@link composeReportFiles} holds all counts. */
export function renderVDiff(name: MoveName, vdiff: VDiff, verdict: VDiffVerdict, facts: VDiffFacts): Message {
  const words = sayVDiffVerdict(verdict, vdiff, facts);
  const took = facts.tookMs !== undefined && `Took ${sayDuration(facts.tookMs)}.`;
  const title = `${words.title} · ${moveTitle(name)}`;
  const counts = buildCountTable(vdiff);
  const left = counts?.left ?? 0;
  const file = facts.inAnswer === true ? "Counts only, no row values" : "Counts only, no row values; all of them in the files";
  // Vitess 14 reports counts per table only if rows differ (docs/facts/vdiff.md#no-counts-on-14).
  const untold = vdiff.tables.length === 0 && verdict.kind === "clean";
  return {
    text: toNotification(title),
    blocks: [
      buildSection(`*${title}*`, ...words.lines, took),
      ...(facts.before === undefined ? [] : buildSections(...listChangeLines(vdiff, facts.before, findEnd(vdiff) ?? 0))),
      ...buildContainer("Why these may not be real differences", [...buildSections(...listFalseAlarms(vdiff))]),
      ...(counts === undefined ? [] : [counts.block]),
      ...(facts.endedAt === undefined
        ? [buildSection(sayNext(words.next)), ...buildActions(...listVDiffButtons(name, vdiff, verdict))]
        : [buildSection("The move has ended; this was its last VDiff.")]),
      buildContext(
        `${left > 0 ? `${formatCounted(left, "more row")} · ` : ""}${untold ? "This Vitess counts by table only where rows differ" : file}`,
      ),
    ],
  };
}

function findEnd({ shards }: VDiff): number | undefined {
  return shards.flatMap(({ completedAt }) => completedAt ?? []).toSorted((a, b) => b - a)[0];
}

// A button's value holds 2,000 characters (docs/facts/slack-limits.md#block-sizes).
const LONGEST_BUTTON_VALUE = 1_500;

function listVDiffButtons(name: MoveName, vdiff: VDiff, verdict: VDiffVerdict): Parameters<typeof buildActions> {
  const again = `vdiff create ${formatTypedName(name)}`;
  const build = (label: string, verb: Verb, command: string): Button =>
    buildButton(label, toCommandAction(verb), command, { says: `${label}: VDiff of ${qualifyName(name)}` });
  if (verdict.kind === "different" && verdict.tables.every(isTypeableTable)) {
    const these = `${again} --tables=${verdict.tables.join(",")}`;
    if (these.length <= LONGEST_BUTTON_VALUE) return [build("Compare these again", "vdiff-create", these)];
  }
  if (verdict.kind === "stopped" && !endedWithItsCall(vdiff))
    return [build("Resume", "vdiff-resume", `vdiff resume ${formatTypedName(name)} ${vdiff.uuid}`)];
  if (verdict.kind === "running" || verdict.kind === "clean") return [];
  return [build("Compare again", "vdiff-create", again)];
}
