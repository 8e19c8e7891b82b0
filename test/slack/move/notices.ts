import type { NoticeBody } from "../../../src/core/announce/notices.ts";
import type { RaisedAlarm } from "../../../src/core/move/raised.ts";
import type { Situation } from "../../../src/core/situation/situation.ts";
import type { ClusterName, Keyspace } from "../../../src/core/vitess/names.ts";
import { keyspaceNamed, shardNamed } from "../../names.ts";
import { ANA, at, BEN, followed, LOCKED, move, reading, situationOf, TABLES } from "../given.ts";

/** A notice, with what its channel reads. */
export interface NoticeRow {
  readonly body: NoticeBody;
  readonly situation?: Situation;
  readonly says: readonly string[];
  readonly buttons?: readonly string[];
}

const NAME = move().name;
const HEARD = { raisedAt: at("22:04"), since: at("22:02"), times: 1 };
const TO_BILLING = { ...NAME, targetKeyspace: keyspaceNamed("billing") };
const AWAY = { why: "No vtctld answers.", next: "look at vtctld" };
const OTHERS = [TO_BILLING, { ...NAME, targetKeyspace: keyspaceNamed("orders") }];
const DENIED = reading({ denied: [{ keyspace: "commerce" as Keyspace, shard: shardNamed("0"), tables: TABLES }] });

function alarmed(cause: RaisedAlarm["cause"], change: Partial<RaisedAlarm> = {}, its = reading()): Situation {
  const alarm = { cause, ...HEARD, lastAt: at("22:13"), ...change };
  return situationOf({ move: move(followed({ alarms: [alarm], told: { phase: "", error: "", alarmSince: at("22:02") } })), reading: its });
}

function silentAround(change: Partial<RaisedAlarm>): Situation {
  const alarm = { cause: "vitess-silent", ...HEARD, lastAt: at("22:13"), keyspaces: [NAME.targetKeyspace], move: NAME, ...change } as const;
  return situationOf({ clusterAlarms: { cluster: NAME.cluster, alarms: [alarm] } });
}

const FREEZE = { keyspace: "customer", by: ANA, until: at("23:30"), reason: "sale" };

/** Every kind of notice. */
export const NOTICES: Readonly<Record<string, NoticeRow | readonly NoticeRow[]>> = {
  "an alarm that applications feel": {
    body: { kind: "alarm", move: NAME, sourceKeyspace: keyspaceNamed("commerce"), alarm: "source-writes-denied", tables: TABLES, ...HEARD },
    situation: alarmed("source-writes-denied", {}, DENIED),
    says: ["Applications cannot write `corder`, `customer` · customer.commerce2customer", "commerce denies writes to"],
    buttons: ["I have it", "Unblock writes…", "Diagnose"],
  },
  "a freeze of a keyspace": {
    body: { kind: "freeze", cluster: NAME.cluster, freeze: FREEZE },
    says: ["Frozen: prod/customer", "until 23:30 UTC, by Ana: `sale`", "requests stay open"],
  },
  "a freeze of a whole cluster without an end": {
    body: { kind: "freeze", cluster: NAME.cluster, freeze: { by: ANA, reason: "sale" } },
    says: ["Frozen: the whole cluster prod", "is frozen until somebody thaws it, by Ana: `sale`"],
  },
  "one of two people who thaw": {
    body: { kind: "thaw-asked", cluster: NAME.cluster, by: ANA, reason: "the sale is over" },
    says: ["Asked to thaw: the whole cluster prod", "Ana asks. `the sale is over`", "types `/movetables thaw prod/*` within an hour"],
  },
  "a thaw by two people": {
    body: { kind: "thawed", cluster: NAME.cluster, keyspace: NAME.targetKeyspace, by: BEN, askedBy: ANA, reason: "" },
    says: ["Thawed: prod/customer", "By Ana and Ben. What is approved there goes on by itself."],
  },
  "that somebody broke the glass": {
    body: { kind: "glass-broken", move: NAME, verb: "reverse", by: ANA, reason: "orders fail" },
    says: [
      "The glass is broken: ReverseTraffic · customer.commerce2customer",
      "Ana runs ReverseTraffic alone, without approvals. `orders fail`",
    ],
    buttons: ["Diagnose"],
  },
  "a thaw behind broken glass": {
    body: { kind: "thawed", cluster: NAME.cluster, by: ANA, reason: "orders fail", isGlassBroken: true },
    says: ["The glass is broken, and thawed: the whole cluster prod", "By Ana. `orders fail`"],
  },
  "an alarm that nobody has yet, again": {
    body: { kind: "lasting", move: NAME, cause: "stalled", ...HEARD, isAgain: true },
    situation: alarmed("stalled"),
    says: ["Copy stalled · customer.commerce2customer", "Still there after 12 min, and nobody has it yet.", "*Next:* Look at throttling"],
    buttons: ["I have it", "Diagnose"],
  },
  "an alarm that somebody took": {
    body: { kind: "lasting", move: NAME, cause: "lag-grows", lagSeconds: 340, ...HEARD },
    situation: alarmed("lag-grows", { takenBy: { by: ANA, at: at("22:10") } }),
    says: ["Replication lag keeps growing · customer.commerce2customer", "and is 340 s", "Ana has had it since 22:10 UTC."],
    buttons: ["Diagnose"],
  },
  "an alarm that is over when it can be posted": {
    body: { kind: "lasting", move: NAME, cause: "vdiff-still", ...HEARD },
    says: ["VDiff stalled · customer.commerce2customer", "No row has been compared since 22:02 UTC"],
    buttons: ["Diagnose"],
  },
  "a stream without a tablet to read from": {
    body: { kind: "lasting", move: NAME, cause: "no-source", ...HEARD },
    situation: alarmed("no-source"),
    says: ["No tablet to read from · customer.commerce2customer", "finds no tablet in commerce", "*Next:* Look for a serving tablet"],
    buttons: ["I have it", "Diagnose"],
  },
  "a stream error that comes and goes": {
    body: { kind: "stream-trouble", move: NAME, explanation: LOCKED, ...HEARD, since: at("21:54"), times: 6 },
    situation: alarmed("stream-error", { times: 6 }),
    says: ["Stream in error again and again · customer.commerce2customer", "It came and went 6 times in 20 min."],
    buttons: ["I have it", "Diagnose"],
  },
  "a stream error that lasts": {
    body: { kind: "stream-trouble", move: NAME, explanation: LOCKED, ...HEARD },
    situation: alarmed("stream-error"),
    says: ["Stream in error · customer.commerce2customer", "Since 22:02 UTC."],
    buttons: ["I have it", "Diagnose"],
  },
  "the all clear": [
    {
      body: {
        kind: "all-clear",
        move: NAME,
        cause: "vitess-silent",
        keyspaces: [NAME.targetKeyspace, TO_BILLING.targetKeyspace],
        since: at("22:02"),
        until: at("22:11"),
        times: 1,
      },
      says: ["Vitess answers again · `customer`, `billing` in prod", '"No answer from Vitess" is over. It lasted 9 min.'],
    },
    {
      body: {
        kind: "all-clear",
        move: NAME,
        cause: "source-writes-denied",
        since: at("22:02"),
        until: at("22:11"),
        times: 1,
        takenBy: { by: ANA, at: at("22:03") },
      },
      says: ["All clear · customer.commerce2customer", '"Applications cannot write" is over. It lasted 9 min. Ana had it.'],
    },
    {
      body: { kind: "all-clear", move: NAME, cause: "stalled", since: at("21:02"), until: at("22:02"), times: 1, ended: "cancelled" },
      says: [
        "No longer watched · customer.commerce2customer",
        '"Copy stalled", because the move was cancelled; Tandem does not see whether it is over. It lasted 60 min until then.',
      ],
    },
  ],
  "Vitess that does not answer": [
    {
      body: { kind: "vitess-silent", move: NAME, tables: TABLES, since: at("22:12"), why: "No vtctld answers.", next: "look at vtctld" },
      says: ["No answer from Vitess since 22:12:00 UTC · customer.commerce2customer", "No vtctld answers."],
      buttons: ["Diagnose"],
    },
    {
      body: { kind: "vitess-silent", move: NAME, tables: TABLES, ...HEARD, others: OTHERS, isAgain: true, ...AWAY },
      situation: alarmed("vitess-silent"),
      says: [
        "No answer from Vitess since 22:02:00 UTC · customer.commerce2customer",
        "Nor can 2 other moves in prod be read: `billing.commerce2customer`, `orders.commerce2customer`.",
        "Still there after 12 min, and nobody has it yet.",
      ],
      buttons: ["I have it", "Diagnose"],
    },
    {
      body: { kind: "vitess-silent", move: NAME, tables: TABLES, ...HEARD, ...AWAY },
      situation: alarmed("vitess-silent", { takenBy: { by: ANA, at: at("22:10") } }),
      says: ["No answer from Vitess since 22:02:00 UTC", "Ana has had it since 22:10 UTC."],
      buttons: ["Diagnose"],
    },
    // Only this move is read again: the alarm of its cluster goes on, until somebody has it.
    {
      body: { kind: "vitess-silent", move: NAME, tables: TABLES, ...HEARD, ...AWAY },
      situation: silentAround({}),
      says: ["No answer from Vitess since 22:02:00 UTC"],
      buttons: ["I have it", "Diagnose"],
    },
    {
      body: { kind: "vitess-silent", move: NAME, tables: TABLES, ...HEARD, ...AWAY },
      situation: silentAround({ takenBy: { by: ANA, at: at("22:10") } }),
      says: ["No answer from Vitess since 22:02:00 UTC", "Ana has had it since 22:10 UTC."],
      buttons: ["Diagnose"],
    },
  ],
  "Vitess that answers again": {
    body: { kind: "vitess-back", move: NAME, since: at("22:12") },
    says: ["Vitess answers again, after 2 min without an answer"],
  },
  "a workflow that was created elsewhere": {
    body: { kind: "offer", move: NAME, sourceKeyspace: keyspaceNamed("commerce"), tables: TABLES },
    says: ["customer.commerce2customer was created elsewhere"],
    buttons: ["Follow it here"],
  },
  "a store that was emptied": {
    body: { kind: "store-lost", how: "emptied", at: at("22:12"), moves: [] },
    says: ["Tandem's store was emptied", "No approval from before counts"],
  },
  "a store that went back": {
    body: { kind: "store-lost", how: "older", at: at("22:12"), moves: [NAME] },
    says: ["Tandem's store went back", "Something was lost of `customer.commerce2customer`, and perhaps of others."],
  },
  "a store that may evict": {
    body: { kind: "store-danger", danger: "evicts", since: at("22:12") },
    says: ["Tandem's store may drop records", "CONFIG SET maxmemory-policy noeviction"],
  },
  "a store without an append-only file": {
    body: { kind: "store-danger", danger: "forgets", since: at("22:12") },
    says: ["Tandem's store would forget votes when it restarts", "CONFIG SET appendonly yes"],
  },
  "an operation that was under way when the store was emptied": {
    body: { kind: "lost-under-way", move: NAME, verb: "switch", how: "emptied" },
    says: ["SwitchTraffic was under way", "what came of it is not known"],
    buttons: ["Diagnose"],
  },
  "workers that do not work": [
    {
      body: { kind: "jobs-late", since: at("22:12"), queues: ["operations"] },
      says: ["Tandem's workers do not work", "Since 22:12 UTC: approved operations neither begin nor go on."],
    },
    {
      body: { kind: "jobs-late", since: at("22:12"), queues: ["verbs", "watch"] },
      says: ["Since 22:12 UTC: commands are not answered and Vitess is not watched.", "is still recorded"],
    },
  ],
  "workers that work again": {
    body: { kind: "jobs-done-again", since: at("22:12"), at: at("22:14") },
    says: ["Tandem's workers work again", "They did not for 2 min, from 22:12 UTC."],
  },
  "a configuration that changed": {
    body: { kind: "config", how: "taken", file: "tandem.yaml", what: ["policy of prod", "channels"] },
    says: ["tandem.yaml was changed and is in force", "policy of prod"],
  },
  "a changed configuration that is wrong": {
    body: {
      kind: "config",
      how: "refused",
      file: "tandem.yaml",
      what: ["policy.approvals (tandem.yaml line 12) is 1; it takes a whole number from 2 to 20."],
    },
    says: ["tandem.yaml was changed and cannot be used", "what was in force before stays", "line 12"],
  },
  "a changed configuration that needs a restart": {
    body: { kind: "config", how: "needs-restart", file: "tandem.yaml", what: ["clusters.prod.addresses", "clusters.dev, which is new"] },
    says: ["tandem.yaml was changed and needs a restart", "clusters.prod.addresses"],
  },
  "the anchor of the audit": {
    body: { kind: "audit-anchor", at: at("22:12"), seq: 4711, hash: "9".repeat(64) },
    says: ["Anchor of the audit: entry 4711", `${"9".repeat(64)}@4711`],
  },
  "a group that cannot be read": {
    body: { kind: "people-unread", cluster: "prod" as ClusterName, group: "S0DBA", since: at("22:00") },
    says: ["Votes are held in prod: who is in a group is not known"],
  },
};
