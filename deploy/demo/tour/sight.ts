import type { PracticeSlack } from "../../../practice/slack/practice-slack.ts";
import type { SlackMessage } from "../../../practice/slack/workspace/workspace.ts";
import type { VtctldSimulator } from "../../../practice/vtctld/simulator.ts";
import { ACTIONS } from "../../../src/slack/actions.ts";
import { DEMO_CHANNEL } from "../whole-move.ts";

/** The one move of every story. */
export const TOUR_SOURCE = "commerce";
export const TOUR_TARGET = "customer";
export const TOUR_WORKFLOW = "commerce2customer";
export const TOUR_MOVE = `${TOUR_TARGET}.${TOUR_WORKFLOW}`;
export const TOUR_TABLES = ["customer", "corder"] as const;
export const INCIDENT_CHANNEL = "C0INC42";

/** What the tour reads: the real practice cluster, and what people see in the practice Slack. */
export interface World {
  readonly slack: PracticeSlack;
  readonly vitess: VtctldSimulator;
}

/** What has really happened so far. */
export interface TourSight {
  /** The card in the moves' channel, which leads to its thread. */
  readonly card: string | undefined;
  readonly followed: boolean;
  readonly created: boolean;
  readonly copied: boolean;
  /** What the newest VDiff found; undefined if there was none since the last rollback. */
  readonly vdiff: "clean" | "different" | undefined;
  readonly everDifferent: boolean;
  /** The newest request; undefined if there was none since the last rollback. */
  readonly request: TourRequest | undefined;
  readonly held: boolean;
  readonly lagging: boolean;
  readonly readsSwitched: boolean;
  readonly switched: boolean;
  /** The call that switches writes was cut off by a dying vtctld. */
  readonly cutOff: boolean;
  /** The same call was sent once more. It denies writes and holds the lock as well, for a moment, and that is no trouble. */
  readonly sentAgain: boolean;
  readonly writesDenied: boolean;
  readonly locked: boolean;
  readonly completed: boolean;
}

/** A request is over if it ended without doing what was asked. */
export interface TourRequest {
  readonly asks: "complete" | "other";
  readonly state: "open" | "approved" | "over";
}

/** Reads the world once; changes nothing. */
export function readSight({ slack, vitess }: World): TourSight {
  const { state, sql, cluster } = vitess;
  const card = findCard(slack.messages(DEMO_CHANNEL));
  const thread = card === undefined ? [] : slack.thread(DEMO_CHANNEL, card.ts).slice(1);
  const streams = state.streams(TOUR_TARGET, TOUR_WORKFLOW);
  const serves = (type: "PRIMARY" | "REPLICA"): boolean => sql.readThroughVtgate(TOUR_TABLES[0], type).keyspace === TOUR_TARGET;
  const source = state.shard(TOUR_SOURCE, "0");
  const switched = serves("PRIMARY");
  const sinceRollback = thread.slice(thread.findLastIndex(({ text }) => text.startsWith("Rolled back")) + 1);
  const sent = vitess.calls().filter(({ method, request }) => method === "WorkflowSwitchTraffic" && movesWrites(request));
  return {
    card: card?.ts,
    followed: findCard(slack.messages(INCIDENT_CHANNEL)) !== undefined,
    created: streams.length > 0,
    copied: streams.length > 0 && streams.every(({ copyStates, position }) => copyStates.length === 0 && position !== undefined),
    vdiff: readVerdict(sinceRollback.findLast(({ text }) => VDIFF.test(text))),
    everDifferent: thread.some((message) => readVerdict(message) === "different"),
    request: readRequest(findLastOfKind(sinceRollback, "request")),
    held: thread.some(({ text }) => text.startsWith("Approved, but held")),
    lagging: streams.some(({ forcedLag }) => forcedLag !== undefined),
    readsSwitched: serves("REPLICA"),
    switched,
    cutOff: sent.some(({ outcome }) => outcome?.code === UNAVAILABLE),
    sentAgain: sent.length > 1,
    writesDenied: !switched && source.deniedTables.length > 0,
    locked: [...cluster.locks.held.keys()].some((path) => path.includes(TOUR_WORKFLOW)),
    completed: thread.some(({ text }) => text.startsWith("Completed")),
  };
}

const VDIFF = /^VDiff (?:clean|found)/;
const UNAVAILABLE = 14;

function findCard(messages: readonly SlackMessage[]): SlackMessage | undefined {
  return findLastOfKind(
    messages.filter(({ text }) => text.includes(TOUR_MOVE)),
    "card",
  );
}

/** Tandem marks its messages by what they are. */
function findLastOfKind(messages: readonly SlackMessage[], kind: "card" | "request"): SlackMessage | undefined {
  return messages.findLast(({ metadata }) => metadata?.["event_type"] === `tandem_${kind}`);
}

function readVerdict(message: SlackMessage | undefined): TourSight["vdiff"] {
  if (message === undefined || !VDIFF.test(message.text)) return undefined;
  return message.text.startsWith("VDiff clean") ? "clean" : "different";
}

function readRequest(message: SlackMessage | undefined): TourRequest | undefined {
  if (message === undefined) return undefined;
  const asks = /complete/i.test(message.text) ? "complete" : "other";
  if (JSON.stringify(message.blocks).includes(ACTIONS.approve)) return { asks, state: "open" };
  return { asks, state: IN_VAIN.test(message.text) ? "over" : "approved" };
}

/** How the message of a request begins that came to nothing. */
const IN_VAIN = /^(?:Rejected|Withdrawn|Called off|Expired|Request closed|Not done|Failed)/;

/** True for the real call that switches writes. */
export function movesWrites({ dry_run: dry, tablet_types: types }: Readonly<Record<string, unknown>>): boolean {
  return dry !== true && Array.isArray(types) && types.includes("PRIMARY");
}
