import { describe, expect, it, test } from "vitest";
import { parse } from "../../../src/command/parse.ts";
import type { Operation, EntryBody } from "../../../src/core/announce/entries.ts";
import { explain } from "../../../src/core/explain/explain.ts";
import { COMPLETE_DEFAULTS } from "../../../src/core/options/options.ts";
import type { OutcomeFact, Outcome } from "../../../src/core/operation/outcome/outcomes.ts";
import { type EntryFacts, renderEntry } from "../../../src/slack/move/entry.ts";
import { nextWords } from "../../../src/slack/wording/next.ts";
import type { Keyspace } from "../../../src/core/vitess/names.ts";
import {
  ANA,
  at,
  BEN,
  CHO,
  CLEAN_VDIFF,
  DEEDS,
  execution,
  followed,
  LOCKED,
  move,
  NAMES,
  PROPOSALS,
  reading,
  request,
  situationOf,
  STATES,
  stream,
  SWITCHED,
  TABLES,
  workflow,
} from "../given.ts";
import { buttons, expectSendable, firstLine, labels, words } from "../words.ts";
import type { GuardedVerb } from "../../../src/core/move/broken-call.ts";
import { keyspaceNamed } from "../../names.ts";

const FDEEDS: EntryFacts = { situation: situationOf(), vdiffMaxAgeMs: 24 * 3_600_000, names: NAMES };

function entry(body: EntryBody, situation = FDEEDS.situation): ReturnType<typeof renderEntry> {
  return renderEntry({ seq: 1, at: at("22:14"), body }, { ...FDEEDS, situation });
}

/** Applications cannot write: the source denies what routing still leads to it. */
const OUTAGE = situationOf({ reading: reading({ denied: [{ keyspace: "commerce" as Keyspace, shard: "0", tables: TABLES }] }) });

function outcome(verb: GuardedVerb, outcome_: Outcome, more: Partial<Extract<EntryBody, { kind: "outcome" }>> = {}): EntryBody {
  return { kind: "outcome", executionId: "e-1", act: DEEDS[verb], by: ANA, outcome: outcome_, ...more };
}

const OUTCOMES = {
  succeeded: { kind: "succeeded", at: at("22:14") },
  "already-so": { kind: "already-so", at: at("22:14") },
  unfinished: {
    kind: "unfinished",
    at: at("22:14"),
    findings: ["writes-switched", "reverse-not-running", "not-frozen", "workflow-locked"],
  },
  refused: { kind: "refused", at: at("22:14"), reason: "state-changed", difference: ["streams: 1 running → 1 stopped"] },
  failed: { kind: "failed", at: at("22:14"), fault: { kind: "busy", text: "failed to lock the customer/commerce2customer workflow" } },
  "called-off": { kind: "called-off", at: at("22:14"), by: BEN, reason: "the reads are slow" },
  unknown: { kind: "unknown", at: at("22:14"), findings: ["reads-switched", "writes-not-switched", "source-denies-writes"] },
} as const satisfies { [K in Outcome["kind"]]: Outcome };

/** One line of every kind, with the words that identify it. */
const BODIES = {
  created: [
    { kind: "created", by: ANA, tables: TABLES, sourceKeyspace: keyspaceNamed("commerce"), snapshot: "r-17" },
    "Ana created the workflow: `corder`, `customer` from commerce. Routing rules saved (snapshot `r-17`).",
  ],
  "create-failed": [{ kind: "create-failed", by: ANA, explanation: LOCKED }, "The workflow was not created."],
  adopted: [{ kind: "adopted", by: ANA }, "Ana asked to follow this workflow. It was created elsewhere."],
  started: [{ kind: "started", by: ANA }, "Ana started the workflow."],
  stopped: [{ kind: "stopped", by: ANA }, "Ana stopped the workflow."],
  updated: [{ kind: "updated", by: ANA, changes: ["on DDL: STOP"] }, "Ana changed the workflow: `on DDL: STOP`."],
  mirrored: [
    { kind: "mirrored", by: ANA, percent: 5, tabletTypes: ["REPLICA", "RDONLY"], snapshot: "r-17" },
    "Ana mirrors 5 % of the reads of replica and rdonly to the target; applications' answers still come from the source.",
  ],
  outside: [
    { kind: "outside", what: "writes-switched", notBefore: at("02:30"), notAfter: at("02:31") },
    "Writes were switched to the target at 02:31 UTC, not by Tandem.",
  ],
  diagnosed: [
    { kind: "diagnosed", by: ANA, troubles: [{ kind: "no-source", shard: "0" }], more: 0, detail: "{}" },
    "Ana asked what is wrong: 1 thing. The whole detail is in the file.",
  ],
  "lock-left": [
    {
      kind: "lock-left",
      holder: { action: "WorkflowSwitchTraffic", host: "vtctld-2", since: at("22:10") },
      path: "/global/internal/named_locks/customer/commerce2customer/locks",
      lapsesBy: at("22:10") + 24 * 3_600_000,
    },
    "Still blocked: switch and cancel wait for the workflow's lock. `WorkflowSwitchTraffic` on `vtctld-2` holds it since 22:10 UTC.",
  ],
  "copy-finished": [
    { kind: "copy-finished", rows: 2_300_000n, tookMs: 23_000 },
    "Copy finished: 2.3 M rows by Vitess's count, in 23 s. Next: VDiff.",
  ],
  stalled: [{ kind: "stalled", since: at("22:02") }, "No row count and no key has moved since 22:02 UTC."],
  "moving-again": [{ kind: "moving-again" }, "The copy moves again."],
  "stream-error": [{ kind: "stream-error", explanation: LOCKED }, "A stream reports an error."],
  alarm: [{ kind: "alarm", alarm: "source-writes-denied", tables: TABLES }, "ALARM: applications cannot write: customer.commerce2customer"],
  "left-behind": [
    {
      kind: "left-behind",
      after: "delete",
      left: { rules: 8, denied: [{ keyspace: "customer" as Keyspace, shard: "0", tables: TABLES }], tables: TABLES },
    },
    "Left in Vitess after the delete:",
  ],
  "vitess-silent": [
    { kind: "vitess-silent", since: at("22:13"), why: "Vitess has not answered a read for 5 s.", next: "Check vtctld." },
    "No answer from Vitess since 22:13:00 UTC · customer.commerce2customer",
  ],
  "vitess-back": [{ kind: "vitess-back", since: at("22:13") }, "Vitess answers again. It did not for 60 s, since 22:13:00 UTC."],
  "vdiff-started": [{ kind: "vdiff-started", by: ANA, uuid: CLEAN_VDIFF.uuid }, "Ana started VDiff `5c1e0000…`."],
  "vdiff-changed": [{ kind: "vdiff-changed", by: ANA, uuid: CLEAN_VDIFF.uuid, change: "stopped" }, "Ana stopped VDiff `5c1e0000…`."],
  "vdiff-report": [
    {
      kind: "vdiff-report",
      vdiff: CLEAN_VDIFF,
      verdict: { kind: "clean", rowsCompared: 2_300_000n, completedAt: at("22:11") },
      tookMs: 41_000,
    },
    "VDiff of customer.commerce2customer: no difference · 2 300 000 rows in 2 tables · took 41 s",
  ],
  "dry-run": [
    { kind: "dry-run", by: ANA, verb: "switch", lines: ["Lock keyspace commerce"] },
    "Ana asked for a dry run of SwitchTraffic, 1 line. Nothing was changed.",
  ],
  "verb-failed": [{ kind: "verb-failed", by: ANA, verb: "start", explanation: LOCKED }, "`start` failed. Ana asked for it."],
  requested: [{ kind: "requested", requestId: "q-1" }, "Somebody asked for a change."],
  vote: [{ kind: "vote", requestId: "q-1", by: BEN, vote: "approve", reason: "", approvals: 1, needed: 2 }, "Ben approved: 1 of 2."],
  "votes-lapsed": [
    { kind: "votes-lapsed", requestId: "q-1", people: [BEN, CHO] },
    "The votes of Ben and Cho do not count: not approvers, or not any more.",
  ],
  "request-ended": [
    { kind: "request-ended", requestId: "q-1", verb: "switch", how: "withdrawn", by: ANA, difference: [] },
    "Ana withdrew the request for SwitchTraffic. Nothing was changed by it.",
  ],
  held: [
    { kind: "held", executionId: "e-1", hold: { since: at("22:19"), until: at("22:34"), reason: "lag", lagSeconds: 41, limitSeconds: 30 } },
    "Approved, but held: lag 41 s, limit 30 s. Tries until 22:34 UTC, then gives up.",
  ],
  "reads-switched": [
    { kind: "reads-switched", executionId: "e-1", soakUntil: at("22:19") },
    "Reads are switched to customer. Soak until 22:19 UTC, then writes.",
  ],
  outcome: [outcome("switch", OUTCOMES.succeeded), "Switched: customer.commerce2customer serves from customer"],
  "rules-changed": [
    {
      kind: "rules-changed",
      step: "switch",
      snapshot: "r-17",
      changes: [{ document: "tables", name: "product", is: "archive.product" }],
      total: 1,
    },
    "ALARM: routing rules were changed during SwitchTraffic of customer.commerce2customer, and not by it",
  ],
  "vschema-changed": [
    {
      kind: "vschema-changed",
      step: "cancel",
      snapshot: "r-17",
      changes: [{ keyspace: "customer", table: "corder", was: '{"column_vindexes":[{"column":"customer_id","name":"hash"}]}' }],
    },
    "The VSchema of `customer` is not what it was before Cancel of customer.commerce2customer.",
  ],
  "rules-not-compared": [
    { kind: "rules-not-compared", step: "create", snapshot: "r-17" },
    "The routing rules after create could not be compared with those from before it, snapshot `r-17`.",
  ],
  gone: [{ kind: "gone" }, "Vitess does not know this workflow any more, and Tandem did not end it."],
} as const satisfies { [K in EntryBody["kind"]]: readonly [EntryBody, string] };

test("a VSchema that lost entries is announced with the line that writes them back, and with what was not compared", () => {
  const [body] = BODIES["vschema-changed"];
  const shown = JSON.stringify(entry(body).blocks);
  expect(shown).toContain("vtctldclient GetVSchema customer | jq '.tables += ");
  expect(shown).toContain("vtctldclient ApplyVSchema --vschema-file vschema.json customer");
  expect(shown).toContain("vindexes, and whether the keyspace is sharded, are not");
});

describe("every thread line", () => {
  it.each(Object.entries(BODIES))("%s", (kind, [body, said]) => {
    const message = entry(body);
    expectSendable(message);
    expect(firstLine(message)).toContain(said);
    expect(message.text).toContain("customer.commerce2customer");
    // A report is a message of its own, not a line with a time.
    expect(firstLine(message)).toMatch(kind === "vdiff-report" ? /^\*VDiff of / : /^22:14 UTC /);
  });

  it("is broadcast only for outcomes and alarms", () => {
    const broadcast = Object.values(BODIES).filter(([body]) => entry(body).broadcast);
    expect(broadcast.map(([body]) => body.kind)).toEqual(["alarm", "outcome", "rules-changed"]);
  });

  it("a rejection carries its reason", () => {
    const message = entry({
      kind: "vote",
      requestId: "q-1",
      by: CHO,
      vote: "reject",
      reason: "not on a Friday <!channel>",
      approvals: 1,
      needed: 2,
    });
    expect(firstLine(message)).toBe("22:14 UTC Cho rejected the request: `not on a Friday &lt;!channel&gt;`");
    expectSendable(message);
  });
});

describe("an alarm in the thread", () => {
  const body: EntryBody = { kind: "alarm", alarm: "source-writes-denied", tables: TABLES };

  it("has the next step and the buttons of the situation", () => {
    const message = entry(body, OUTAGE);
    expect(words(message)).toContain("next: make sure that no switch runs, then unblock writes");
    expect(labels(message)).toEqual(["Unblock writes…", "Diagnose"]);
  });

  it("that is posted after it ended offers only a look", () => {
    const message = entry(body);
    expect(words(message)).toContain("next: look at the card, which says how it is now");
    expect(labels(message)).toEqual(["Diagnose"]);
  });
});

describe("a vote", () => {
  const vote = { kind: "vote", requestId: "q-1", by: BEN, vote: "approve", reason: "", approvals: 0, needed: 2, held: true } as const;

  it("that is held is shown as kept, and not counted yet", () => {
    expect(firstLine(entry(vote))).toContain(
      "Ben approves. Held, not counted yet: who is in the approvers' groups is not known. Counted so far: 0 of 2.",
    );
    expect(firstLine(entry({ ...vote, vote: "reject", reason: "no" }))).toContain(
      "Ben wants to reject the request: `no` Held, not counted yet",
    );
  });

  it("of one person that expired names that person", () => {
    expect(firstLine(entry({ kind: "votes-lapsed", requestId: "q-1", people: [CHO] }))).toContain("The vote of Cho does not count");
  });
});

describe("the end of a request", () => {
  it("that was called off says by whom and why", () => {
    const body = {
      kind: "request-ended",
      requestId: "q-1",
      verb: "switch",
      how: "called-off",
      by: BEN,
      reason: "not today",
      difference: [],
    } as const;
    expect(firstLine(entry(body))).toContain("Ben called off the request for SwitchTraffic: `not today` Nothing was changed by it.");
  });
});

describe("a hold", () => {
  it("of an operation that needed no approval does not mention one", () => {
    const hold = { since: at("22:14"), until: at("22:16"), reason: "locked" } as const;
    const rescue = execution(PROPOSALS.rescue, { id: "e-7" });
    const { requestId: _none, ...unasked } = rescue;
    const situation = situationOf({ execution: { ...unasked, state: { kind: "held", left: [{ kind: "call", tabletTypes: [] }], hold } } });
    expect(firstLine(entry({ kind: "held", executionId: "e-7", hold }, situation))).toContain("22:14 UTC Held: another operation holds");
    expect(firstLine(entry({ kind: "held", executionId: "e-8", hold }, situation))).toContain(
      "Approved, but held: another operation holds",
    );
  });
});

describe("a change that no running operation made", () => {
  it("is announced as Tandem's own if an abandoned call arrived late", () => {
    const own = { verb: "switch", startedAt: at("22:12:04") } as const;
    const body = { kind: "outside", what: "writes-switched", notBefore: at("22:13"), notAfter: at("22:14"), own } as const;
    expect(firstLine(entry(body))).toContain(
      "Writes were switched to the target at 22:14 UTC, by SwitchTraffic that Tandem sent at 22:12:04 UTC: it had been given up, and arrived late.",
    );
    expect(firstLine(entry(body))).not.toContain("not by Tandem");
  });
});

describe("the buttons of an outcome", () => {
  const armed = move(followed({ rollback: { kind: "armed", until: at("23:19") } }));
  const switched = outcome("switch", OUTCOMES.succeeded, { rollbackUntil: at("23:19") });
  const later = { ...SWITCHED, at: at("22:15") };

  it("rest on the outcome itself until a later reading says otherwise", () => {
    expect(labels(entry(switched, situationOf({ move: armed })))).toEqual(["Roll back"]);
    expect(labels(entry(switched, situationOf({ move: armed, reading: later })))).toEqual(["Roll back"]);
  });

  it.each([
    ["after a rollback", { move: move(), reading: reading({ at: at("22:15") }) }],
    [
      "while a rollback is under way",
      { move: armed, reading: later, execution: execution(PROPOSALS.reverse, { state: STATES.callingReads }) },
    ],
    ["after Complete", { move: move({ state: { kind: "ended", at: at("22:15"), how: "completed" } }), reading: undefined }],
    ["after its window", { move: move(), reading: later, now: at("23:20") }],
  ] as const)("are gone %s, and so is the text about them", (_when, known) => {
    const message = entry(switched, situationOf(known));
    expect(labels(message)).toEqual([]);
    expect(words(message)).not.toContain("one press");
  });

  it("stay while somebody only requests something, or Vitess cannot be read for a while", () => {
    expect(labels(entry(switched, situationOf({ move: armed, reading: later, request: request(PROPOSALS.complete) })))).toEqual([
      "Roll back",
    ]);
    const unreadable = { since: at("22:14"), tries: 2, why: "away", next: "wait" };
    const away = move(followed({ rollback: { kind: "armed", until: at("23:19") }, unreadable }));
    expect(labels(entry(switched, situationOf({ move: away, reading: later })))).toEqual(["Roll back"]);
  });
});

describe("outcomes", () => {
  const all = Object.keys(DEEDS).flatMap((verb) =>
    Object.values(OUTCOMES).map((one): [string, string, EntryBody] => [verb, one.kind, outcome(verbOf(verb), one)]),
  );

  it.each(all)("%s that ended %s has a first line with the workflow and a next step", (_verb, _kind, body) => {
    const message = entry(body);
    expectSendable(message);
    expect(message.text).toContain("customer.commerce2customer");
    expect(words(message)).toMatch(/\nnext: \S/);
    expect(message.broadcast).toBe(true);
  });

  it("a switch that succeeded arms the rollback and says until when", () => {
    const message = entry(outcome("switch", OUTCOMES.succeeded, { rollbackUntil: at("23:19"), tookMs: 400 }));
    expect(words(message)).toContain("The reverse workflow runs.\nRollback is one press until 23:19 UTC. Took 0.4 s.");
    expect(labels(message)).toEqual(["Roll back"]);
  });

  it("a switch of reads alone does not claim the writes", () => {
    const reads: Operation = { verb: "switch", options: { ...DEEDS.switch.options, tabletTypes: ["REPLICA", "RDONLY"] } };
    const message = entry({ kind: "outcome", executionId: "e-1", act: reads, by: ANA, outcome: OUTCOMES.succeeded });
    expect(firstLine(message)).toContain("Switched (reads): customer.commerce2customer serves reads from customer");
    expect(words(message)).not.toContain("reverse workflow");
  });

  it("a switch of writes alone does not claim the reads", () => {
    const writes: Operation = { verb: "switch", options: { ...DEEDS.switch.options, tabletTypes: ["PRIMARY"] } };
    const body = outcome("switch", OUTCOMES.succeeded, { act: writes });
    const said = entry(body, situationOf({ reading: { ...SWITCHED, trafficState: "Reads Not Switched. Writes Switched" } }));
    expect(firstLine(said)).toContain("Switched (writes): customer.commerce2customer takes writes at customer");
    expect(words(said)).not.toContain("serves from");
    expect(words(said)).toContain("Writes go to customer; reads stay on commerce.");
    expect(words(entry(body, situationOf({ reading: SWITCHED })))).toContain("Writes go to customer; reads did before.");
    const back: Operation = { verb: "reverse", options: writes.options };
    expect(words(entry(outcome("reverse", OUTCOMES.succeeded, { act: back }), situationOf({ reading: SWITCHED })))).toContain(
      "Writes go to commerce; reads stay on customer.",
    );
  });

  it("a called-off operation says who called it off, why, and what stays", () => {
    const before = entry(outcome("switch", OUTCOMES["called-off"]));
    expect(firstLine(before)).toContain("Called off by Ben: SwitchTraffic of customer.commerce2customer");
    expect(words(before)).toContain("Reason: `the reads are slow`\nNothing was changed.");
    const after = entry(outcome("switch", { ...OUTCOMES["called-off"], readsSwitched: true }));
    expect(firstLine(after)).toContain("Called off after the reads by Ben: SwitchTraffic of customer.commerce2customer");
    expect(words(after)).toContain("What is done stays: reads go to customer. The writes were not switched.");
    expect(words(after)).not.toContain("Nothing was changed");
  });

  it("a complete says which tables were renamed, kept or dropped", () => {
    expect(words(entry(outcome("complete", OUTCOMES.succeeded)))).toContain(
      "`corder`, `customer` in commerce were renamed to `_corder_old`, `_customer_old` (not dropped).",
    );
    const dropped: Operation = { verb: "complete", options: COMPLETE_DEFAULTS };
    expect(words(entry(outcome("complete", OUTCOMES.succeeded, { act: dropped })))).toContain(
      "`corder`, `customer` in commerce were *dropped*.",
    );
    const only = move({ tables: ["customer"] });
    const line = renderEntry(
      { seq: 1, at: at("22:14"), body: outcome("complete", OUTCOMES.succeeded) },
      { ...FDEEDS, situation: situationOf({ move: only }) },
    );
    expect(words(line)).toContain("`customer` in commerce was renamed to `_customer_old` (not dropped).");
    const kept: Operation = { verb: "complete", options: { ...COMPLETE_DEFAULTS, keepData: true } };
    expect(words(entry(outcome("complete", OUTCOMES.succeeded, { act: kept })))).toContain("stay in commerce as they are");
  });

  it("a switch that only lacks its reverse workflow is not to be repeated, which Tandem and Vitess would refuse", () => {
    const findings = ["reads-switched", "writes-switched", "reverse-not-running"] as const;
    const message = entry(outcome("switch", { ...OUTCOMES.unfinished, findings }));
    expect(words(message)).toContain(
      "next: mend what keeps the reverse workflow from running, which diagnose shows; do not reverse before it runs",
    );
    expect(words(message)).not.toMatch(/again/);
    expect(labels(message)).toEqual(["Diagnose"]);
  });

  it("an unfinished switch says what is true, that a rollback would lose writes, and to wait for the lock", () => {
    const message = entry(outcome("switch", OUTCOMES.unfinished));
    expect(firstLine(message)).toContain("Switched but not finished: customer.commerce2customer");
    expect(words(message)).toContain(
      "What Vitess says now: writes are switched; the reverse workflow does not run: rolling back now would lose the writes made since the switch; the old streams are not frozen; the workflow's lock is held.",
    );
    expect(words(message)).toContain(
      "next: run the same SwitchTraffic again once the workflow's lock is gone; it takes up where it stopped",
    );
    expect(labels(message)).toEqual(["Diagnose"]);
  });

  it("the same operation is offered again once nobody holds the lock, as the next step", () => {
    const free = OUTCOMES.unfinished.findings.filter((finding) => finding !== "workflow-locked");
    const message = entry(outcome("switch", { ...OUTCOMES.unfinished, findings: free }));
    expect(buttons(message).map(({ text, style }) => [text.text, style])).toEqual([
      ["Run again", "primary"],
      ["Diagnose", undefined],
    ]);
  });

  it("an outcome in an outage has the same next step and buttons as the card and the alarm", () => {
    const streams = [stream({ state: "Stopped", message: "error: Duplicate entry for key" })];
    const now = situationOf({ reading: { ...SWITCHED, at: at("22:15"), workflow: workflow({ streams }) } });
    const free = OUTCOMES.unfinished.findings.filter((finding) => finding !== "workflow-locked");
    const alarm = entry({ kind: "alarm", alarm: "switched-not-finished", tables: TABLES }, now);
    for (const told of [
      { ...OUTCOMES.unfinished, findings: free },
      { ...OUTCOMES.unknown, findings: free },
    ]) {
      const message = entry(outcome("switch", told), now);
      expect(words(message)).not.toContain("run the same SwitchTraffic again");
      expect(words(message)).toContain(`next: ${nextWords(now)}`);
      expect(words(alarm)).toContain(`next: ${nextWords(now)}`);
      expect([labels(message), labels(alarm)]).toEqual([["Diagnose"], ["Diagnose"]]);
      expectSendable(message);
    }
  });

  it("what was wrong before an outcome that fixed it does not affect the next step", () => {
    const told = { ...OUTCOMES.unknown, findings: ["reads-switched", "writes-not-switched"] } as const;
    const denied = [{ keyspace: "commerce" as Keyspace, shard: "0", tables: TABLES }];
    const before = situationOf({ now: at("22:14:30"), reading: reading({ denied, at: at("22:13:59") }) });
    expect(words(entry(outcome("switch", told), before))).toContain("next: run the same SwitchTraffic again; it takes up where it stopped");
    const after = situationOf({ now: at("22:14:30"), reading: reading({ denied, at: at("22:14:01") }) });
    expect(words(entry(outcome("switch", told), after))).toContain(`next: ${nextWords(after)}`);
  });

  it("an outcome also has the card's next step if a switch has stopped one stream of two while the other is in error", () => {
    const streams = [stream({ state: "Stopped", message: "stopped for cutover" }), stream({ shard: "80-", message: "error: errno 1062" })];
    const now = situationOf({ reading: reading({ workflow: workflow({ streams }) }) });
    const message = entry(outcome("switch", { ...OUTCOMES.unknown, findings: ["writes-not-switched", "forward-not-running"] }), now);
    expect(words(message)).toContain(`next: ${nextWords(now)}`);
    expect(labels(message)).toEqual(["Diagnose"]);
  });

  it("an unknown outcome says what is known", () => {
    const message = entry(outcome("switch", OUTCOMES.unknown));
    expect(firstLine(message)).toContain("Outcome of SwitchTraffic not known: customer.commerce2customer");
    expect(words(message)).toContain(
      "reads are switched; writes are not switched; the source denies writes to these tables: applications cannot write to them.",
    );
    expect(words(message)).toContain("next: unblock writes; then the same SwitchTraffic again");
    expect(labels(message)).toEqual(["Unblock writes…", "Diagnose"]);
  });

  it("a reading replaces the guess about what such an error may leave; without a reading the guess stays", () => {
    const explanation = { ...LOCKED, stateLeft: "The call may have had its effect." };
    const said = (findings: readonly OutcomeFact[]): string =>
      words(entry(outcome("switch", { ...OUTCOMES.unknown, findings }, { explanation })));
    expect(said(["writes-not-switched"])).not.toContain(explanation.stateLeft);
    expect(said(["state-unreadable"])).toContain(explanation.stateLeft);
    expect(said([])).toContain(explanation.stateLeft);
  });

  it("a reverse that failed halfway is not to be repeated, because that would break the forward workflow", () => {
    const message = entry(outcome("reverse", { ...OUTCOMES.unknown, findings: ["writes-switched", "reverse-missing"] }));
    expect(words(message)).toContain("next: do not repeat it; have a Vitess DBA look at workflows and routing of both keyspaces");
  });

  it("nothing is to be repeated on a workflow that is gone, or whose state cannot be read", () => {
    const gone = entry(outcome("complete", { ...OUTCOMES.unfinished, findings: ["workflow-gone", "rules-left"] }));
    expect(firstLine(gone)).toContain("Complete begun but not finished: customer.commerce2customer");
    expect(words(gone)).toContain("next: the workflow is gone, so this cannot be repeated");
    expect(words(entry(outcome("switch", { ...OUTCOMES.unknown, findings: ["state-unreadable"] })))).toContain(
      "next: look at the workflow once Vitess answers",
    );
  });

  it("a refusal shows the difference from the approved facts", () => {
    expect(words(entry(outcome("switch", OUTCOMES.refused)))).toContain("• `streams: 1 running → 1 stopped`");
  });

  it("a failure shows what Vitess's error means, its own words, and one next step", () => {
    const message = entry(outcome("switch", OUTCOMES.failed, { explanation: LOCKED }));
    expect(words(message)).toContain(
      "Another operation holds the workflow's lock.\n`failed to lock the customer/commerce2customer workflow: deadline exceeded`",
    );
    expect(words(message)).toContain("next: try again in a minute");
  });

  it("what a reading has shown is not repeated as a guess about every error of this kind", () => {
    const explanation = explain("locks were lost: commerce keyspace lock was lost: x", "refused", { verb: "switch" });
    const failed = words(entry(outcome("switch", OUTCOMES.failed, { explanation })));
    expect(failed).not.toContain(explanation.stateLeft);
    expect(failed).not.toContain("before you try again");
    expect(failed).toContain("next: Diagnose now");
  });

  it("a failure whose next step is a retry has a button with the very same options", () => {
    const text =
      "failed to lock the customer/commerce2customer workflow: deadline exceeded: /vitess/global/internal/named_locks/customer/c2c/locks";
    const act: Operation = { verb: "switch", options: { ...DEEDS.switch.options, tabletTypes: ["PRIMARY"], timeoutMs: 90_000 } };
    const explanation = explain(text, "busy", { verb: "switch", major: 23 });
    const [again, diagnose] = buttons(entry(outcome("switch", OUTCOMES.failed, { act, explanation })));
    expect(again?.text.text).toBe("Try again");
    expect(diagnose?.text.text).toBe("Diagnose");
    expect(parse(again?.value ?? "")).toMatchObject({
      command: { verb: "switch", options: { tabletTypes: ["PRIMARY"], timeoutMs: 90_000 } },
    });
  });

  it("a reason that was lost on the way is reported as lost", () => {
    const message = entry(outcome("switch", { kind: "failed", at: at("22:14"), fault: { kind: "unreadable", text: "" } }));
    expect(words(message)).toContain("Vitess gave a reason that was lost on the way.");
  });
});

describe("dry runs", () => {
  it("that are long show their beginning, and all of it in a file", () => {
    const lines = Array.from({ length: 100 }, (_, n) => `Step ${n}: Lock keyspace commerce_with_a_long_name`);
    const message = entry({ kind: "dry-run", by: ANA, verb: "switch", lines });
    expectSendable(message);
    expect(words(message)).toMatch(/\d+ more in the file/);
    expect(message.file?.content.split("\n")).toHaveLength(101);
    expect(message.file?.name).toBe("dry-run-customer.commerce2customer.txt");
  });

  it("that are short have no file, and a line cannot escape its block", () => {
    const message = entry({ kind: "dry-run", by: ANA, verb: "switch", lines: ["``` <!here>"] });
    expect(message.file).toBeUndefined();
    expect(words(message)).toContain("```''' &lt;!here&gt;```");
  });
});

function verbOf(text: string): GuardedVerb {
  if (text === "switch" || text === "reverse" || text === "complete") return text;
  return "cancel";
}
