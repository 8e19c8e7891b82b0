import { sayNext } from "../../../src/slack/wording/next-line.ts";
import { describe, expect, it } from "vitest";
import { parse } from "../../../src/command/parse.ts";
import type { EntryBody, Operation } from "../../../src/core/announce/entries.ts";
import { explain } from "../../../src/core/explain/explain.ts";
import { type EntryFacts, renderEntry } from "../../../src/slack/move/entry.ts";
import { sayNextStep } from "../../../src/slack/wording/next.ts";
import type { Keyspace } from "../../../src/core/vitess/names.ts";
import type { GuardedVerb } from "../../../src/core/move/broken-call.ts";
import {
  ANA,
  at,
  DEEDS,
  execution,
  followed,
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
import { buttons, expectReads, expectSendable, firstLine, labels, words } from "../words.ts";
import { BODIES, outcome, OUTCOMES } from "./entry-bodies.ts";
import { LINES } from "./lines.ts";
import { FREE, OUTCOME_LINES } from "./outcome-lines.ts";
import { shardNamed } from "../../names.ts";

const FACTS: EntryFacts = { situation: situationOf(), vdiffMaxAgeMs: 24 * 3_600_000, names: NAMES };

function entry(body: EntryBody, situation = FACTS.situation): ReturnType<typeof renderEntry> {
  return renderEntry({ seq: 1, at: at("22:14"), body }, { ...FACTS, situation });
}

describe("every thread line", () => {
  it.each(Object.entries(BODIES))("%s", (_kind, [body, said]) => {
    const message = entry(body);
    expectSendable(message);
    expect(firstLine(message)).toContain(said);
    expect(message.text).toContain("customer.commerce2customer");
  });

  it("gives its time only if it could not be posted when it happened", () => {
    const [body] = BODIES.started;
    expect(firstLine(entry(body))).toBe("Ana started the workflow.");
    expect(firstLine(entry(body, situationOf({ now: at("22:31") })))).toBe("Ana started the workflow. (22:14 UTC)");
  });

  it("is broadcast only for outcomes and alarms", () => {
    const broadcast = Object.values(BODIES).filter(([body]) => entry(body).broadcast);
    expect(broadcast.map(([body]) => body.kind)).toEqual(["alarm", "glass-broken", "outcome", "rules-changed"]);
  });

  it.each(Object.entries(LINES))("%s", (_when, lines) => {
    for (const line of [lines].flat()) expectReads(entry(line.body, line.situation), line);
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
    expect(words(message)).toMatch(/\n\*Next:\* \S/);
    expect(message.broadcast).toBe(true);
  });

  it.each(Object.entries(OUTCOME_LINES))("%s", (_when, lines) => {
    for (const line of [lines].flat()) expectReads(entry(line.body, line.situation), line);
  });

  it("an outcome in an outage has the same next step and buttons as the card and the alarm", () => {
    const streams = [stream({ state: "Stopped", message: "error: Duplicate entry for key" })];
    const now = situationOf({ reading: { ...SWITCHED, at: at("22:15"), workflow: workflow({ streams }) } });
    const alarm = entry({ kind: "alarm", alarm: "switched-not-finished", tables: TABLES }, now);
    for (const told of [
      { ...OUTCOMES.unfinished, findings: FREE },
      { ...OUTCOMES.unknown, findings: FREE },
    ]) {
      const message = entry(outcome("switch", told), now);
      expect(words(message)).not.toContain("run the same SwitchTraffic again");
      expect(words(message)).toContain(sayNext(sayNextStep(now)));
      expect(words(alarm)).toContain(sayNext(sayNextStep(now)));
      expect([labels(message), labels(alarm)]).toEqual([["Diagnose"], ["Diagnose"]]);
      expectSendable(message);
    }
  });

  it("what was wrong before an outcome that fixed it does not affect the next step", () => {
    const told = { ...OUTCOMES.unknown, findings: ["reads-switched", "writes-not-switched"] } as const;
    const denied = [{ keyspace: "commerce" as Keyspace, shard: shardNamed("0"), tables: TABLES }];
    const before = situationOf({ now: at("22:14:30"), reading: reading({ denied, at: at("22:13:59") }) });
    expect(words(entry(outcome("switch", told), before))).toContain(
      "*Next:* Run the same SwitchTraffic again; it picks up where it stopped",
    );
    const after = situationOf({ now: at("22:14:30"), reading: reading({ denied, at: at("22:14:01") }) });
    expect(words(entry(outcome("switch", told), after))).toContain(sayNext(sayNextStep(after)));
  });

  it("an outcome also has the card's next step if a switch has stopped one stream of two while the other is in error", () => {
    const streams = [
      stream({ state: "Stopped", message: "stopped for cutover" }),
      stream({ shard: shardNamed("80-"), message: "error: errno 1062" }),
    ];
    const now = situationOf({ reading: reading({ workflow: workflow({ streams }) }) });
    const message = entry(outcome("switch", { ...OUTCOMES.unknown, findings: ["writes-not-switched", "forward-not-running"] }), now);
    expect(words(message)).toContain(sayNext(sayNextStep(now)));
    expect(labels(message)).toEqual(["Diagnose"]);
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
