import { afterAll, beforeAll } from "vitest";
import type { PracticeStage } from "../../deploy/demo/stage.ts";
import { openAt } from "./at-version.ts";

/** One process before a vtctld of this release for all tests of a group. Call it at the top of the group. */
export function stageOf(version: number): () => PracticeStage {
  let stage: PracticeStage | undefined;
  beforeAll(async () => {
    stage = await openAt(version);
  });
  afterAll(() => stage?.close());
  return () => {
    if (stage === undefined) throw new Error("only inside a test");
    return stage;
  };
}
