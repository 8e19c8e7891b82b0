import { describe, expect, it } from "vitest";
import type { Refusal } from "../../../src/core/operation/outcome/refusals.ts";
import { parse } from "../../../src/command/parse.ts";
import { type AnswerFacts, renderAnswer } from "../../../src/slack/answer/answer.ts";
import { at, BEN, NAMES, NOW } from "../given.ts";
import { expectSendable, firstLine, words } from "../words.ts";

const FACTS: AnswerFacts = { now: NOW, vdiffMaxAgeMs: 24 * 3_600_000, names: NAMES };

// Typed so that a new refusal is a missing key here.
const REFUSALS = {
  "not-an-operator": "",
  "not-understood": "frobnicate",
  "people-unknown": "",
  "no-approvers": "",
  "too-few-approvers": "",
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
  "vdiff-not-running": "customer.c2c",
  "vdiff-table-gone": "commerce.corder",
  "vdiff-running": "5c1e",
  "vdiff-after-switch": "customer.c2c",
  "no-vdiff": "customer.c2c",
  "request-open": "customer.c2c",
  "execution-running": "customer.c2c",
  "nothing-to-call-off": "customer.c2c",
  "call-off-not-allowed": "customer.c2c",
  "people-unknown-too-long": "customer.c2c",
  "rules-lost": "customer.c2c",
  "serving-not-proven": "customer.c2c",
  "serving-not-urgent": "customer.c2c",
  "served-unread": "customer.c2c",
  frozen: "customer.c2c",
  "unknown-snapshot": "r-71",
  "no-thread-for-restore": "r-18",
  "nothing-to-restore": "r-18",
  "others-rules-differ": "r-18",
  "mirrors-not-writable": "r-18",
  "not-in-channel": "",
  "already-followed": "customer.c2c",
  "not-followed": "customer.c2c",
  "state-changed": "customer.c2c",
  "use-by-passed": "customer.c2c",
  "approver-lost": "customer.c2c",
  withdrawn: "customer.c2c",
  "lag-too-high": "customer.c2c",
  "workflow-missing": "customer.c2c",
  "still-copying": "customer.c2c",
  "streams-not-running": "customer.c2c",
  "stream-never-started": "customer.c2c",
  "no-reverse-workflow": "customer.c2c",
  "not-switched": "customer.c2c",
  "already-switched": "customer.c2c",
  "reads-switched": "customer.c2c",
  "reads-left": "customer.c2c",
  "tenant-stays": "customer.t42",
  "shards-go-together": "customer.c2c",
  "target-denies-writes": "customer.t42",
  "writes-denied": "customer.c2c",
  "stops-after-copy": "customer.c2c",
  "routed-to-target": "customer.c2c",
  "switch-unfinished": "customer.commerce2customer",
  "mirror-rules-left": "customer.commerce2customer",
  "snapshot-missing": "customer.c2c",
  "rules-in-use": "customer.c2c",
  "workflow-locked": "customer.c2c",
  unreachable: "customer.c2c",
  "already-adopted": "customer.c2c",
  "preflight-blocked": "customer.c2c",
  "atomic-copy-stopped": "customer.c2c",
  "throttler-unknown": "customer",
  "not-on-reverse": "customer.c2c",
  "option-needs-version": "--force",
  "switch-alive": "customer.c2c",
  "nothing-denied": "customer.c2c",
  "not-open": "",
  expired: "",
  "own-request": "",
  "not-an-approver": "",
  "already-voted": "",
  "reason-missing": "",
  "move-busy": "",
} as const satisfies Record<Refusal, string>;

describe("every refusal", () => {
  const reasons = Object.keys(REFUSALS).filter((key): key is Refusal => key in REFUSALS);

  it.each(reasons)("%s says what is wrong in whole sentences, and its example parses", (reason) => {
    const message = renderAnswer({ kind: "refused", reason, subject: REFUSALS[reason], nearest: ["customer.commerce2customer"] }, FACTS);
    expectSendable(message);
    expect(firstLine(message)).toMatch(/^[A-Z`].*[.?]$/);
    // "help" is used if there is no example, an empty piece if there is no name.
    const example = /Example: `(.*)`/.exec(words(message))?.[1] ?? "help";
    expect(parse(example)).toMatchObject({ kind: "command" });
    expect(firstLine(message)).toContain(REFUSALS[reason].split(",")[0]);
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
