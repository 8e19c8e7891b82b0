import { expect, test } from "vitest";
import { decideNext } from "../../../src/core/operation/execution/next.ts";
import { UNSHARDED } from "../moments.ts";
import { approved, AT, at, calling, seenOf, TIMING } from "./given.ts";

test("after a call that was too late to send, Vitess is looked at after a pause, since the same delay may hit the next call", () => {
  const recorded = calling(approved(), seenOf(UNSHARDED.copied));
  const { execution, effect } = decideNext(recorded, { kind: "not-sent" }, at(AT + 5_000));
  expect(execution.state.kind).toBe("ready");
  expect(effect).toEqual({ kind: "look", afterMs: TIMING.rereadMs });
});
