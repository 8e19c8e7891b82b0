import type { MoveView } from "../../core/command/answers.ts";
import { findOfferEnd, type Handover } from "../../core/operation/handover/handover.ts";
import type { Instant } from "../../core/readings/readings.ts";
import { type Due, listDue } from "../../core/situation/due.ts";
import { ACTIONS } from "../actions.ts";
import { buildActions, buildButton, buildContext, buildSection, buildSections } from "../blocks/build.ts";
import { type Message, toNotification } from "../blocks/message.ts";
import { buildMoveTable } from "../move/table.ts";
import { markCode } from "../text/escape.ts";
import { moveTitle } from "../text/move-name.ts";
import { formatCounted } from "../text/numbers.ts";
import { mentionPeople, type Names, namePerson } from "../text/people.ts";
import { formatMoment } from "../text/times.ts";
import type { OfKind, TakesAny } from "../wording/of-kind.ts";
import { VERB_WORDS } from "../wording/verbs.ts";
import { sayWaiting } from "../wording/waiting.ts";

export interface HandoverFacts {
  /** The moves that it is about; once accepted, those that were given. */
  readonly moveViews: readonly MoveView[];
  readonly now: Instant;
  readonly names?: Names;
  /** Mention the person it is for: in the post only, because an edit notifies nobody. */
  readonly mention: boolean;
}

// A night or a shift: whoever takes over lives with what ends in it.
const LOOK_AHEAD_HOURS = 12;
const MOST_LINES = 10;
// The lines below it take up to 4,400 of the 9,000 characters.
const TABLE_FITS = 4_000;

/** The message of a hand-over: what runs, who is waited for, and what ends soon; with the button while it can be accepted. */
export function renderHandover(handover: Handover, facts: HandoverFacts): Message {
  const { moveViews, now, names } = facts;
  const { by, state } = handover;
  const title = sayTitle(handover, facts);
  const built = buildMoveTable(moveViews, { names, isSilent: () => false, fits: TABLE_FITS });
  return {
    text: toNotification(title),
    blocks: [
      buildSection(
        `*${title}*`,
        state.kind === "offered"
          ? `${namePerson(by, names)} hands these moves over.${sayForWhom(handover, facts)}`
          : `${namePerson(by, names)} handed over, ${namePerson(state.by, names)} accepted ${formatMoment(state.at, now)}.`,
      ),
      ...(built === undefined ? [] : [built.table]),
      ...(built?.rest === undefined ? [] : [buildContext(`Not in the table: ${built.rest}. \`/movetables list\` has them all`)]),
      ...buildSections(...listWaitingLines(facts), ...listDueLines(facts)),
      ...(state.kind === "offered"
        ? buildActions(buildButton("Accept hand-over", ACTIONS.acceptHandover, handover.id, { style: "primary" }))
        : []),
      buildContext(
        `${state.kind === "offered" ? `Can be accepted until ${formatMoment(findOfferEnd(handover), now)}. ` : ""}Whoever is in charge is mentioned when something goes wrong with these moves. Who requested what, and whose votes count, stays the same. As of ${formatMoment(now, now)}`,
      ),
    ],
  };
}

function sayTitle({ state }: Handover, { moveViews, names }: HandoverFacts): string {
  const moves = formatCounted(moveViews.length, "move");
  if (state.kind === "offered") return `Hand-over offered: ${moves}`;
  return moveViews.length === 0
    ? "Hand-over accepted: no move was left to take over"
    : `${namePerson(state.by, names)} is in charge of ${moves}`;
}

function sayForWhom({ to }: Handover, { names, mention }: HandoverFacts): string {
  if (to === undefined) return " Any other operator can accept.";
  return ` For ${mention ? mentionPeople([to]) : namePerson(to, names)}.`;
}

function listWaitingLines({ moveViews, now, names }: HandoverFacts): readonly string[] {
  const lines = moveViews.flatMap(({ situation: { waiting, known } }) =>
    waiting === undefined ? [] : [`• ${moveTitle(known.move.name)}: ${sayWaiting(waiting, now, names)}`],
  );
  return listUnder("Waits", lines, "No move waits for anybody.");
}

function listDueLines({ moveViews, now }: HandoverFacts): readonly string[] {
  const until = now + LOOK_AHEAD_HOURS * 60 * 60_000;
  const due = moveViews.flatMap(({ situation }) => listDue(situation, until).map((one) => ({ one, name: situation.known.move.name })));
  const lines = due
    .toSorted((a, b) => a.one.at - b.one.at)
    .map(({ one, name }) => `• ${moveTitle(name)}: ${sayDue(one)} ${formatMoment(one.at, now)}`);
  return listUnder(`Due in the next ${LOOK_AHEAD_HOURS} hours`, lines, `Nothing is due in the next ${LOOK_AHEAD_HOURS} hours.`);
}

function listUnder(title: string, lines: readonly string[], none: string): readonly string[] {
  if (lines.length === 0) return [none];
  const more = lines.length - MOST_LINES;
  return [`*${title}*`, ...lines.slice(0, MOST_LINES), ...(more > 0 ? [`and ${more} more`] : [])];
}

const DUE_WORDS = {
  request: ({ verb }) => `the request for ${VERB_WORDS[verb].vitess} expires`,
  approval: ({ verb }) => `approved, and ${VERB_WORDS[verb].vitess} gives up`,
  soak: () => "the soak ends and the writes follow",
  rollback: () => "one-press rollback ends",
  vdiff: () => "its clean VDiff becomes too old for a switch",
  override: ({ finding }) => `the override of ${markCode(finding, 60)} lapses`,
} as const satisfies { [K in Due["kind"]]: (due: OfKind<Due, K>) => string };

function sayDue(due: Due): string {
  const say: TakesAny<Due, [], string> = DUE_WORDS[due.kind];
  return say(due);
}
