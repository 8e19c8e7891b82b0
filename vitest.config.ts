import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { countsTable } from "./test/counts.ts";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** These take a minute or more. One that begins last has one core busy and the others idle. */
const LONG = [
  "stopping",
  "row-14-no-circle",
  "whole-move-legacy",
  "carry-out/killed",
  "whole-move-typed",
  "rules/versions",
  "preflight/preflight",
  "legacy/whole-move",
  "documented-lines",
  "serving.property",
].map((name) => `${name}.test.ts`);

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const found = LONG.findIndex((name) => moduleId.endsWith(name));
      return found < 0 ? LONG.length : found;
    };
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/compiled.ts"],
    setupFiles: ["test/seed.ts"],
    pool: "forks",
    // More than there are cores: much of the time a test waits for a real process.
    maxWorkers: 2 * availableParallelism(),
    // Concurrent tests start processes: more than two at a time only slow each other down.
    maxConcurrency: 2,
    sequence: { sequencer: LongFirst },
    // No file acts when it is loaded (test/architecture.test.ts), so files can share a process: loading everything anew cost a third.
    isolate: false,
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // What is waited for comes within moments; a busy machine may take its time all the same.
    expect: { poll: { timeout: 10_000, interval: 20 } },
    reporters: ["default", ["json", { outputFile: ".reports/vitest.json" }], countsTable()],
  },
});
