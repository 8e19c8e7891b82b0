import fc from "fast-check";
import { readFileSync } from "node:fs";
import { status } from "@grpc/grpc-js";
import { describe, expect, it } from "vitest";
import { redact } from "../../../../src/core/explain/redact/redact.ts";
import { VITESS_WORDS } from "../../../../src/core/explain/redact/words.ts";
import { explain } from "../../../../src/core/explain/explain.ts";
import { toCallFault } from "../../../../src/vtctld/channel/faults.ts";
import { TEXTS } from "../rule-texts.ts";

interface Form {
  readonly form: string;
  readonly text: string;
}

/** Texts with a planted row value: `PLANTEDROW` in `cases`, and in `numbers` one that contains 4111 or begins with 41. */
const { cases, numbers } = JSON.parse(readFileSync(new URL("forms.json", import.meta.url), "utf8")) as {
  readonly cases: readonly Form[];
  readonly numbers: readonly Form[];
};

describe("a planted row value", () => {
  it.each(cases)("is nowhere in what leaves the adapter: $form", ({ text }) => {
    const fault = toCallFault({ rpc: "VDiffShow", code: status.UNKNOWN, details: text, deadlinePassed: false });
    expect(fault.message).not.toMatch(/PLANTED|ANTEDR|Brien/i);
    expect(explain(fault.message, fault.kind).text).not.toMatch(/PLANTED|ANTEDR|Brien/i);
    expect(redact(fault.message)).toBe(fault.message);
  });

  it.each(numbers)("is nowhere as a number either: $form", ({ text }) => {
    const { message } = toCallFault({ rpc: "VDiffShow", code: status.UNKNOWN, details: text, deadlinePassed: false });
    expect(message.replace("INT64", "")).not.toMatch(/\d/);
  });

  it("of any words does not come out of a text that nobody knows, unless they are Vitess's own", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{4,12}$/), fc.constantFrom("'", '"', "`", "", "(", "{"), (word, quote) => {
        fc.pre(!VITESS_WORDS.has(word));
        expect(redact(`flurb of ${quote}${word}${quote} is gone`)).not.toMatch(new RegExp(`\\b${word}\\b`));
      }),
    );
  });

  it("is withheld in the same way a second time, whatever the text", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("'", '"', "`", "…", " ", "table ", "keyspace a"))),
        (parts) => {
          const once = redact(parts.join(""));
          expect(redact(once)).toBe(once);
        },
      ),
    );
  });
});

describe("what people need", () => {
  it.each([
    "no streams found in keyspace customer for commerce2customer",
    "table(s) not found in source keyspace commerce: nosuch,other",
    "failed to lock the customer/f1 workflow: deadline exceeded: /vitess/global/internal/named_locks/customer/f1/locks",
    "cannot switch traffic for workflow lag at this time: replication lag 16s is higher than allowed lag 5s",
    "Table 'vt_customer.product' doesn't exist (errno 1146) (sqlstate 42S02)",
    "Unknown column 'extra' in 'field list' (errno 1054) (sqlstate 42S22)",
    "Stopped at DDL alter table product add column extra VARCHAR(64), add column n INT(11)",
    'connection error: desc = "transport: Error while dialing: dial tcp 127.0.0.1:15999: connect: connection refused"',
    "Stop position MySQL56/a9cf3613-e52d-11f1-98e3-02fc00000001:1-100 already reached: MySQL56/a9cf3613-e52d-11f1-98e3-02fc00000001:1-102",
    "rpc error: code = Code(17) desc = TabletManager.ApplySchema on zone1-0000000200: The MySQL server is running with the --super-read-only option so it cannot execute this statement (errno 1290) (sqlstate HY000)",
    "Mark vreplication streams frozen on: [keyspace:customer2;shard:-80;tablet:300;workflow:w;dbname:vt_customer2]",
  ])("stays: %s", (text) => {
    expect(redact(text)).toBe(text);
  });

  it("is enough for every rule to know its text", () => {
    for (const [rule, text] of TEXTS) expect([rule, explain(redact(text), "refused").rule]).toEqual([rule, rule]);
  });
});
