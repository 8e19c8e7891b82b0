import fc from "fast-check";
import { expect, it } from "vitest";
import { findNearestNames } from "../../../src/core/command/nearest-names.ts";

const KEYSPACES = ["commerce", "customer", "customer2", "inventory", "orders"];

it.each([
  ["custmer", ["customer", "customer2"]],
  ["COMMERCE", ["commerce"]],
  ["comerce", ["commerce"]],
  ["order", ["orders"]],
  ["cust", ["customer", "customer2"]],
  ["nivetnory", ["inventory"]],
  ["zzzzzz", []],
])("%s is close to %j", (typed, expected) => {
  expect(findNearestNames(typed, KEYSPACES)).toEqual(expected);
});

it("the same name in different case comes first", () => {
  expect(findNearestNames("CUSTOMER2", KEYSPACES)).toEqual(["customer2", "customer"]);
});

it("there are at most three suggestions, all of them known names", () => {
  fc.assert(
    fc.property(fc.string(), fc.array(fc.string()), (typed, known) => {
      const nearest = findNearestNames(typed, known);
      expect(nearest.length).toBeLessThanOrEqual(3);
      expect(nearest.every((one) => known.includes(one))).toBe(true);
    }),
  );
});
