import { afterAll, beforeAll } from "vitest";
import type { PracticeHarness } from "../../deploy/demo/harness.ts";
import { openAt } from "./at-version.ts";

/** One process against a vtctld of this release for all tests of a group. Call it at the top of the group. */
export function harnessOf(version: number): () => PracticeHarness {
  let harness: PracticeHarness | undefined;
  beforeAll(async () => {
    harness = await openAt(version);
  });
  afterAll(() => harness?.close());
  return () => {
    if (harness === undefined) throw new Error("only inside a test");
    return harness;
  };
}
