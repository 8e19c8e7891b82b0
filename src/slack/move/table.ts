import type { MoveView } from "../../core/command/answers.ts";
import { rankUrgency } from "../../core/situation/urgency.ts";
import { qualifyName } from "../../core/vitess/names.ts";
import { buildDataTable, type Cell } from "../blocks/build.ts";
import { type TextFile, toNotification } from "../blocks/message.ts";
import { formatCsv } from "../text/csv.ts";
import { clipMiddle } from "../text/escape.ts";
import { formatCounted } from "../text/numbers.ts";
import { joinWithAnd } from "../text/lists.ts";
import type { Names } from "../text/people.ts";
import { formatIso, formatSpan, formatUtc, sayDuration } from "../text/times.ts";
import { sayWhomItWaitsFor } from "../wording/waiting.ts";
import { copyWords } from "./copying.ts";
import { sayState } from "./headline.ts";

/** More would be read by nobody; the rest is counted, and all of them are in the file. */
const MOST_MOVES = 60;
const NAME_FITS = 60;

const COLUMNS = ["move", "state", "ready", "lag", "waits for", "read"] as const;

/** Moves as people look them over: the most urgent first, the rest counted by state, all of them in a file. */
export interface MoveTable {
  readonly table: NonNullable<ReturnType<typeof buildDataTable>>["block"];
  /** "30 copying and 10 switched", of the moves that have no row. */
  readonly rest?: string;
  /** Present if some have no row. */
  readonly file?: TextFile;
}

/** Undefined without a move. `isSilent`: Vitess does not answer for it just now. */
export function buildMoveTable(
  moves: readonly MoveView[],
  { names, isSilent }: { readonly names?: Names | undefined; readonly isSilent: (view: MoveView) => boolean },
): MoveTable | undefined {
  const sorted = moves.toSorted((a, b) => rankUrgency(a.situation) - rankUrgency(b.situation));
  const built = buildDataTable(
    "Moves, the most urgent first",
    COLUMNS,
    sorted.slice(0, MOST_MOVES).map((view) => listMoveCells(view, names, isSilent(view))),
  );
  if (built === undefined) return undefined;
  const rest = sorted.slice(built.block.rows.length - 1);
  if (rest.length === 0) return { table: built.block };
  return { table: built.block, rest: countByState(rest), file: { name: "moves.csv", content: writeCsv(sorted) } };
}

/** "8 copying, 3 in sync and 1 switched". */
export function countByState(moves: readonly MoveView[]): string {
  const counts = new Map<string, number>();
  for (const { situation } of moves) {
    const kind = sayKind(situation);
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return joinWithAnd([...counts].toSorted(([, a], [, b]) => b - a).map(([kind, count]) => `${count} ${kind}`));
}

function sayKind({ alarm, unreadable, phase }: MoveView["situation"]): string {
  if (phase.kind !== "ended" && alarm !== undefined) return KINDS.alarm;
  return unreadable === undefined ? KINDS[phase.kind] : "without an answer from Vitess";
}

const KINDS = {
  planned: "planned",
  creating: "being created",
  starting: "starting",
  "not-started": "not started",
  "waiting-for-source": "without a tablet to read from",
  copying: "copying",
  running: "in sync",
  lagging: "behind",
  stopped: "stopped",
  "stopped-after-copy": "stopped after the copy",
  error: "in error",
  switching: "switching",
  "reads-switched": "with reads switched",
  ending: "ending",
  switched: "switched",
  alarm: "in alarm",
  ended: "ended",
} as const satisfies Record<MoveView["situation"]["phase"]["kind"], string>;

function listMoveCells(view: MoveView, names: Names | undefined, isSilent: boolean): readonly Cell[] {
  const { known, waiting, phase, lagSeconds, now } = view.situation;
  const eta = phase.kind === "copying" ? copyWords(view)?.progress.eta : undefined;
  const { reading } = known;
  return [
    clipMiddle(qualifyName(known.move.name), NAME_FITS),
    `${toPlain(sayState(view, names))}${isSilent ? ", not answering just now" : ""}`,
    eta === undefined ? "" : `about ${formatSpan(eta.fromMs, eta.toMs)}`,
    lagSeconds === undefined ? "" : `${lagSeconds} s`,
    waiting === undefined ? "" : toPlain(sayWhomItWaitsFor(waiting, now)),
    reading === undefined || phase.kind === "ended" ? "" : `${formatUtc(reading.at)}, ${sayDuration(Math.max(now - reading.at, 0))} ago`,
  ];
}

/** A cell is not mrkdwn: no code spans, no date tokens, no escapes. */
function toPlain(mrkdwn: string): string {
  return toNotification(mrkdwn).replaceAll("`", "").replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

function writeCsv(moves: readonly MoveView[]): string {
  const rows = moves.map((view) => {
    const { known, waiting, lagSeconds, now } = view.situation;
    const progress = copyWords(view)?.progress;
    const { name } = known.move;
    return [
      name.cluster,
      qualifyName(name),
      toPlain(sayState(view)),
      progress?.percent === undefined ? "" : String(Math.floor(progress.percent)),
      progress?.eta === undefined ? "" : String(Math.round(progress.eta.fromMs / 1000)),
      progress?.eta === undefined ? "" : String(Math.round(progress.eta.toMs / 1000)),
      lagSeconds === undefined ? "" : String(lagSeconds),
      waiting === undefined ? "" : toPlain(sayWhomItWaitsFor(waiting, now)),
      known.reading === undefined ? "" : formatIso(known.reading.at),
    ];
  });
  const header = ["cluster", "move", "state", "percent", "ready_from_s", "ready_to_s", "lag_s", "waits_for", "read_at"];
  return formatCsv([header, ...rows]);
}

/** "12 moves: 8 copying and 4 switched". */
export function titleMoves(moves: readonly MoveView[]): string {
  return `${formatCounted(moves.length, "move")}: ${countByState(moves)}`;
}
