import type { MoveView } from "../../core/command/answers.ts";
import { rankUrgency } from "../../core/situation/urgency.ts";
import { moveId, qualifyName } from "../../core/vitess/names.ts";
import { buildDataTable, type Cell } from "../blocks/build.ts";
import { type TextFile, toNotification } from "../blocks/message.ts";
import { formatCsv } from "../text/csv.ts";
import { clipMiddle } from "../text/escape.ts";
import { formatCounted } from "../text/numbers.ts";
import { joinWithAnd } from "../text/lists.ts";
import type { Names } from "../text/people.ts";
import { formatIso, formatSpan, formatUtc, sayDuration } from "../text/times.ts";
import { isInSync } from "../wording/phases.ts";
import { sayWhomItWaitsFor } from "../wording/waiting.ts";
import { copyWords } from "./copying.ts";
import { sayState } from "./headline.ts";

/** More would be read by nobody; the rest is counted, and all of them are in the file. */
const MOST_MOVES = 60;
const NAME_FITS = 60;
/** Room for sixty moves with long names; the message around them takes fewer than 1,000 of its 9,000 characters. */
const TABLE_TEXT = 7_500;

const COLUMNS = ["move", "state", "ready", "lag", "waits for", "read"] as const;

/** Moves as people look them over: the most urgent first, the rest counted by state, all of them in a file. */
export interface MoveTable {
  readonly table: NonNullable<ReturnType<typeof buildDataTable>>["block"];
  /** "30 copying and 10 switched", of the moves that have no row. */
  readonly rest?: string;
}

interface TableFacts {
  readonly names?: Names | undefined;
  /** True if Vitess does not answer for the move just now. */
  readonly isSilent: (view: MoveView) => boolean;
  /** The message is edited in place, so an age in words would be wrong a minute later. */
  readonly isKept?: true;
  /** How many characters the table may take, if much stands around it. */
  readonly fits?: number;
}

/** Undefined without a move. */
export function buildMoveTable(moves: readonly MoveView[], facts: TableFacts): MoveTable | undefined {
  const sorted = sortByUrgency(moves);
  const severalClusters = new Set(moves.map(({ situation }) => situation.known.move.name.cluster)).size > 1;
  const built = buildDataTable(
    "Moves, the most urgent first",
    COLUMNS,
    sorted.slice(0, MOST_MOVES).map((view) => listMoveCells(view, facts, severalClusters)),
    facts.fits ?? TABLE_TEXT,
  );
  if (built === undefined) return undefined;
  const rest = sorted.slice(built.block.rows.length - 1);
  if (rest.length === 0) return { table: built.block };
  return { table: built.block, rest: countByState(rest) };
}

/** All moves as a file, the most urgent first. */
export function buildMovesFile(moves: readonly MoveView[]): TextFile {
  return { name: "moves.csv", content: writeCsv(sortByUrgency(moves)) };
}

/** Among equals by name, so that a table that is edited in place does not shuffle its rows. */
function sortByUrgency(moves: readonly MoveView[]): readonly MoveView[] {
  return moves.toSorted((a, b) => rankUrgency(a.situation) - rankUrgency(b.situation) || (identify(a) < identify(b) ? -1 : 1));
}

function identify({ situation }: MoveView): string {
  return moveId(situation.known.move.name);
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

function sayKind(situation: MoveView["situation"]): string {
  const { alarm, unreadable, phase } = situation;
  if (phase.kind !== "ended" && alarm !== undefined) return KINDS.alarm;
  if (unreadable !== undefined) return "without an answer from Vitess";
  return phase.kind === "running" && isInSync(situation) ? "in sync" : KINDS[phase.kind];
}

const KINDS = {
  planned: "planned",
  creating: "being created",
  starting: "starting",
  "not-started": "not started",
  "waiting-for-source": "without a tablet to read from",
  copying: "copying",
  running: "replicating",
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

function listMoveCells(view: MoveView, { names, isSilent, isKept }: TableFacts, severalClusters: boolean): readonly Cell[] {
  const { known, waiting, phase, lagSeconds, now } = view.situation;
  const eta = phase.kind === "copying" ? copyWords(view)?.progress.eta : undefined;
  const { reading } = known;
  return [
    clipMiddle(severalClusters ? moveId(known.move.name) : qualifyName(known.move.name), NAME_FITS),
    `${toPlain(sayState(view, names))}${isFrozenNow(view) ? ", frozen" : ""}${isSilent(view) ? ", not answering just now" : ""}`,
    eta === undefined ? "" : formatSpan(eta.fromMs, eta.toMs),
    lagSeconds === undefined ? "" : `${lagSeconds} s`,
    waiting === undefined ? "" : toPlain(sayWhomItWaitsFor(waiting, now, names)),
    reading === undefined || phase.kind === "ended"
      ? ""
      : `${formatUtc(reading.at)}${isKept === true ? "" : `, ${sayDuration(Math.max(now - reading.at, 0))} ago`}`,
  ];
}

/** An ended move is past caring. */
function isFrozenNow({ situation: { known, phase } }: MoveView): boolean {
  return known.freeze !== undefined && phase.kind !== "ended";
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
