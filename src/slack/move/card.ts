import type { Button } from "@slack/types";
import type { MoveView } from "../../core/answers.ts";
import type { Execution } from "../../core/acts/executions.ts";
import { type Phase, phaseOf } from "../../core/state/phase.ts";
import { cannotBeRead, type Unreadable } from "../../core/moves.ts";
import { approvalsOf } from "../../core/acts/approval.ts";
import type { Instant, Reading } from "../../core/readings.ts";
import type { Request } from "../../core/acts/requests.ts";
import { ACTIONS } from "../actions.ts";
import { actions, button, context, section } from "../blocks/build.ts";
import type { Message } from "../blocks/message.ts";
import { named, oneLine } from "../text/escape.ts";
import { names } from "../text/lists.ts";
import { moveTitle } from "../text/move-name.ts";
import { counted } from "../text/numbers.ts";
import { type Names, who } from "../text/people.ts";
import { duration, moment, momentToTheSecond } from "../text/times.ts";
import { ALARMS } from "../wording/alarms.ts";
import { sayPhase } from "../wording/phases.ts";
import { VERBS } from "../wording/verbs.ts";
import { MOVE_BUTTONS, moveButtons } from "./buttons.ts";
import { nextLine } from "./outcome.ts";
import { type CopyWords, copyWords } from "./copying.ts";
import { phaseNames, reverseState } from "./phase-names.ts";
import { runningWords } from "./running.ts";

/** What a card shows beside the move itself. */
export interface CardFacts {
  readonly now: Instant;
  readonly maxLagSeconds: number;
  readonly openRequest?: Request;
  readonly runningExecution?: Execution;
  /** A card outside the move's own channel: shorter, and without buttons that change anything. */
  readonly forFollower: boolean;
  /** True when a clean VDiff, young enough for a switch, is known. */
  readonly vdiffClean?: boolean;
  /** A link to the move's thread, for followers. */
  readonly threadUrl?: string;
  readonly names?: Names;
}

/** Older than this, the reading's age is a fact of its own: Vitess has not answered meanwhile. */
const STALE_AFTER_MS = 3 * 60_000;

/** The one message of a move in a channel. Its first line alone tells status and workflow. */
export function renderCard(view: MoveView, facts: CardFacts): Message {
  const { move, reading } = view;
  const phase = phaseOf(move, reading, facts.maxLagSeconds);
  const copy = phase.kind === "copying" ? copyWords(view, facts.now) : undefined;
  const words = sayPhase(phase, phaseNames(view, facts.maxLagSeconds, facts.vdiffClean === true));
  const silent = cannotBeRead(move);
  if (silent !== undefined) return unreadableCard(view, facts, silent, copyStatus(words.status, copy));
  const title = `${moveTitle(move.name)} · ${copyStatus(words.status, copy)}`;
  const next =
    copy?.stalledMs === undefined ? words.next : "look at throttling, replica lag and load at the source; if nothing explains it, diagnose";
  const body = copy === undefined ? [words.detail, ...phaseLines(phase, view, facts)] : copy.lines;
  return {
    text: title,
    blocks: [
      section(`*${title}*`, origin(view, facts), ...body, requestLine(facts), executionLine(facts)),
      context(`${age(view, phase, facts.now)} · next: ${next}`),
      ...actions(...cardButtons(view, phase, copy, facts)),
    ],
  };
}

/** Its last reading may be wrong by now: so nothing is offered that counts on it. */
function unreadableCard(view: MoveView, facts: CardFacts, { since, why, next }: Unreadable, status: string): Message {
  const { move, reading } = view;
  const title = `${moveTitle(move.name)} · cannot be read since ${moment(since, facts.now)} · last known: ${status}`;
  const read = reading === undefined ? "not read yet" : `last read ${moment(reading.at, facts.now)}`;
  return {
    text: title,
    blocks: [
      section(`*${title}*`, origin(view, facts), oneLine(why), `Tables: ${names(move.tables)}`, requestLine(facts), executionLine(facts)),
      context(`${read} · ${nextLine(next)}`),
      ...actions(MOVE_BUTTONS.diagnose(move.name), facts.forFollower && MOVE_BUTTONS.unfollow(move.name)),
    ],
  };
}

function copyStatus(status: string, copy: CopyWords | undefined): string {
  if (copy === undefined) return status;
  if (copy.stalledMs !== undefined) return `stalled · no sign of a row in ${duration(copy.stalledMs)}`;
  const { tables, tablesDone } = copy.progress;
  return `${status} · ${tablesDone} of ${counted(tables.length, "table")} done`;
}

function origin({ move }: MoveView, { now, names: people }: CardFacts): string {
  const way = `${named(move.sourceKeyspace)} → ${named(move.name.targetKeyspace)}`;
  return `${way} · ${named(move.name.cluster)} · asked by ${who(move.askedBy, people)} ${moment(move.askedAt, now)}`;
}

function phaseLines(phase: Phase, { move, reading }: MoveView, facts: CardFacts): readonly (string | undefined)[] {
  if (phase.kind === "alarm" && reading !== undefined) {
    const words = {
      tables: names(alarmed(move.tables, reading)),
      source: named(move.sourceKeyspace),
      target: named(move.name.targetKeyspace),
    };
    return [ALARMS[phase.alarm].meaning(words)];
  }
  const tables = phase.kind === "ended" ? undefined : `Tables: ${names(move.tables)}`;
  const { rollbackUntil } = move;
  const armed = phase.kind === "switched" && rollbackUntil !== undefined && facts.now < rollbackUntil;
  return [tables, armed ? `Rollback is one press until ${moment(rollbackUntil, facts.now)}.` : undefined];
}

/** The tables that are denied somewhere; all of the move's where the alarm is that none is. */
function alarmed(tables: readonly string[], reading: Reading): readonly string[] {
  const denied = new Set(reading.denied.flatMap((one) => one.tables));
  const those = tables.filter((table) => denied.has(table));
  return those.length === 0 ? tables : those;
}

function requestLine({ openRequest, now, names: people }: CardFacts): string | undefined {
  if (openRequest?.state.kind !== "open") return undefined;
  const { rule, votes, approveBy, askedBy, seal } = openRequest;
  const count = `${approvalsOf(votes)} of ${counted(rule.people, "approval")}`;
  return `${who(askedBy, people)} asks for ${VERBS[seal.act.verb].vitess}: ${count}, approve by ${moment(approveBy, now)}.`;
}

function executionLine({ runningExecution, now }: CardFacts): string | undefined {
  return runningExecution === undefined || runningExecution.outcome !== undefined ? undefined : runningWords(runningExecution, now);
}

/** When Vitess was read. An age in words would be wrong a minute later; a time stays true. */
function age({ move, reading }: MoveView, phase: Phase, now: Instant): string {
  const endedAt = move.ended?.at;
  if (phase.kind === "ended") return endedAt === undefined ? "not read any more" : `ended ${moment(endedAt, now)}`;
  if (reading === undefined) return "not read yet";
  if (now - reading.at > STALE_AFTER_MS)
    return `last read ${moment(reading.at, now)}, ${duration(now - reading.at)} old: no answer from Vitess has come since`;
  return `read ${phase.kind === "copying" ? momentToTheSecond(reading.at) : moment(reading.at, now)}`;
}

function cardButtons(
  { move, reading }: MoveView,
  phase: Phase,
  copy: CopyWords | undefined,
  facts: CardFacts,
): readonly (Button | false | undefined)[] {
  if (facts.forFollower) {
    const thread = facts.threadUrl === undefined ? undefined : button("Thread", ACTIONS.open, "", { url: facts.threadUrl });
    // Nothing can be read of a workflow that is gone.
    return [thread, phase.kind !== "ended" && MOVE_BUTTONS.details(move.name), MOVE_BUTTONS.unfollow(move.name)];
  }
  const busy = facts.runningExecution !== undefined && facts.runningExecution.outcome === undefined;
  if (busy || facts.openRequest?.state.kind === "open") return [MOVE_BUTTONS.details(move.name)];
  if (copy?.stalledMs !== undefined) return [MOVE_BUTTONS.diagnose(move.name), MOVE_BUTTONS.stop(move.name)];
  return [
    ...moveButtons(move.name, phase, {
      now: facts.now,
      reverse: reverseState(move, reading),
      ...(move.rollbackUntil === undefined ? {} : { rollbackUntil: move.rollbackUntil }),
    }),
  ];
}
