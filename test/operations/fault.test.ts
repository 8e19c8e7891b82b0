import { expect, test } from "vitest";
import { attempt, Fault, ignoreFault } from "../../src/operations/fault.ts";

const away = new Fault("unreachable", "No address answers");
const fails = (error: Error) => () => Promise.reject(error);

test("a Fault becomes a value, and a result stays itself", async () => {
  expect(await attempt(fails(away))).toBe(away);
  expect(await attempt(() => Promise.resolve(7))).toBe(7);
  expect(await ignoreFault(fails(away))).toBeUndefined();
  expect(await ignoreFault(() => Promise.resolve(7))).toBe(7);
});

test("if kinds are named, a Fault of another kind is rethrown", async () => {
  expect(await attempt(fails(away), "timed-out", "unreachable")).toBe(away);
  await expect(attempt(fails(away), "timed-out")).rejects.toBe(away);
  await expect(ignoreFault(fails(away), "timed-out")).rejects.toBe(away);
});

test("a bug never becomes a value", async () => {
  const defect = new TypeError("x is not a function");
  await expect(attempt(fails(defect))).rejects.toBe(defect);
  await expect(ignoreFault(fails(defect), "unexpected")).rejects.toBe(defect);
});
