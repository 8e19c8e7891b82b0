import fc from "fast-check";
import { expect, test } from "vitest";
import { findMatching, type Offered, toSearchable, suggestNames } from "../../../src/slack/forms/suggestions.ts";

const NOW = Date.parse("2026-11-20T22:09:00Z");
const MINUTE = 60_000;

function shown(offered: Offered): readonly string[] {
  const options = "options" in offered ? offered.options : offered.option_groups.flatMap((group) => group.options);
  return options.map(({ text }) => text.text);
}

function values(offered: Offered): readonly (string | undefined)[] {
  const options = "options" in offered ? offered.options : offered.option_groups.flatMap((group) => group.options);
  return options.map(({ value }) => value);
}

test("prefix matches come before other matches, each in their order, in any case", () => {
  const names = toSearchable(["archive_Customer", "corder", "customer_a", "Customer_b", "old_customer"]);
  expect(findMatching(names, "customer", 100)).toEqual(["customer_a", "Customer_b", "archive_Customer", "old_customer"]);
  expect(findMatching(names, "CUSTOMER", 2)).toEqual(["customer_a", "Customer_b"]);
  expect(findMatching(names, "", 100)).toEqual(names.names);
});

test("offers at most 100 names, prefix matches first", () => {
  const names = toSearchable([
    ...Array.from({ length: 500 }, (_, index) => `x_table${index}`),
    ...Array.from({ length: 70 }, (_, index) => `table${index}`),
  ]);
  const offered = shown(suggestNames("table", names, NOW));
  expect(offered).toHaveLength(100);
  expect(offered.at(-1)).toBe("table — as typed");
  expect(offered.filter((name) => name.startsWith("table"))).toHaveLength(71);
});

test("offers what was typed unless it is a name already", () => {
  const names = toSearchable(["customer"], NOW);
  expect(shown(suggestNames("custom", names, NOW))).toEqual(["customer", "custom — as typed"]);
  expect(shown(suggestNames("customer", names, NOW))).toEqual(["customer"]);
  expect(shown(suggestNames("Customer", names, NOW))).toEqual(["customer", "Customer — as typed"]);
  expect(shown(suggestNames("  ", names, NOW))).toEqual(["customer"]);
  expect(shown(suggestNames("new_one", undefined, NOW))).toEqual(["new_one — as typed"]);
});

test("names read from Vitess more than ten minutes ago say when", () => {
  const names = toSearchable(["customer"], NOW - 11 * MINUTE);
  expect(suggestNames("", names, NOW)).toMatchObject({
    option_groups: [{ label: { text: "Read 11 min ago" }, options: [{ value: "customer" }] }],
  });
  expect(suggestNames("", toSearchable(["customer"], NOW - 9 * MINUTE), NOW)).toMatchObject({ options: [{ value: "customer" }] });
  // Slack would refuse an empty group.
  expect(suggestNames("x", names, NOW)).toEqual({ options: [{ text: { type: "plain_text", text: "x — as typed" }, value: "x" }] });
});

test("Slack accepts the answer, whatever the names and whatever is typed", () => {
  const name = fc.string({ unit: "grapheme", minLength: 1, maxLength: 250 });
  fc.assert(
    fc.property(
      fc.array(name, { maxLength: 150 }),
      fc.string({ unit: "grapheme", maxLength: 200 }),
      fc.integer({ min: 0, max: 60 }),
      (names, typed, minutes) => {
        const offered = suggestNames(typed, toSearchable(names, NOW - minutes * MINUTE), NOW);
        expect(shown(offered).length).toBeLessThanOrEqual(100);
        expect(shown(offered).every((text) => text.length >= 1 && text.length <= 75)).toBe(true);
        expect(values(offered).every((value) => value !== undefined && value.length >= 1 && value.length <= 150)).toBe(true);
        const groups = "option_groups" in offered ? offered.option_groups : [];
        expect(groups.every(({ label, options }) => label.text.length <= 75 && options.length > 0)).toBe(true);
      },
    ),
  );
});
