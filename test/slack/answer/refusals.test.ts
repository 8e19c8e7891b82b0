import { describe, expect, it } from "vitest";
import type { Refusal } from "../../../src/core/operation/outcome/refusals.ts";
import { parse } from "../../../src/command/parse.ts";
import { type AnswerFacts, renderAnswer } from "../../../src/slack/answer/answer.ts";
import { OPERATION_REFUSALS } from "../../../src/slack/wording/operation-refusals.ts";
import { START_STOP_REFUSALS } from "../../../src/slack/wording/start-stop-refusals.ts";
import { VOTE_REFUSALS } from "../../../src/slack/wording/vote-refusals.ts";
import { at, BEN, NAMES, NOW } from "../given.ts";
import { expectSendable, firstLine, words } from "../words.ts";

const FACTS: AnswerFacts = { now: NOW, vdiffMaxAgeMs: 24 * 3_600_000, names: NAMES };

const OF_MOVES = { ...OPERATION_REFUSALS, ...START_STOP_REFUSALS };
/** What each refusal is about; a new one is a missing key here, or has its sentence in one of the tables that are taken over below. */
const SUBJECTS = {
  "not-an-operator": "",
  "audit-not-allowed": "customer.commerce2customer",
  "not-understood": "frobnicate",
  "people-unknown": "",
  "no-approvers": "",
  "too-few-approvers": "",
  "seat-without-approver": "",
  "outside-window": "they open next on 2026-11-23 at 22:00 (Europe/Berlin)",
  "freeze-is-over": "2026-11-23",
  "freeze-not-allowed": "prod",
  "nothing-frozen": "prod/customer",
  "frozen-by-policy": "prod/customer",
  "break-glass-forbidden": "prod",
  "break-glass-not-allowed": "prod",
  "unknown-cluster": "prd",
  "unknown-keyspace": "custmer",
  "unknown-table": "cordr",
  "view-not-moved": "open_orders",
  "unknown-workflow": "customer.c2c",
  "not-a-movetables": "customer.reshard",
  "workflow-exists": "customer.c2c",
  "source-is-target": "commerce",
  "table-in-other-workflow": "corder",
  "no-tables": "commerce",
  "unknown-finding": "vdiff-mising",
  "nothing-to-override": "vdiff-missing",
  "not-overridable": "missing-vschema",
  "vdiff-while-copying": "customer.c2c",
  "vdiff-forgotten": "customer.c2c",
  "vdiff-not-kept": "customer.c2c",
  "vdiff-not-running": "customer.c2c",
  "vdiff-table-gone": "commerce.corder",
  "vdiff-running": "5c1e",
  "vdiff-after-switch": "customer.c2c",
  "no-vdiff": "customer.c2c",
  "request-open": "customer.c2c",
  "execution-running": "customer.c2c",
  "nothing-to-call-off": "customer.c2c",
  "call-off-not-allowed": "customer.c2c",
  "unknown-snapshot": "r-71",
  "no-thread-for-restore": "r-18",
  "nothing-to-restore": "r-18",
  "others-rules-differ": "r-18",
  "mirrors-not-writable": "r-18",
  "not-in-channel": "",
  "already-followed": "customer.c2c",
  "not-followed": "customer.c2c",
  "followed-by-pattern": "prod/customer*",
  "pattern-not-followed": "prod/customer*",
  "too-many-patterns": "20",
  "no-fleet": "prod",
  "already-adopted": "customer.c2c",
  "throttler-unknown": "customer",
  "not-on-reverse": "customer.c2c",
  "nothing-to-hand-over": "",
  "no-such-operator": "dev",
  "handover-to-yourself": "",
  "option-needs-version": "--force",
} as const satisfies Record<Exclude<Refusal, keyof typeof OF_MOVES | keyof typeof VOTE_REFUSALS>, string>;

describe("every refusal", () => {
  const all = { ...about(OF_MOVES, "customer.c2c"), ...about(VOTE_REFUSALS, ""), ...SUBJECTS };

  it.each(Object.entries(all))("%s says what is wrong in whole sentences, and its example parses", (reason, subject) => {
    if (!isRefusal(reason)) throw new Error(reason);
    const message = renderAnswer({ kind: "refused", reason, subject, nearest: ["customer.commerce2customer"] }, FACTS);
    expectSendable(message);
    expect(firstLine(message)).toMatch(/^[A-Z`].*[.?]$/);
    // "help" is used if there is no example, an empty piece if there is no name.
    const example = /Example: `(.*)`/.exec(words(message))?.[1] ?? "help";
    expect(parse(example)).toMatchObject({ kind: "command" });
    expect(firstLine(message)).toContain(subject.split(",")[0]);
  });

  it("because somebody was first says who, with what and since when", () => {
    const earlier = { by: BEN, at: at("22:04"), verb: "complete" } as const;
    const refused = (reason: "request-open" | "execution-running"): string =>
      firstLine(renderAnswer({ kind: "refused", reason, subject: "customer.c2c", nearest: [], earlier }, FACTS));
    expect(refused("request-open")).toContain("A request for Complete of `customer.c2c` is still open: Ben asked 22:04 UTC.");
    expect(refused("execution-running")).toContain("Complete is being carried out on `customer.c2c`: Ben asked 22:04 UTC.");
  });

  it("suggests what was probably meant", () => {
    const message = renderAnswer(
      { kind: "refused", reason: "unknown-keyspace", subject: "custmer", nearest: ["customer", "customer2"] },
      FACTS,
    );
    expect(firstLine(message)).toBe("There is no keyspace `custmer`. Did you mean `customer`, `customer2`?");
  });
});

function about(refusals: object, subject: string): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.keys(refusals).map((reason) => [reason, subject]));
}

function isRefusal(reason: string): reason is Refusal {
  return reason in SUBJECTS || reason in OF_MOVES || reason in VOTE_REFUSALS;
}
