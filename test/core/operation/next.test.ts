import { expect, test } from "vitest";
import { decideNext } from "../../../src/core/operation/execution/next.ts";
import { UNSHARDED } from "../moments.ts";
import { approved, AT, at, calling, seenOf, TIMING } from "./given.ts";

test("after a call that did not leave in time Vitess is looked at a moment later: what held it up may hold up the next one too", () => {
  const recorded = calling(approved(), seenOf(UNSHARDED.copied));
  const { execution, effect } = decideNext(recorded, { kind: "not-sent" }, at(AT + 5_000));
  expect(execution.state.kind).toBe("ready");
  expect(effect).toEqual({ kind: "look", afterMs: TIMING.rereadMs });
});
