import type { EntryBody } from "../../../src/core/announce/entries.ts";
import type { Situation } from "../../../src/core/situation/situation.ts";
import { at, BEN, CHO, execution, PROPOSALS, reading, request, situationOf } from "../given.ts";
import type { ReadsOf } from "../words.ts";
import { SOURCE_DENIES } from "./phases.ts";
import { BODIES } from "./entry-bodies.ts";
import { requestNamed } from "../../names.ts";

/** What is announced, what is known meanwhile, and what people read in the thread. */
export type Lines = ReadsOf<{ readonly body: EntryBody; readonly situation?: Situation }>;

const VOTE = {
  kind: "vote",
  requestId: requestNamed("q-1"),
  by: BEN,
  vote: "approve",
  reason: "",
  approvals: 0,
  needed: 2,
  held: true,
} as const;
const HOLD = { since: at("22:14"), until: at("22:16"), reason: "locked" } as const;
const { requestId: _none, ...UNASKED } = execution(PROPOSALS.rescue, { id: "e-7" });
const IN_HOLD = situationOf({ execution: { ...UNASKED, state: { kind: "held", left: [{ kind: "call", tabletTypes: [] }], hold: HOLD } } });
/** Applications cannot write: the source denies what routing still leads to it. */
const OUTAGE = situationOf({ reading: reading({ denied: SOURCE_DENIES }) });

const REMINDER = { ...BODIES.reminder[0], calls: [] };
const ASKED = request(PROPOSALS.switch, { approveBy: at("22:39") });

/** Lines that say more than that something happened; about outcomes see `outcome-lines.ts`. */
export const LINES: Lines = {
  "a rejection carries its reason": {
    body: {
      kind: "vote",
      requestId: requestNamed("q-1"),
      by: CHO,
      vote: "reject",
      reason: "not on a Friday <!channel>",
      approvals: 1,
      needed: 2,
    },
    title: "Cho rejected the request: `not on a Friday &lt;!channel&gt;`",
  },
  "an alarm has the next step and the buttons of the situation": {
    body: BODIES.alarm[0],
    situation: OUTAGE,
    says: [/\*Next:\* .*unblock/],
    buttons: ["Unblock writes…", "Diagnose"],
  },
  "an alarm that is posted after it ended offers only a look": {
    body: BODIES.alarm[0],
    says: ["*Next:* Look at the card, which says how it is now"],
    buttons: ["Diagnose"],
  },
  "a call whose worker is gone is announced again with what Vitess shows of it": [
    {
      body: { ...BODIES["sender-lost"][0], shows: "at-work" },
      first: "vtctld may still be carrying out SwitchTraffic, sent at 22:10:00 UTC. Tandem sends nothing meanwhile",
    },
    {
      body: { ...BODIES["sender-lost"][0], shows: "nothing" },
      first:
        "Vitess shows that SwitchTraffic, sent at 22:10:00 UTC, changed nothing. Tandem looks at everything again, and sends it once more",
    },
  ],
  "a vote that is held is shown as kept, and not counted yet": [
    { body: VOTE, first: "Ben approves. Held, not counted yet: who is in the approvers' groups is not known. Counted so far: 0 of 2." },
    { body: { ...VOTE, vote: "reject", reason: "no" }, first: "Ben wants to reject the request: `no` Held, not counted yet" },
  ],
  "a vote of one person that expired names that person": {
    body: { kind: "votes-lapsed", requestId: requestNamed("q-1"), people: [CHO] },
    first: "The vote of Cho does not count",
  },
  "the end of a request that was called off says by whom and why": {
    body: {
      kind: "request-ended",
      requestId: requestNamed("q-1"),
      verb: "switch",
      how: "called-off",
      by: BEN,
      reason: "not today",
      difference: [],
    },
    first: "Ben called off the request for SwitchTraffic: `not today` Nothing was changed by it.",
  },
  "a reminder says what is true when it is posted, which may be long after half time": [
    {
      body: REMINDER,
      situation: situationOf({ request: ASKED, now: at("22:19") }),
      first: "The request for SwitchTraffic has 0 of 2 approvals, and 20 min left: approve by 22:39 UTC.",
    },
    {
      body: REMINDER,
      situation: situationOf({
        request: { ...ASKED, votes: [{ by: BEN, at: at("22:30"), kind: "approve", reason: "" }] },
        now: at("22:35"),
      }),
      first: "The request for SwitchTraffic has 1 of 2 approvals, and 4 min left: approve by 22:39 UTC.",
    },
    {
      body: REMINDER,
      situation: situationOf({ request: { ...ASKED, id: requestNamed("q-2") } }),
      first: "The request for SwitchTraffic had 1 of 2 approvals; it waits no longer.",
    },
  ],
  "a hold of an operation that needed no approval does not mention one": [
    { body: { kind: "held", executionId: "e-7", hold: HOLD }, situation: IN_HOLD, first: "Held: another operation holds" },
    { body: { kind: "held", executionId: "e-8", hold: HOLD }, situation: IN_HOLD, first: "Approved, but held: another operation holds" },
  ],
  "a change since the store lost what Tandem recorded is nobody's": {
    body: { kind: "outside", what: "writes-switched", notBefore: at("22:13"), notAfter: at("22:14"), isUnsure: true },
    first: "Writes were switched to the target at 22:14 UTC, by whom is not known: Tandem's store lost what it had recorded meanwhile.",
    never: ["not by Tandem"],
  },
  "a workflow that is gone since the store lost what Tandem recorded was ended by nobody known": {
    body: { kind: "gone", isUnsure: true },
    first: "Vitess does not know this workflow any more. Who ended it is not known",
    never: ["Tandem did not end it"],
  },
  "a change that no running operation made is announced as Tandem's own if an abandoned call arrived late": {
    body: {
      kind: "outside",
      what: "writes-switched",
      notBefore: at("22:13"),
      notAfter: at("22:14"),
      own: { verb: "switch", startedAt: at("22:12:04") },
    },
    first:
      "Writes were switched to the target at 22:14 UTC, by SwitchTraffic that Tandem sent at 22:12:04 UTC: it had been given up, and arrived late.",
    never: ["not by Tandem"],
  },
  "a VSchema that lost entries is announced with the line that writes them back, and with what was not compared": {
    body: BODIES["vschema-changed"][0],
    says: [
      "vtctldclient GetVSchema customer | jq '.tables += ",
      "vtctldclient ApplyVSchema --vschema-file vschema.json customer",
      "vindexes, and whether the keyspace is sharded, are not",
    ],
  },
};
