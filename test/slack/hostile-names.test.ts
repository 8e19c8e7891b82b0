import * as fc from "fast-check";
import { describe, it } from "vitest";
import type { EntryBody } from "../../src/core/announce/entries.ts";
import { DEFAULT_LIMITS } from "../../src/core/operation/request/policy.ts";
import { renderAnswer } from "../../src/slack/answer/answer.ts";
import { checkView } from "../../src/slack/blocks/check.ts";
import { renderHome } from "../../src/slack/answer/home.ts";
import { renderCard } from "../../src/slack/move/card.ts";
import { renderEntry } from "../../src/slack/move/entry.ts";
import { renderRequest } from "../../src/slack/request/message.ts";
import { validateView } from "../../practice/slack/blocks/validate.ts";
import { ANA, APPROVED, at, BEN, execution, LOCKED, MOVING, NOW, PROPOSALS, READS_DONE, situationOf, STATES } from "./given.ts";
import { expectNoPing, expectSendable } from "./words.ts";
import { ALL_FINDINGS, answersOf, bodiesOf, moveOf, nasty, requestOf, viewOf } from "./hostile-names.ts";

const RUNS = { numRuns: 40 };
const ANSWER_FACTS = { now: NOW, vdiffMaxAgeMs: 1000, names: () => "<!channel>" };

describe("whatever keyspaces, workflows, tables, shards, reasons and errors are called", () => {
  it("a card keeps Slack's limits and notifies nobody", () => {
    fc.assert(
      fc.property(nasty, fc.constantFrom("Copying", "Running", "Error"), fc.boolean(), (names, state, forFollower) => {
        const shown = { forFollower, names: () => "<!channel>" };
        const unreadable = { since: NOW, tries: 3, why: names.words, next: names.words };
        const followedOf = { ...moveOf(names), state: { kind: "followed" as const, told: { phase: "", error: "" }, unreadable } };
        for (const known of [
          { request: requestOf(names, PROPOSALS.switch) },
          { execution: execution(PROPOSALS.switch, { state: STATES.soaking, done: READS_DONE }) },
          { samples: MOVING.map((one) => ({ ...one, at: one.at - 3_600_000, keys: "k", done: 1 })) },
          { move: followedOf },
        ])
          expectSendable(renderCard(viewOf(names, state, known), shown));
      }),
      RUNS,
    );
  });

  it("so does a thread line, and its plain form", () => {
    fc.assert(
      fc.property(nasty, fc.boolean(), (names, withoutTables) => {
        const { situation } = viewOf(names, "Running");
        const shown = { situation, vdiffMaxAgeMs: 1000, names: () => "<!here>", withoutTables };
        for (const body of bodiesOf(names)) {
          expectSendable(renderEntry({ seq: 0, at: at("22:14"), body }, shown));
        }
      }),
      RUNS,
    );
  });

  it("so does a request in every state", () => {
    const states = [
      { kind: "open" },
      APPROVED.state,
      { kind: "rejected", at: NOW, by: BEN, reason: "<!channel>" },
      { kind: "withdrawn", at: NOW, by: ANA },
      { kind: "used", approvedAt: NOW, at: NOW },
      { kind: "called-off", at: NOW, by: BEN, reason: "<!channel>" },
      { kind: "expired", at: NOW },
      { kind: "changed", at: NOW, difference: Array.from({ length: 30 }, () => "<!channel> ".repeat(30)) },
    ] as const;
    const verbs = ["switch", "reverse", "complete", "cancel", "delete", "restore", "override"] as const;
    fc.assert(
      fc.property(nasty, fc.constantFrom(...verbs), fc.constantFrom(...states), (names, verb, state) => {
        const asked = { ...requestOf(names, PROPOSALS[verb]), state, votes: APPROVED.votes };
        const shown = { now: NOW, limits: DEFAULT_LIMITS, approverGroups: ["S0DBAS"], names: () => "<!here>" };
        const fault = { kind: "refused", text: names.words } as const;
        const outcomes = [
          { kind: "unknown", at: NOW, findings: ALL_FINDINGS, fault },
          { kind: "called-off", at: NOW, by: BEN, reason: names.words, readsSwitched: true },
        ] as const;
        expectSendable(renderRequest(asked, undefined, shown));
        for (const outcome of outcomes) {
          expectSendable(renderRequest(asked, execution(PROPOSALS.switch, { state: { kind: "ended", outcome } }), shown));
        }
        expectNoPing(renderRequest(asked, undefined, { ...shown, mention: true }), ["<!subteam^S0DBAS>"]);
      }),
      RUNS,
    );
  });

  it("so does an answer", () => {
    fc.assert(
      fc.property(nasty, (names) => {
        for (const answer of answersOf(names)) expectSendable(renderAnswer(answer, ANSWER_FACTS));
      }),
      RUNS,
    );
  });

  it("so does the Home tab, however much is going on", () => {
    fc.assert(
      fc.property(nasty, (names) => {
        const requests = Array.from({ length: 60 }, () => requestOf(names, PROPOSALS.complete));
        const home = renderHome({
          waitingFor: requests,
          asked: requests,
          running: Array.from({ length: 60 }, () => viewOf({ ...names, tables: names.tables.slice(0, 5) }, "Copying")),
          ended: Array.from({ length: 60 }, () => viewOf({ ...names, tables: names.tables.slice(0, 5) }, "Running")),
          now: NOW,
          names: () => "<!channel>",
        });
        checkView(home);
        if (validateView(home).length > 0) throw new Error(JSON.stringify(validateView(home)));
        expectNoPing(home, []);
      }),
      RUNS,
    );
  });

  it("Vitess's own words in an explanation stay plain text", () => {
    const body: EntryBody = { kind: "stream-error", explanation: { ...LOCKED, text: "<!channel> ``` *boom* `x`" } };
    expectSendable(renderEntry({ seq: 0, at: NOW, body }, { situation: situationOf(), vdiffMaxAgeMs: 1 }));
  });
});
