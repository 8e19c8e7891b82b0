import type { MoveView } from "../../core/command/answers.ts";
import { MOST_CARDS } from "../../core/move/subscriptions.ts";
import type { Instant } from "../../core/readings/readings.ts";
import type { ClusterName } from "../../core/vitess/names.ts";
import { toCommandAction } from "../actions.ts";
import { buildActions, buildButton, buildContext, buildSection } from "../blocks/build.ts";
import type { Message } from "../blocks/message.ts";
import { escapeName, markCode } from "../text/escape.ts";
import type { Names } from "../text/people.ts";
import { formatMomentToTheSecond } from "../text/times.ts";
import { buildMoveTable, titleMoves } from "./table.ts";

/** One message about many moves: all of a cluster, or those that a channel follows beyond the cards it has room for. */
export interface FleetMoves {
  readonly about: { readonly kind: "cluster"; readonly cluster: ClusterName } | { readonly kind: "rest" };
  readonly moves: readonly MoveView[];
}

/** What the message says beside the moves. */
export interface FleetFacts {
  readonly now: Instant;
  /** How often it changes while something happens, in milliseconds. */
  readonly everyMs: number;
  readonly names?: Names;
  /** Slack's code, if it did not let Tandem pin the message. */
  readonly pinRefused?: string;
}

/**
 * Renders the message as people find it among a channel's pins: the counts first, then the most urgent moves. `facts` is the same text for
 * messages that differ only in when things were read, or in a lag of a few seconds, which comes and goes.
 */
export function renderFleet(
  { about, moves }: FleetMoves,
  { now, everyMs, names, pinRefused }: FleetFacts,
): Message & { readonly facts: string } {
  const built = buildMoveTable(moves, { names, isSilent: () => false, isKept: true });
  const counts = built === undefined ? "No moves" : titleMoves(moves);
  const title = `${counts} · ${about.kind === "cluster" ? escapeName(about.cluster) : "followed here without cards of their own"}`;
  const rest = built?.rest === undefined ? undefined : `Not in the table: ${built.rest}.`;
  const pin = pinRefused === undefined ? undefined : sayPinRefused(pinRefused);
  const blocks = [
    buildSection(
      `*${title}*`,
      about.kind === "rest" && `This channel follows more moves than the ${MOST_CARDS} that get cards: the earliest have theirs.`,
      built === undefined && "Begin one with `/movetables create`.",
    ),
    ...(built === undefined ? [] : [built.table]),
    ...(rest === undefined ? [] : [buildContext(rest)]),
    ...(about.kind === "cluster" && built !== undefined ? buildActions(buildCsvButton(about.cluster)) : []),
    buildContext(
      `As of ${formatMomentToTheSecond(now)}. Updated every ${Math.round(everyMs / 1000)} s while anything changes or is copied, and about every 5 min otherwise.`,
      pin,
    ),
  ];
  const rows = built?.table.rows.map((row) => row.slice(0, -1).map((cell) => (cell.type === "rich_text" ? "" : cell.text)));
  return { text: title, blocks, facts: JSON.stringify([title, rest, pin, rows]).replaceAll(/"\d s"/g, '""') };
}

/** The last state of a message that is kept up to date no more. `why`: nobody wants it any more, or every move has its card. */
export function renderFleetEnded(why: "given-up" | "all-have-cards", now: Instant): Message {
  const text = FLEET_ENDS[why];
  return { text, blocks: [buildSection(text), buildContext(`Since ${formatMomentToTheSecond(now)}`)] };
}

const FLEET_ENDS = {
  "given-up": "This message about many moves is not kept up to date any more. `/movetables fleet` brings a new one.",
  "all-have-cards": "Every move that this channel follows has its own card now, or has ended.",
} as const;

function buildCsvButton(cluster: ClusterName) {
  return buildButton("All as CSV", toCommandAction("list"), `list --csv --cluster=${cluster}`, {
    says: `All as CSV: the moves of ${cluster}, in a file for you`,
  });
}

function sayPinRefused(code: string): string {
  if (code === "missing_scope")
    return "It is not pinned: that takes the scope `pins:write`. Whoever runs Tandem can add it, and `/movetables fleet` pins it then.";
  return `It is not pinned: Slack refused that with ${markCode(code, 60)}. Somebody in the channel can pin it by hand.`;
}
