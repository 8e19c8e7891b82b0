import { afterAll, beforeAll } from "vitest";
import type { Harness } from "../acceptance/harness.ts";
import { openAt } from "./at-version.ts";

/** The app against a vtctld of this release for all tests of a group. Call it at the top of the group. */
export function harnessOf(version: number): () => Harness {
  let harness: Harness | undefined;
  beforeAll(async () => {
    harness = await openAt(version);
  });
  afterAll(() => harness?.close());
  return () => {
    if (harness === undefined) throw new Error("only inside a test");
    return harness;
  };
}
