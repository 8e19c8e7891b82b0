import type { VDiffOfMove } from "../../core/move/moves.ts";
import type { PersonId } from "../../core/people/people.ts";
import type { LargeVDiffReport } from "../../core/announce/entries.ts";
import type { Instant } from "../../core/readings/readings.ts";
import { estimateVDiffEnd, findVDiffPercent, type RowsToCompare, type VDiffProgress, type VDiffSeen } from "../../core/vdiff/progress.ts";
import type { VDiffVerdict } from "../../core/vdiff/verdict.ts";
import type { MoveName } from "../../core/vitess/names.ts";
import { buildSection } from "../blocks/build.ts";
import { type Message, toNotification } from "../blocks/message.ts";
import { markCode } from "../text/escape.ts";
import { listNames } from "../text/lists.ts";
import { moveTitle } from "../text/move-name.ts";
import { formatCounted, formatExact } from "../text/numbers.ts";
import { type Names, namePerson } from "../text/people.ts";
import { formatSpan } from "../text/times.ts";
import { shortenUuid } from "../text/uuid.ts";

/** The VDiff that a message of its own tells of. */
export interface VDiffShown {
  readonly uuid: string;
  readonly by: PersonId;
}

interface ProgressFacts {
  readonly name: MoveName;
  /** The move's VDiff now, which may be another one; absent if it was stopped or deleted. */
  readonly vdiff: VDiffOfMove | undefined;
  readonly now: Instant;
  readonly names?: Names;
}

/** Renders the message that was posted when a VDiff was started: how far it is, and at last that it has ended. */
export function renderVDiffProgress(shown: VDiffShown, { name, vdiff, now, names }: ProgressFacts): Message {
  const isOwn = vdiff?.uuid === shown.uuid;
  const started = `${namePerson(shown.by, names)} started VDiff ${shortenUuid(shown.uuid)}`;
  if (isOwn && vdiff.report === undefined) {
    const { title, lines } = sayProgress(vdiff, now);
    const head = `${title} · ${moveTitle(name)}`;
    return { text: toNotification(head), blocks: [buildSection(`*${head}*`, ...lines, `${started}.`)] };
  }
  const end =
    isOwn && vdiff.report !== undefined ? `${ENDED[vdiff.report.verdict]}: the report is below` : "It has ended, or was stopped or deleted";
  return { text: toNotification(`${started} · ${moveTitle(name)}`), blocks: [buildSection(`${started}. ${end}.`)] };
}

const ENDED = {
  running: "It has ended",
  clean: "It found no difference",
  limited: "It found no difference in what it compared",
  different: "It found differences",
  incomplete: "It did not compare every table",
  failed: "It failed",
  stopped: "It was stopped",
} as const satisfies Record<VDiffVerdict["kind"], string>;

/** The line in place of a report whose counts were not posted within the time for which Tandem keeps them. */
export function sayCountsGone({ vdiff, verdict }: Pick<LargeVDiffReport, "vdiff" | "verdict">): string {
  return `VDiff ${shortenUuid(vdiff.uuid)} is over. ${ENDED[verdict.kind]}. Its counts by table and shard could not be posted in time and are no longer kept. \`vdiff show\` shows what Vitess still has of it.`;
}

function sayProgress({ seen, asked }: VDiffOfMove, now: Instant): { readonly title: string; readonly lines: readonly string[] } {
  const only = asked === undefined ? [] : [`It compares only ${listNames(asked)}.`];
  if (seen?.progress === undefined || seen.rows === 0n)
    return {
      title: "VDiff running",
      lines: ["No row counted yet: cannot say how far it is. Vitess 13 and earlier report counts only at the end.", ...only],
    };
  const percent = findVDiffPercent(seen);
  return {
    title: percent === undefined ? "VDiff running" : `VDiff running, ${seen.progress.of?.by === "estimate" ? "about " : ""}${percent}%`,
    lines: [sayRows(seen, percent), ...sayTables(seen.progress), sayEnd(seen, now), ...only],
  };
}

const OF_WORDS = {
  estimate: (rows) => `of about ${rows} compared (MySQL's estimate, which can be off by half)`,
  "run-before": (rows) => `of ${rows} compared (as many as the previous VDiff counted)`,
} as const satisfies Record<RowsToCompare["by"], (rows: string) => string>;

function sayRows({ rows, progress }: VDiffSeen, percent: number | undefined): string {
  const of = progress?.of;
  if (of === undefined)
    return `${formatCounted(rows, "row")} compared. Cannot say of how many: MySQL has no estimate for some of the tables.`;
  if (percent === undefined)
    return `${formatCounted(rows, "row")} compared, more than the ${formatExact(of.rows)} expected: cannot say how far it is.`;
  return `${formatExact(rows)} ${OF_WORDS[of.by](formatCounted(of.rows, "row"))}.`;
}

function sayTables({ tablesDone, tables, now }: VDiffProgress): readonly string[] {
  const current = now.map(
    ({ table, rows, estimated }) =>
      `${markCode(table)} ${formatExact(rows)}${estimated === undefined || estimated < rows ? "" : ` of about ${formatExact(estimated)}`}`,
  );
  return [
    `${formatExact(tablesDone)} of ${formatCounted(tables, "table")} done${current.length === 0 ? "" : `; now ${current.join(", ")}`}.`,
  ];
}

function sayEnd(seen: VDiffSeen, now: Instant): string {
  const end = estimateVDiffEnd(seen);
  if (end === undefined || end.to <= now) return "Cannot say yet when it will be ready.";
  return `Ready in ${formatSpan(Math.max(end.from - now, 0), end.to - now)}.`;
}
