import type { KnownBlock } from "@slack/types";
import { type MoveName, qualifyName, type TableName } from "../../core/vitess/names.ts";
import type { VDiffVerdict } from "../../core/vdiff/verdict.ts";
import type { VDiff } from "../../core/vdiff/vdiff.ts";
import { toCommandAction } from "../actions.ts";
import { buildActions, buildButton, buildContext, buildPreformatted, buildSection } from "../blocks/build.ts";
import { type Message, toNotification, type TextFile } from "../blocks/message.ts";
import { sayDuration } from "../text/times.ts";
import { moveTitle, formatTypedName } from "../text/move-name.ts";
import { countLines, countTable, composeReportFile } from "./report.ts";
import { endedWithItsCall, sayVDiffVerdict } from "./verdict.ts";

export interface VDiffFacts {
  /** How long a clean VDiff counts for a switch. */
  readonly maxAgeMs: number;
  readonly tookMs?: number;
  /** Shows counts as text, for a workspace or a surface that does not take table blocks. */
  readonly withoutTables?: boolean;
  /** True for a private answer, which has no file beside it. */
  readonly inAnswer?: boolean;
}

/** Renders the report of one VDiff: a verdict, counts per table and shard, never a row value. The file holds all counts. */
export function renderVDiff(name: MoveName, vdiff: VDiff, verdict: VDiffVerdict, facts: VDiffFacts): Message & { readonly file: TextFile } {
  const words = sayVDiffVerdict(verdict, vdiff, facts.maxAgeMs);
  const took = facts.tookMs === undefined ? "" : ` · took ${sayDuration(facts.tookMs)}`;
  const title = `VDiff of ${moveTitle(name)}: ${words.title}${took}`;
  const { blocks, left } = drawCounts(vdiff, facts);
  const file = facts.inAnswer === true ? "counts only, no row values" : "counts only, no row values; all of them in the file";
  // Vitess 14 reports counts per table only if rows differ (docs/facts/vdiff.md#no-counts-on-14).
  const untold = vdiff.tables.length === 0 && verdict.kind === "clean";
  return {
    text: toNotification(title),
    blocks: [
      buildSection(`*${title}*`, ...words.lines),
      ...blocks,
      buildContext(
        `${left > 0 ? `${left} more rows · ` : ""}${untold ? "this Vitess counts by table only where rows differ" : file} · next: ${words.next}`,
      ),
      ...buildActions(...listVDiffButtons(name, vdiff, verdict)),
    ],
    file: composeReportFile(name, vdiff, verdict),
  };
}

function drawCounts(vdiff: VDiff, { withoutTables }: VDiffFacts): { readonly blocks: readonly KnownBlock[]; readonly left: number } {
  if (vdiff.tables.length === 0) return { blocks: [], left: 0 };
  if (withoutTables !== true) {
    const counted = countTable(vdiff);
    return counted === undefined ? { blocks: [], left: 0 } : { blocks: [counted.block], left: counted.left };
  }
  const lines = countLines(vdiff);
  const { block, shown } = buildPreformatted(lines);
  return { blocks: [block], left: lines.length - shown };
}

function listVDiffButtons(name: MoveName, vdiff: VDiff, verdict: VDiffVerdict): Parameters<typeof buildActions> {
  const again = (tables: readonly TableName[]): string =>
    `vdiff create ${formatTypedName(name)}${tables.length === 0 ? "" : ` --tables ${tables.join(",")}`}`;
  const accessible = { says: `VDiff of ${qualifyName(name)}` };
  if (verdict.kind === "different" && again(verdict.tables).length <= 1500)
    return [buildButton("Compare these again", toCommandAction("vdiff-create"), again(verdict.tables), accessible)];
  if (verdict.kind === "stopped" && !endedWithItsCall(vdiff))
    return [buildButton("Resume", toCommandAction("vdiff-resume"), `vdiff resume ${formatTypedName(name)} ${vdiff.uuid}`, accessible)];
  if (verdict.kind === "running" || verdict.kind === "clean") return [];
  return [buildButton("Compare again", toCommandAction("vdiff-create"), again([]), accessible)];
}
