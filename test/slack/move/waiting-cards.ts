import type { Stream } from "../../../src/core/readings/readings.ts";
import type { Execution } from "../../../src/core/operation/execution/executions.ts";
import {
  ANA,
  at,
  BEN,
  COMPARED,
  execution,
  followed,
  move,
  NOW,
  PROPOSALS,
  reading,
  READS_DONE,
  request,
  STATES,
  stream,
  SWITCHED,
  workflow,
} from "../given.ts";
import type { Reads } from "../words.ts";
import { type Cards, PHASES, SOURCE_DENIES } from "./phases.ts";

const switchIn = (state: Execution["state"]) => execution(PROPOSALS.switch, { state });
const afterReads = (state: Execution["state"]) => execution(PROPOSALS.switch, { state, done: READS_DONE });
const approvedByBen = (held: boolean) =>
  request(PROPOSALS.switch, { votes: [{ by: BEN, at: at("22:13"), kind: "approve", reason: "", ...(held ? { held } : {}) }] });
const FREEZE = { keyspace: "customer", by: ANA, until: at("23:30"), reason: "sale" };
const HELD = STATES.held;
const BROKEN = { verb: "switch", types: ["PRIMARY"], startedAt: at("22:19:01"), brokeAt: at("22:19:20"), executionId: "q-1" } as const;
const BROKE = { execution: afterReads(STATES.broken), now: at("22:19:30") };

/** What the move waits for stands on the card, before everything else. */
export const WAITING_CARDS: Cards = {
  "an open request has its count and clock, and no button for another request": {
    move: move(followed(COMPARED)),
    request: approvedByBen(false),
    title: "*Waiting for 1 approval · customer.commerce2customer*",
    says: [
      "Copied, in sync.",
      "Ana requested SwitchTraffic: 1 of 2 approvals, approve by 22:45 UTC.",
      "*Next:* Approvers decide by 22:45 UTC.",
    ],
    never: ["request the switch"],
    buttons: ["Details"],
  },
  "a vote that is held is not counted yet": { request: approvedByBen(true), says: ["Ana requested SwitchTraffic: 0 of 2 approvals"] },
  "the soak of a switch can be called off, or its reads rolled back": {
    execution: afterReads(STATES.soaking),
    reading: PHASES["reads-switched"][1],
    title: "*Reads switched, soaking until 22:19 UTC · customer.commerce2customer*",
    says: [
      "The writes follow at 22:19 UTC, unless somebody calls it off.",
      "*Next:* Watch the applications' reads until 22:19 UTC, then the writes follow; or call it off",
    ],
    buttons: ["Call off…", "Roll back reads", "Details"],
    styles: [undefined, "danger", undefined],
  },
  "a freeze holds an approved switch, and says who froze what": {
    execution: switchIn({ ...HELD, hold: { reason: "freeze", freeze: FREEZE, since: at("22:14"), until: at("22:29") } }),
    freeze: FREEZE,
    title: "*SwitchTraffic on hold · customer.commerce2customer*",
    says: ["Held since 22:14 UTC: customer is frozen until 23:30 UTC, by Ana: `sale`. Tries until 22:29 UTC, then gives up."],
    never: ["*Frozen*"],
    buttons: ["Call off…", "Details"],
  },
  "an open request of a frozen move can be decided": {
    request: approvedByBen(false),
    freeze: FREEZE,
    says: ["1 of 2 approvals", "*Frozen* customer is frozen until 23:30 UTC, by Ana: `sale`. Nothing that takes approvals runs meanwhile"],
  },
  "a soak of a frozen move offers no rollback that nobody approved": {
    execution: afterReads(STATES.soaking),
    reading: PHASES["reads-switched"][1],
    freeze: FREEZE,
    says: ["*Frozen*"],
    buttons: ["Call off…", "Details"],
  },
  "an approved switch that waits for its window can be called off": {
    execution: switchIn(STATES.forWindow),
    title: "*SwitchTraffic awaits its window, 23:00 UTC · customer.commerce2customer*",
    says: [
      "SwitchTraffic is approved. It waits for its window, which opens at 23:00 UTC and closes at 23:50 UTC. Everything is checked again then; if it has not begun by 23:15 UTC, it changes nothing.",
      "*Next:* Wait: it begins by itself at 23:00 UTC, if everything is still as approved; or call it off",
    ],
    buttons: ["Call off…", "Details"],
  },
  "a hold shows its limit": {
    execution: switchIn(STATES.held),
    title: "*SwitchTraffic on hold · customer.commerce2customer*",
    says: ["Held since 22:14 UTC: lag 41 s, limit 30 s. Tries until 22:29 UTC, then gives up."],
    buttons: ["Call off…", "Details"],
  },
  "a hold for unknown approvers says so": {
    execution: switchIn({
      ...STATES.held,
      hold: { since: at("22:14"), until: at("22:29"), reason: "people-unknown", unreadSince: at("22:02") },
    }),
    says: ["Held since 22:14 UTC: who is in the approvers' groups could not be read since 22:02 UTC."],
  },
  "a call is shown as running only while it is in flight": [
    {
      execution: switchIn(STATES.callingReads),
      title: "*Switching reads since 22:14:01 UTC · customer.commerce2customer*",
      says: ["SwitchTraffic for replica and rdonly was sent to Vitess at 22:14:01 UTC."],
      never: ["in sync"],
      buttons: ["Details"],
    },
    ...[STATES.ready, STATES.held, STATES.soaking, STATES.broken].map((state) => ({
      execution: afterReads(state),
      never: ["was sent to Vitess"],
    })),
  ],
  "a call whose connection broke is being looked up, and an outage that it left comes first": [
    {
      ...BROKE,
      says: [
        "Tandem sent SwitchTraffic for primary at 22:19:01 UTC, and the connection broke at 22:19:20 UTC. Tandem is finding out what became of it.",
      ],
    },
    {
      ...BROKE,
      move: move(followed({ unheard: [BROKEN] })),
      reading: reading({
        at: at("22:19:25"),
        denied: SOURCE_DENIES,
        lockHolders: [{ action: "SwitchTraffic", host: "vtctld-2", since: at("22:19:02") }],
      }),
      title: "*Applications cannot write `corder`, `customer` · customer.commerce2customer*",
      says: [
        "and the connection broke at 22:19:20 UTC.",
        "`SwitchTraffic` on `vtctld-2` holds the workflow's lock since 22:19 UTC.",
        /\*Next:\* .*unblock/,
      ],
      buttons: ["Unblock writes…", "Diagnose"],
      styles: ["primary", undefined],
    },
  ],
};

const lagging = (change: Partial<Stream>) => workflow({ lag: { kind: "seconds", value: 103 }, streams: [stream(change)] });

/** What else a card shows. */
export const OTHER_CARDS: Cards = {
  "no lag if none is measured, or of streams that do not run": [
    {
      reading: reading({ workflow: workflow({ lag: { kind: "copying" } }) }),
      title: "*Copied, replicating · customer.commerce2customer*",
      never: ["Lag", "in sync"],
    },
    { reading: { ...SWITCHED, workflow: lagging({ state: "Stopped", message: "FROZEN" }) }, never: ["103"] },
    { reading: reading({ workflow: lagging({ state: "Stopped" }) }), never: ["103"] },
  ],
  "a lag below the limit for a switch is not called in sync unless it is next to nothing": [
    {
      reading: reading({ workflow: workflow({ lag: { kind: "seconds", value: 25 } }) }),
      title: "*Copied, replicating · customer.commerce2customer*",
      says: ["Lag 25 s"],
      never: ["in sync"],
    },
    {
      reading: reading({ workflow: workflow({ lag: { kind: "seconds", value: 2 } }) }),
      title: "*Copied, in sync · customer.commerce2customer*",
      says: ["Lag 2 s"],
    },
  ],
  "who stopped it, if that is known": [
    { reading: PHASES.stopped[1], move: move(followed({ stoppedBy: BEN })), says: ["Ben stopped it."] },
    { reading: PHASES.stopped[1], says: ["Somebody stopped it."] },
  ],
  "an alarm about the reverse workflow next to the state of the move": {
    move: move(
      followed({ told: { phase: "switched", error: "", alarmSince: NOW - 60_000 }, rollback: { kind: "armed", until: at("23:19") } }),
    ),
    reading: { ...SWITCHED, reverse: workflow({ streams: [stream({ state: "Error", message: "error" })] }) },
    title: "*Reverse replication does not run · customer.commerce2customer*",
    says: ["do not reverse before it runs again"],
    never: ["one press"],
    buttons: ["Diagnose"],
  },
  "the age of data that is no longer fresh": {
    reading: reading({ at: at("22:00") }),
    says: ["Last read 22:00 UTC, 14 min old: no answer from Vitess has come since"],
  },
  "to a follower: the same words, a link to the thread, and nothing that changes the move": {
    reading: SWITCHED,
    title: "*Switched · customer.commerce2customer*",
    buttons: ["Thread", "Details", "Unfollow"],
    facts: { forFollower: true, threadUrl: "https://tandem.slack.com/archives/C0MOVES/p1" },
  },
};

const unreadable = {
  since: at("22:10"),
  tries: 3,
  why: "vtctld does not answer at any configured address.",
  next: "Check that vtctld runs.",
};
const AWAY = move(followed({ unreadable }));
const AWAY_IN_CALL = move(followed({ unreadable, unheard: [{ ...BROKEN, startedAt: at("22:14:01"), brokeAt: at("22:14:20") }] }));
const SENT: Reads = {
  says: [/SwitchTraffic for primary was sent|Tandem sent SwitchTraffic for primary at/],
  never: [/nothing was sent|not sent|at any configured address/],
};

/** The card of a move that cannot be read. */
export const UNREADABLE_CARDS: Cards = {
  "says since when and why, what was last known, and offers nothing that relies on it": {
    move: AWAY,
    title: "*No answer from Vitess since 22:10 UTC · customer.commerce2customer*",
    says: ["Last known: Copied, in sync.", "vtctld does not answer at any configured address", "*Next:* Check that vtctld runs."],
    buttons: ["Diagnose"],
  },
  "offers a follower nothing that changes the move, whatever is going on": [
    { move: AWAY, execution: switchIn(STATES.held), says: ["[Call off…]"] },
    { move: AWAY, execution: switchIn(STATES.held), buttons: ["Diagnose", "Unfollow"], facts: { forFollower: true } },
  ],
  "never says that nothing was sent once a call is out": [
    { move: AWAY, execution: afterReads(STATES.callingWrites), ...SENT },
    { move: AWAY_IN_CALL, execution: afterReads(STATES.broken), ...SENT },
    { move: AWAY_IN_CALL, ...SENT, first: "Applications may be unable to write. No answer from Vitess since 22:10 UTC" },
  ],
};
