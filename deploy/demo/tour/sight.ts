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
  readonly open: "complete" | "other" | undefined;
  /** Names of those who approved the newest request. */
  readonly approvers: readonly string[];
  readonly held: boolean;
  readonly lagging: boolean;
  readonly readsSwitched: boolean;
  readonly switched: boolean;
  /** The call that switches writes was cut off by a dying vtctld. */
  readonly cutOff: boolean;
  readonly writesDenied: boolean;
  readonly locked: boolean;
  readonly completed: boolean;
}

/** Reads the world once; changes nothing. */
export function readSight({ slack, vitess }: World): TourSight {
  const { state, sql, cluster } = vitess;
  // A message with replies is the parent of its own thread.
  const card = slack.messages(DEMO_CHANNEL).find(({ text, ts, thread_ts: parent = ts }) => parent === ts && text.includes(TOUR_MOVE));
  const thread = card === undefined ? [] : slack.thread(DEMO_CHANNEL, card.ts).slice(1);
  const streams = state.streams(TOUR_TARGET, TOUR_WORKFLOW);
  const serves = (type: "PRIMARY" | "REPLICA"): boolean => sql.readThroughVtgate(TOUR_TABLES[0], type).keyspace === TOUR_TARGET;
  const source = state.shard(TOUR_SOURCE, "0");
  const switched = serves("PRIMARY");
  const reports = thread.slice(findLastIndex(thread, /^Rolled back/) + 1).filter(({ text }) => VDIFF.test(text));
  const request = findLastIndex(thread, /^Approval needed|^(?:Switching|Done|Not done|Request|Completing|Approved)/);
  const open = thread.findLast(({ blocks = [] }) => JSON.stringify(blocks).includes(ACTIONS.approve));
  return {
    card: card?.ts,
    followed: slack.messages(INCIDENT_CHANNEL).some(({ text }) => text.includes(TOUR_MOVE)),
    created: streams.length > 0,
    copied: streams.length > 0 && streams.every(({ copyStates, position }) => copyStates.length === 0 && position !== undefined),
    vdiff: readVerdict(reports.at(-1)),
    everDifferent: thread.some((message) => readVerdict(message) === "different"),
    open: open === undefined ? undefined : /complete|DROP/i.test(open.text) ? "complete" : "other",
    approvers: thread.slice(request + 1).flatMap(({ text }) => /^(\w+) approved: /.exec(text)?.[1] ?? []),
    held: thread.some(({ text }) => text.startsWith("Approved, but held")),
    lagging: streams.some(({ forcedLag }) => forcedLag !== undefined),
    readsSwitched: serves("REPLICA"),
    switched,
    cutOff: vitess.calls().some(({ request: asked, outcome }) => movesWrites(asked) && outcome?.code === UNAVAILABLE),
    writesDenied: !switched && source.deniedTables.length > 0,
    locked: [...cluster.locks.held.keys()].some((path) => path.includes(TOUR_WORKFLOW)),
    completed: TOUR_TABLES.every((table) => !source.tables.has(table)),
  };
}

const VDIFF = /^VDiff (?:clean|found)/;
const UNAVAILABLE = 14;

function readVerdict(message: SlackMessage | undefined): TourSight["vdiff"] {
  if (message === undefined || !VDIFF.test(message.text)) return undefined;
  return message.text.startsWith("VDiff clean") ? "clean" : "different";
}

function findLastIndex(thread: readonly SlackMessage[], words: RegExp): number {
  return thread.findLastIndex(({ text }) => words.test(text));
}

/** True for the real call that switches writes. */
export function movesWrites({ dry_run: dry, tablet_types: types }: Readonly<Record<string, unknown>>): boolean {
  return dry !== true && Array.isArray(types) && types.includes("PRIMARY");
}
