import fc from "fast-check";
import { expect, it } from "vitest";
import { ALWAYS_TWO, DEFAULT_LIMITS, NOBODY, type Policy } from "../../../src/core/operation/request/policy.ts";
import { decideRequirement, formatPolicy, stricterOf } from "../../../src/core/policy/requirement.ts";

const VERBS = ["switch", "reverse", "complete", "cancel", "delete", "restore", "override"] as const;
const KEYSPACES = ["customer", "payments"] as const;
const seat = fc.subarray(["S0DBA", "S0ONCALL", "U0ANA"], { minLength: 1 });
// Numbers that the file refuses as well: the bar must not depend on who checked the file.
const rule = fc.record({ people: fc.integer({ min: -3, max: 5 }), requesterCounts: fc.boolean(), oneOf: fc.array(seat, { maxLength: 2 }) });
const policies: fc.Arbitrary<Policy> = fc.record({
  operators: fc.constant([]),
  approvers: fc.constant(["S0DBA"]),
  rule,
  rules: fc.array(fc.record({ verbs: fc.subarray([...VERBS]), keyspaces: fc.subarray([...KEYSPACES]), rule }), { maxLength: 4 }),
  owners: fc.array(fc.record({ pattern: fc.constantFrom("payments", "*.orders", "cust*"), people: seat, verbs: fc.subarray([...VERBS]) })),
  limits: fc.constant(DEFAULT_LIMITS),
});
const subjects = fc.record({
  verb: fc.constantFrom(...VERBS),
  keyspaces: fc.subarray([...KEYSPACES], { minLength: 1 }),
  tables: fc.subarray(["orders", "ledger"]),
  touched: fc.subarray([...KEYSPACES]),
});

it("no policy whatever lets fewer than two people switch, complete, restore or override", () => {
  fc.assert(
    fc.property(policies, subjects, (policy, about) => {
      const { people } = decideRequirement(policy, about).rule;
      expect(people).toBeGreaterThanOrEqual(ALWAYS_TWO.includes(about.verb) ? 2 : 1);
    }),
  );
});

it("the stricter of two requirements is never under either, in either order", () => {
  fc.assert(
    fc.property(policies, policies, subjects, (then, now, about) => {
      const [one, other] = [decideRequirement(then, about), decideRequirement(now, about)];
      const both = stricterOf(one, other);
      expect(both.rule.people).toBe(Math.max(one.rule.people, other.rule.people));
      expect(both.rule.requesterCounts).toBe(one.rule.requesterCounts && other.rule.requesterCounts);
      const keys = (from: typeof both): readonly string[] => (from.rule.oneOf ?? []).map((people) => people.toSorted().join());
      for (const key of [...keys(one), ...keys(other)]) expect(keys(both)).toContain(key);
      expect(new Set(keys(stricterOf(other, one)))).toEqual(new Set(keys(both)));
    }),
  );
});

it("of the owners of a table the last entry counts, and every table has its own", () => {
  const owners = [
    { pattern: "payments", people: ["S0PAY"], verbs: [] },
    { pattern: "payments.ledger_*", people: ["S0LEDGER"], verbs: [] },
    { pattern: "customer", people: ["S0CRM"], verbs: ["complete"] },
  ] as const;
  const seats = (tables: readonly string[], touched: readonly string[] = []) =>
    decideRequirement({ ...NOBODY, owners }, { verb: "switch", keyspaces: ["payments", "customer"], tables, touched }).rule.oneOf;
  expect(seats(["ledger_2026"])).toEqual([["S0LEDGER"]]);
  expect(seats(["ledger_2026", "card"])).toEqual([["S0LEDGER"], ["S0PAY"]]);
  // Which tables is not known: every owner of the keyspace.
  expect(seats([])).toEqual([["S0PAY"], ["S0LEDGER"]]);
});

it("a rule's own limits replace the policy's, and a window holds back only what goes forward", () => {
  const night = { days: [1, 2, 3, 4, 5], from: 1320, to: 1440, timeZone: "Europe/Berlin" };
  const one = { verbs: [], keyspaces: ["payments"], rule: NOBODY.rule, name: "at night", limits: { soakMs: 0 }, windows: [night] };
  const require = (verb: (typeof VERBS)[number], keyspace: string) =>
    decideRequirement({ ...NOBODY, rules: [one] }, { verb, keyspaces: [keyspace], tables: [], touched: [] });
  expect(require("switch", "payments")).toMatchObject({ limits: { soakMs: 0, maxLagSeconds: 30 }, windows: [night], spoke: ["at night"] });
  expect(require("switch", "customer")).toMatchObject({ limits: { soakMs: 300_000 }, windows: [], spoke: [] });
  expect(require("complete", "payments").windows).toEqual([night]);
  for (const verb of ["reverse", "cancel", "restore", "override"] as const) expect(require(verb, "payments").windows).toEqual([]);
});

it("the canonical form of a policy ignores the order of keys, not that of rules", () => {
  expect(formatPolicy({ b: [1, 2], a: undefined, c: "x" })).toBe(formatPolicy({ c: "x", b: [1, 2] }));
  expect(formatPolicy({ rules: [1, 2] })).not.toBe(formatPolicy({ rules: [2, 1] }));
});
