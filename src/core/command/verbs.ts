import type { Command, FormVerb, TypedName, Verb } from "./command.ts";
import type { GuardedVerb } from "../move/broken-call.ts";
import { CANCEL, DELETE } from "../options/cancel.ts";
import { COMPLETE } from "../options/complete.ts";
import { CREATE } from "../options/create.ts";
import { MIRROR } from "../options/mirror.ts";
import type { OptionRows } from "../options/row.ts";
import {
  AUDIT,
  BREAK_GLASS,
  CALL_OFF,
  FLEET,
  FOLLOW,
  FOLLOW_ALL,
  FREEZE,
  LIST,
  OVERRIDE,
  RESCUE,
  RULES_GET,
  RULES_RESTORE,
  START_STOP,
  THAW,
  THROTTLE,
  VALIDATE,
  VDIFF_STEER,
} from "../options/small.ts";
import { REVERSE, SWITCH } from "../options/switch.ts";
import { UPDATE } from "../options/update.ts";
import { VDIFF } from "../options/vdiff.ts";

/** What people want to do when they look for a verb; `move` covers all of a usual move. */
export type Task = "move" | "look" | "fix" | "rules" | "throttle" | "admin";

/** Everything about one verb. */
interface VerbRow {
  /** What people type, unless it is the verb with a blank for its dash. */
  readonly typed?: string;
  /** Other words for it, including the reference client's. */
  readonly alsoTyped?: readonly string[];
  /** What follows the verb: `target_keyspace.workflow`; square brackets mark optional parts. */
  readonly takes: string;
  /** One sentence. */
  readonly meaning: string;
  /** A line to paste, which parses. Absent: the verb with a sample move. */
  readonly example?: string;
  readonly options: OptionRows;
  readonly task: Task;
  /** `concerned`: operators, approvers and the requester; the operation checks that. */
  readonly who: "everybody" | "operators" | "concerned";
  /** `reads`: only from Vitess, for the one who asks. `posts`: the same, for a channel, in which it leaves or ends something. */
  readonly does: "reads" | "posts" | "changes";
  readonly on: "move" | "cluster" | "nothing";
  /** Opens a form of its own when typed without arguments. */
  readonly form: boolean;
  /** Ends in a request, or in an execution with its own outcome. */
  readonly guarded: boolean;
  /** The first release of Vitess that supports it. */
  readonly since?: number;
  /** It takes a move or a keyspace and nothing else, so its command and its parser need no code of their own. */
  readonly plain?: "move" | "keyspace";
}

const MOVE_PLACEHOLDER = "target_keyspace.workflow";
const PATTERN_PLACEHOLDER = "target_keyspace|pattern";
const USUAL = { on: "move", takes: MOVE_PLACEHOLDER, options: {}, form: false, guarded: false } as const;
const LOOKS = { ...USUAL, who: "everybody", does: "reads" } as const;
const POSTS = { ...LOOKS, does: "posts" } as const;
const CHANGES = { ...USUAL, who: "operators", does: "changes" } as const;
const ASKS = { ...CHANGES, guarded: true } as const;
const LOOKS_AT_MOVE = { ...LOOKS, plain: "move" } as const;
const EXAMPLE_UUID = "5c1e2f34-2222-4333-8444-000000000001";

const ROWS = {
  create: {
    ...CHANGES,
    task: "move",
    takes: `[${MOVE_PLACEHOLDER}]`,
    meaning: "Start moving tables; without arguments a form opens.",
    example: "/movetables create customer.commerce2customer --source-keyspace commerce --tables customer,corder",
    options: CREATE,
    form: true,
  },
  list: {
    ...LOOKS,
    on: "cluster",
    task: "look",
    alsoTyped: ["ls"],
    takes: "[target_keyspace]",
    meaning: "The moves of a cluster, or of one keyspace.",
    example: "/movetables list customer",
    options: LIST,
  },
  status: { ...LOOKS_AT_MOVE, task: "move", alsoTyped: ["progress"], meaning: "How far the move is, now." },
  show: { ...LOOKS_AT_MOVE, task: "look", meaning: "Every stream of the move in detail, with the newest lines of their logs." },
  update: {
    ...CHANGES,
    task: "fix",
    takes: `[${MOVE_PLACEHOLDER}]`,
    meaning: "Change what a move copies from, and how; what is left out stays, and without options a form opens.",
    example: "/movetables update customer.commerce2customer --tablet-types replica,primary",
    options: UPDATE,
    form: true,
    // 17 has the call, with other types in its message (docs/facts/the-wire.md#workflow-update-of-17).
    since: 18,
  },
  start: { ...CHANGES, task: "fix", meaning: "Start the streams of a stopped move.", options: START_STOP },
  stop: {
    ...CHANGES,
    task: "fix",
    meaning: "Stop the streams; nothing is lost, and start continues. Only an atomic copy cannot be continued once it is stopped.",
    options: START_STOP,
  },
  "vdiff-create": {
    ...CHANGES,
    task: "move",
    takes: `${MOVE_PLACEHOLDER} [UUID]`,
    meaning: "Compare every row of source and target; the report appears in the move's thread.",
    example: "/movetables vdiff create customer.commerce2customer --tables customer,corder",
    options: VDIFF,
  },
  "vdiff-show": {
    ...LOOKS,
    task: "look",
    takes: `${MOVE_PLACEHOLDER} [last|all|UUID]`,
    meaning: "What a VDiff found: the last one unless another is named.",
    example: "/movetables vdiff show customer.commerce2customer last",
  },
  "vdiff-stop": {
    ...CHANGES,
    task: "fix",
    takes: `${MOVE_PLACEHOLDER} UUID`,
    meaning: "Stop a VDiff; resume continues where it stopped.",
    example: `/movetables vdiff stop customer.commerce2customer ${EXAMPLE_UUID}`,
    options: VDIFF_STEER,
  },
  "vdiff-resume": {
    ...CHANGES,
    task: "fix",
    takes: `${MOVE_PLACEHOLDER} UUID`,
    meaning: "Continue a stopped VDiff, or compare the rows added since.",
    example: `/movetables vdiff resume customer.commerce2customer ${EXAMPLE_UUID}`,
    options: VDIFF_STEER,
    since: 14,
  },
  "vdiff-delete": {
    ...CHANGES,
    task: "fix",
    takes: `${MOVE_PLACEHOLDER} all|UUID`,
    meaning: "Remove a VDiff's report from Vitess, or all of the move's.",
    example: `/movetables vdiff delete customer.commerce2customer ${EXAMPLE_UUID}`,
  },
  mirror: {
    ...CHANGES,
    task: "fix",
    alsoTyped: ["mirrortraffic"],
    takes: `[${MOVE_PLACEHOLDER}] [PERCENT]`,
    meaning: "Send a share of the reads to the target as well and discard its answers; without a percentage a form opens.",
    example: "/movetables mirror customer.commerce2customer --percent 1",
    options: MIRROR,
    form: true,
    since: 21,
  },
  preflight: {
    ...LOOKS,
    task: "look",
    takes: `${MOVE_PLACEHOLDER} [switch|complete]`,
    meaning: "What stands in the way of the switch, or of complete, without doing it.",
    example: "/movetables preflight customer.commerce2customer switch",
  },
  switch: {
    ...ASKS,
    task: "move",
    alsoTyped: ["switchtraffic"],
    takes: `[${MOVE_PLACEHOLDER}]`,
    meaning: "Request the switch of traffic to the target: reads, a soak, then writes.",
    example: "/movetables switch customer.commerce2customer --max-replication-lag-allowed 10s",
    options: SWITCH,
    form: true,
  },
  reverse: {
    ...ASKS,
    task: "move",
    alsoTyped: ["reversetraffic"],
    meaning: "Send traffic back to the source, under the move's own name.",
    options: REVERSE,
  },
  complete: {
    ...ASKS,
    task: "move",
    takes: `[${MOVE_PLACEHOLDER}]`,
    meaning: "Request the end of the move for good; without --rename-tables, --keep-data or --drop-tables a form asks.",
    example: "/movetables complete customer.commerce2customer --rename-tables",
    options: COMPLETE,
    form: true,
  },
  cancel: { ...ASKS, task: "move", meaning: "Give the move up before writes were switched, and drop what was copied.", options: CANCEL },
  delete: {
    ...ASKS,
    task: "fix",
    meaning: "Workflow delete: the same as cancel; before Vitess 18 it removes the streams alone.",
    options: DELETE,
  },
  follow: {
    ...POSTS,
    task: "admin",
    alsoTyped: ["watch"],
    takes: `${MOVE_PLACEHOLDER} [here]`,
    meaning: "Show the move's card here until the move ends, even if it was created elsewhere.",
    example: "/movetables follow customer.commerce2customer --here",
    options: FOLLOW,
  },
  unfollow: { ...POSTS, task: "admin", meaning: "Stop updating the move's card in this channel." },
  "follow-all": {
    ...POSTS,
    on: "cluster",
    task: "admin",
    takes: PATTERN_PLACEHOLDER,
    meaning: "Show here the cards of all moves of a keyspace or a pattern, later ones included; all may be left out.",
    example: "/movetables follow all customer* --pace 5m",
    options: FOLLOW_ALL,
  },
  "unfollow-all": {
    ...POSTS,
    on: "cluster",
    task: "admin",
    takes: PATTERN_PLACEHOLDER,
    meaning: "End that; all may be left out.",
    example: "/movetables unfollow all customer*",
  },
  following: {
    ...LOOKS,
    on: "nothing",
    task: "admin",
    takes: "",
    meaning: "What this channel follows; follow alone says the same.",
    example: "/movetables following",
  },
  fleet: {
    ...POSTS,
    on: "cluster",
    task: "look",
    takes: "",
    meaning: "One message in this channel with the most urgent moves of a cluster, pinned and kept up to date.",
    example: "/movetables fleet",
    options: FLEET,
  },
  handover: {
    ...POSTS,
    who: "operators",
    on: "cluster",
    task: "admin",
    alsoTyped: ["hand-over"],
    takes: "[@person]",
    meaning: "Hand over every move that this channel shows: what runs, who is waited for, what is due; the next person accepts.",
    example: "/movetables handover @ben",
  },
  adopt: { ...CHANGES, plain: "move", task: "admin", meaning: "Follow a move that was created elsewhere; its card is shown here." },
  "adopt-all": {
    ...CHANGES,
    on: "cluster",
    task: "admin",
    plain: "keyspace",
    takes: "target_keyspace",
    meaning: "Follow every MoveTables workflow of a keyspace that was created elsewhere.",
    example: "/movetables adopt all customer",
  },
  diagnose: { ...LOOKS_AT_MOVE, task: "look", meaning: "What is wrong with a move, and what to do, from everything that can be read." },
  explain: {
    ...LOOKS,
    on: "nothing",
    task: "look",
    takes: "text",
    meaning: "What an error or a message of Vitess means, what state it leaves, and what to do.",
    example: "/movetables explain cannot switch traffic for workflow c2c at this time: copy is still in progress",
  },
  audit: {
    ...LOOKS,
    who: "concerned",
    task: "look",
    meaning: "Who did what to the move, and what Vitess said; with --evidence as a file that can be verified.",
    example: "/movetables audit customer.commerce2customer --evidence",
    options: AUDIT,
  },
  override: {
    ...ASKS,
    task: "fix",
    takes: `${MOVE_PLACEHOLDER} create|switch|complete finding,…`,
    meaning: "Request that a step may go on although preflight found something.",
    example: '/movetables override customer.commerce2customer switch vdiff-missing --reason "checked by hand"',
    options: OVERRIDE,
  },
  rescue: {
    ...ASKS,
    task: "fix",
    meaning: "Unblock writes where routing leads, after a switch or a reverse died; says first whether that is what happened.",
    example: "/movetables rescue customer.commerce2customer --confirm commerce2customer",
    options: RESCUE,
    since: 12,
  },
  "call-off": {
    ...CHANGES,
    who: "concerned",
    task: "fix",
    typed: "call-off",
    meaning: "End what is requested or approved before its next call to Vitess; what is done stays.",
    example: '/movetables call-off customer.commerce2customer --reason "errors on the replicas"',
    options: CALL_OFF,
  },
  freeze: {
    ...CHANGES,
    who: "concerned",
    on: "cluster",
    task: "admin",
    takes: "keyspace|*",
    meaning: "Freeze a keyspace or a whole cluster: nothing that takes approvals runs there, requests stay open.",
    example: '/movetables freeze prod/customer --until "18:00 Europe/Berlin" --reason "sale starts at noon"',
    options: FREEZE,
  },
  thaw: {
    ...CHANGES,
    who: "concerned",
    on: "cluster",
    task: "admin",
    takes: "keyspace|*",
    meaning: "End a freeze early: your own alone, somebody else's once a second person says the same.",
    example: "/movetables thaw prod/customer",
    options: THAW,
  },
  "break-glass": {
    ...CHANGES,
    who: "concerned",
    task: "fix",
    typed: "break-glass",
    takes: `reverse|cancel|restore SNAPSHOT|rebuild ${MOVE_PLACEHOLDER}`,
    meaning: "In an emergency run alone what leads back, without approvals and in spite of a freeze; the operators' channel hears of it.",
    example: '/movetables break-glass reverse customer.commerce2customer --confirm commerce2customer --reason "orders fail"',
    options: BREAK_GLASS,
  },
  "break-glass-thaw": {
    ...CHANGES,
    who: "concerned",
    on: "cluster",
    task: "fix",
    typed: "break-glass thaw",
    takes: "keyspace|*",
    meaning: "In an emergency end every freeze on a keyspace or a cluster alone.",
    example: '/movetables break-glass thaw prod/customer --confirm customer --reason "orders fail"',
    options: BREAK_GLASS,
  },
  "rules-get": {
    ...LOOKS,
    on: "cluster",
    task: "rules",
    alsoTyped: ["rules show"],
    takes: "[tables|shards|keyspaces|mirrors]",
    meaning: "The routing rules as they are now, with those of shards, keyspaces and mirroring.",
    example: "/movetables rules get tables",
    options: RULES_GET,
  },
  "rules-save": {
    ...CHANGES,
    on: "cluster",
    task: "rules",
    takes: "[label]",
    meaning: "Save all routing rules as a snapshot, under a label if you give one.",
    example: "/movetables rules save before-the-switch",
  },
  "rules-diff": {
    ...LOOKS,
    on: "cluster",
    task: "rules",
    takes: "snapshot",
    meaning: "How the rules now differ from a snapshot.",
    example: "/movetables rules diff r-17",
  },
  "rules-restore": {
    ...ASKS,
    on: "cluster",
    task: "rules",
    takes: `snapshot [${MOVE_PLACEHOLDER}]`,
    meaning: "Request that a move's rules go back to those of a snapshot.",
    example: "/movetables rules restore r-17",
    options: RULES_RESTORE,
  },
  "throttler-show": {
    ...LOOKS,
    on: "cluster",
    task: "throttle",
    alsoTyped: ["throttler status"],
    plain: "keyspace",
    takes: "keyspace",
    meaning: "What the throttler of each primary measures, and whom it holds back.",
    example: "/movetables throttler show customer",
    since: 21,
  },
  "throttler-check": {
    ...LOOKS,
    on: "cluster",
    task: "throttle",
    takes: "keyspace [app]",
    meaning: "Whether an app may go on now; vreplication unless another is named.",
    example: "/movetables throttler check customer vreplication",
    since: 21,
  },
  throttle: {
    ...CHANGES,
    on: "cluster",
    task: "throttle",
    alsoTyped: ["throttler throttle"],
    takes: "keyspace app",
    meaning: "Hold back an app, such as vreplication, in every shard of a keyspace.",
    example: "/movetables throttle customer vreplication --ratio 0.5 --for 30m",
    options: THROTTLE,
    since: 18,
  },
  unthrottle: {
    ...CHANGES,
    on: "cluster",
    task: "throttle",
    alsoTyped: ["throttler unthrottle"],
    takes: "keyspace app",
    meaning: "Let an app that was held back go on.",
    example: "/movetables unthrottle customer vreplication",
    since: 18,
  },
  validate: {
    ...LOOKS,
    on: "cluster",
    task: "admin",
    takes: "keyspace",
    meaning: "Have Vitess check whether a keyspace is as its topology says.",
    example: "/movetables validate customer --ping-tablets",
    options: VALIDATE,
    since: 12,
  },
  tables: {
    ...LOOKS,
    on: "cluster",
    task: "admin",
    plain: "keyspace",
    takes: "keyspace",
    meaning: "The tables of a keyspace with their sizes, and which of them a move has.",
    example: "/movetables tables commerce",
  },
  keyspaces: {
    ...LOOKS,
    on: "cluster",
    task: "admin",
    takes: "",
    meaning: "The keyspaces of a cluster.",
    example: "/movetables keyspaces",
  },
  clusters: {
    ...LOOKS,
    on: "nothing",
    task: "admin",
    takes: "",
    meaning: "The configured clusters: addresses, health, and the release of Vitess.",
    example: "/movetables clusters",
  },
  help: {
    ...LOOKS,
    on: "nothing",
    task: "admin",
    takes: "[verb]",
    meaning: "What verbs there are, or everything about one of them.",
    example: "/movetables help switch",
  },
} as const satisfies Readonly<Record<string, VerbRow>>;

type Rows = typeof ROWS;
type PlainVerb<Takes> = { readonly [V in keyof Rows]: Rows[V] extends { readonly plain: Takes } ? V : never }[keyof Rows];

/** The verbs that take only the name of a move. */
export type MoveVerb = PlainVerb<"move">;
/** The verbs that take only a keyspace. */
export type KeyspaceVerb = PlainVerb<"keyspace">;

/** What a row must be for its verb's command. */
interface Fitting<V extends Verb> {
  readonly on: V extends "rules-restore" ? "cluster" : TakesName<V> extends true ? "move" : "cluster" | "nothing";
  readonly form: V extends FormVerb ? true : false;
  readonly guarded: V extends GuardedVerb | "rules-restore" ? true : false;
}

type TakesName<V extends Verb> = Extract<Command, { readonly verb: V }> extends { readonly name: TypedName } ? true : false;

/**
 * Every verb: those of a move in the order of its life, then those for trouble and the cluster. A verb without a row does not compile, nor
 * does a row without its command, unless it is plain.
 */
export const VERB_ROWS = ROWS satisfies { readonly [V in Verb]: Fitting<V> } & {
  readonly [V in keyof Rows]: V extends Verb ? unknown : never;
};

/** Every verb, in the order of {@link VERB_ROWS}. */
export const ALL_VERBS: readonly Verb[] = Object.keys(VERB_ROWS).filter((name): name is Verb => Object.hasOwn(VERB_ROWS, name));

/** The words people type for a verb; two in a family such as VDiff. */
export function formatTypedVerb(verb: Verb): string {
  const row = VERB_ROWS[verb];
  return "typed" in row ? row.typed : verb.replace("-", " ");
}

/** True for a verb that takes only the name of a move. */
export function isMoveVerb(verb: Verb): verb is MoveVerb {
  const row = VERB_ROWS[verb];
  return "plain" in row && row.plain === "move";
}

/** True for a verb that takes only a keyspace. */
export function isKeyspaceVerb(verb: Verb): verb is KeyspaceVerb {
  const row = VERB_ROWS[verb];
  return "plain" in row && row.plain === "keyspace";
}

/** A line to paste, which parses. */
export function formatVerbExample(verb: Verb): string {
  const row = VERB_ROWS[verb];
  return "example" in row ? row.example : `/movetables ${formatTypedVerb(verb)} customer.commerce2customer`;
}

/** True for a verb with a form of its own. */
export function isFormVerb(verb: Verb): verb is FormVerb {
  return VERB_ROWS[verb].form;
}

/** True for a verb that changes nothing in Vitess; false for any other text. */
export function onlyReads(words: string): boolean {
  const row = findRow(words);
  return row !== undefined && row.does !== "changes";
}

/** True for a verb that changes nothing at all, leaves nothing in a channel, and shows everybody the same; false for any other text. */
export function onlyShows(words: string): boolean {
  const row = findRow(words);
  return row?.does === "reads" && row.who === "everybody";
}

function findRow(words: string): VerbRow | undefined {
  return Object.entries(VERB_ROWS).find(([verb]) => verb === words)?.[1];
}
