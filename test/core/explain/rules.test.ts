import { describe, expect, it } from "vitest";
import { AREAS, ERROR_RULES } from "../../../src/core/explain/book.ts";
import { explain } from "../../../src/core/explain/explain.ts";
import { redact } from "../../../src/core/explain/redact/redact.ts";
import { KINDS, TEXTS } from "./rule-texts.ts";
import { count } from "../../counts.ts";

describe("every rule", () => {
  it.each(TEXTS)("%s ← %s", (rule, text) => {
    expect(explain(text, "refused").rule).toBe(rule);
  });

  it("is found by its text or by its kind, and has a unique name", () => {
    const ids = ERROR_RULES.map(({ id }) => id);
    const byKind: readonly string[] = KINDS;
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !TEXTS.some(([rule]) => rule === id) && !byKind.includes(id))).toEqual([]);
    count("error rules", new Map(Object.entries(AREAS).map(([area, rules]) => [area, rules.length])));
    count("texts that meet an error rule", TEXTS.length);
    expect(ERROR_RULES.length).toBeGreaterThan(240);
  });

  it("is still found after the adapters have removed the row values", () => {
    for (const [rule, text] of TEXTS) expect(explain(redact(redact(text)), "refused").rule).toBe(rule);
  });

  it("says what it means, what is left behind, and what to do, in whole sentences, for every version and verb", () => {
    for (const { id, variants = [], ...base } of ERROR_RULES) {
      for (const { meaning, stateLeft, next } of [base, ...variants.map((one) => ({ ...base, ...one }))]) {
        for (const sentence of [meaning, stateLeft, next]) expect(`${id}: ${sentence}`).toMatch(/: (?:[A-Z]|vtctld |vtgates ).*\.$/);
        expect(next, id).not.toMatch(/[{}]/);
      }
    }
  });

  it("never promises that nothing changed where Vitess may have left something behind", () => {
    const leaves = ["cancel-failed", "cancel-not-locked", "after-the-journal", "locks-lost", "lease-lost", "create-left-pieces"];
    const reads = ["reverse-permissions", "no-tablet-to-stream-from", "stop-writes-failed", "catch-up", "catch-up-stopped", "sequences"];
    for (const { id, stateLeft } of ERROR_RULES.filter((rule) => [...leaves, ...reads].includes(rule.id))) {
      expect(`${id}: ${stateLeft}`).not.toMatch(/Nothing was changed/);
    }
    for (const { id, stateLeft } of ERROR_RULES.filter((rule) => reads.includes(rule.id)))
      expect(`${id}: ${stateLeft}`).toMatch(/[Rr]eads/);
  });
});

describe("whether a retry is safe", () => {
  it("after the journal the same switch is safe", () => {
    for (const [, text] of TEXTS.filter(([rule]) => rule === "after-the-journal")) {
      const explanation = explain(text, "refused", { verb: "switch", major: 23 });
      expect(explanation).toMatchObject({ retry: "yes", step: { kind: "again" } });
      expect(explanation.next).toMatch(/^Run the same switch again/);
    }
  });

  it("is unknown without a reading where Vitess may have left writes denied", () => {
    for (const rule of ["cancel-failed", "cancel-not-locked", "locks-lost", "catch-up-stopped", "lease-lost", "already-in-denylist"]) {
      expect(ERROR_RULES.find(({ id }) => id === rule)?.retry, rule).toBe("after-looking");
    }
  });

  it("is safe a minute after a held lock; not after a create that waited for the lock, whose streams may exist", () => {
    const text = "failed to lock the customer/c2c workflow: deadline exceeded: /vitess/global/internal/named_locks/customer/c2c/locks";
    expect(explain(text, "busy", { verb: "switch" })).toMatchObject({
      retry: "yes",
      stateLeft: "Nothing was changed.",
      step: { kind: "wait", seconds: 60 },
    });
    expect(explain(text, "busy", { verb: "create" })).toMatchObject({ retry: "no", step: { kind: "command", line: "diagnose {move}" } });
    expect(explain(text, "busy").stateLeft).toMatch(/a create may have made its streams already/);
  });
});

describe("an error without words from Vitess", () => {
  it.each(KINDS)("is explained by its kind: %s", (kind) => {
    expect(explain("", kind).rule).toBe(kind);
  });

  it("shows none of the words that the adapter made up for a lost text", () => {
    expect(explain("Vitess gave a reason that could not be read", "unreadable")).toMatchObject({ rule: "unreadable", text: "" });
  });
});

describe("what depends on the version", () => {
  it.each(["Cancelled on client", "Call cancelled"])("a switch whose client disconnected leaves writes denied before 15: %s", (text) => {
    expect(explain(text, "unexpected", { verb: "switch", major: 12 }).stateLeft).toMatch(
      /leaves writes denied at the source, and that does not heal/,
    );
    expect(explain(text, "unexpected", { verb: "switch", major: 14 }).stateLeft).toMatch(/leaves writes denied at the source/);
    expect(explain(text, "unexpected", { verb: "switch", major: 23 }).stateLeft).toMatch(/undoes a switch of writes by itself/);
    expect(explain(text, "unexpected", { verb: "switch", major: 18 }).stateLeft).toBe(
      "Reads may be switched, and the source may deny writes.",
    );
    expect(explain(text, "unexpected", { verb: "switch" }).stateLeft).toBe("Reads may be switched, and the source may deny writes.");
  });

  it.each(["unreachable", "timed-out", "interrupted"] as const)("so does a call that ended %s", (kind) => {
    expect(explain("", kind, { verb: "switch", major: 14 }).stateLeft).toMatch(/leaves writes denied/);
    expect(explain("", kind, { verb: "switch", major: 24 })).toMatchObject({ retry: "after-looking", step: { line: "diagnose {move}" } });
  });

  it("a reading that timed out changed nothing and may be repeated; a create may have made its workflow", () => {
    expect(explain("", "timed-out", { verb: "status", looked: true })).toMatchObject({ retry: "yes", stateLeft: "Nothing was changed." });
    expect(explain("", "timed-out", { verb: "create", major: 21 })).toMatchObject({
      retry: "no",
      stateLeft: expect.stringContaining("may be there"),
    });
    expect(explain("", "timed-out").stateLeft).toMatch(/may still be under way/);
  });

  it("a start or stop that was cut off may be repeated; a VDiff is looked up first", () => {
    for (const verb of ["start", "stop", "update", "mirror"])
      expect(explain("", "unreachable", { verb }), verb).toMatchObject({ retry: "yes", step: { kind: "again" } });
    expect(explain("", "timed-out", { verb: "vdiff-create" })).toMatchObject({ retry: "no", step: { line: "vdiff show {move} all" } });
  });

  it("an undo that fails by itself is mentioned for the releases that had that fault", () => {
    const text =
      "failed to sync up replication between the source and target: rpc error: code = DeadlineExceeded desc = context deadline exceeded";
    expect(explain(text, "refused", { verb: "switch", major: 19 }).stateLeft).toMatch(/before 19\.0\.10, 20\.0\.8 and 21\.0\.5 can fail/);
    expect(explain(text, "refused", { verb: "switch", major: 23 }).stateLeft).toBe(
      "Vitess unblocks writes by itself; reads may stay switched.",
    );
    expect(explain(text, "refused", { verb: "reverse", major: 12 }).stateLeft).toMatch(/record may be gone/);
  });

  it("a workflow in error right after a switch recovers by itself on 24", () => {
    const text = "cannot switch traffic for workflow wf_reverse at this time: workflow has errors";
    expect(explain(text, "refused", { verb: "reverse", major: 24 })).toMatchObject({ retry: "yes", step: { kind: "wait", seconds: 60 } });
    expect(explain(text, "refused", { verb: "reverse", major: 23 })).toMatchObject({ retry: "no" });
  });

  it("before 18, a failed reverse may have deleted the record of a missing workflow", () => {
    expect(explain("workflow customer.wf does not exist", "not-found", { major: 12 }).stateLeft).toMatch(/traffic stays at the target/);
    expect(explain("workflow customer.wf does not exist", "not-found", { major: 23 }).stateLeft).toBe("Nothing was changed.");
  });

  it("a wait that timed out at vtctld is the catch-up in a switch, and unknown elsewhere", () => {
    expect(explain("context deadline exceeded", "refused", { verb: "switch", major: 12 }).meaning).toMatch(/could not catch up/);
    expect(explain("context deadline exceeded", "refused", { verb: "vdiff-create" }).meaning).toMatch(/A wait inside vtctld/);
  });
});

describe("a person who only read something", () => {
  it("is told that nothing changed, whatever failed; so is a switch request that only made a dry run", () => {
    for (const [, text] of TEXTS) {
      const explanation = explain(text, "refused", { verb: "switch", major: 12, looked: true });
      expect(explanation.stateLeft).toBe("Nothing was changed.");
      expect(explanation.retry).not.toBe("after-looking");
    }
    expect(explain("", "unreachable", { verb: "switch", major: 12, looked: true }).stateLeft).toBe("Nothing was changed.");
    expect(explain("the moon is full", "refused", { looked: true }).stateLeft).toBe("Nothing was changed.");
  });
});

describe("a text that no rule knows", () => {
  it("is shown as it is, and says that it is unknown", () => {
    const explanation = explain("the flux capacitor is empty", "refused");
    expect(explanation).not.toHaveProperty("rule");
    expect(explanation.text).toBe("the flux capacitor is empty");
    expect(explanation.meaning).toMatch(/does not know yet/);
    expect(explanation.retry).toBe("after-looking");
  });

  it("is still shown without row values", () => {
    expect(explain("something new during query: insert into people values ('ana@example.com')", "refused").text).toBe(
      "something new during query: …",
    );
  });
});
