import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { countsTable } from "./test/counts.ts";
import { faultTable } from "./test/fault-table.ts";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** These take a minute or more. One that begins last has one core busy and the others idle. */
const LONG = [
  "soak/soak",
  "two-releases",
  "redis-alone",
  "slack-away",
  "redis-failover",
  "stopping",
  "row-05-approved-facts",
  "row-14-no-circle",
  "whole-move-legacy",
  "faults/killed-worker",
  "faults/silence",
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

/** `npm run test:faults`: deaths and stops of whole processes, and whole what the usual run draws a part of (`test/seed.ts`). */
const FAULTS = {
  include: [
    "test/faults/**/*.test.ts",
    "test/acceptance/one-truth/row-{02-traffic,05-approved-facts,07-members,14-no-circle}.test.ts",
    "test/core/operation/next.property.test.ts",
    "test/operations/rules/versions.test.ts",
    "test/operations/moves/locks-before-20.test.ts",
    "test/vtctld/legacy/whole-move.test.ts",
    "test/operations/watch/serving.property.test.ts",
    "test/{core,slack,command,config}/**/{advice.property,turns.property,anything,any-text}.test.ts",
    "test/versions/**/*.test.ts",
  ],
  env: { DRAW: "all" },
};
const USUAL = { include: ["test/**/*.test.ts"], exclude: ["test/faults/**"] };

export default defineConfig(({ mode }) => ({
  test: {
    ...(mode === "faults" ? FAULTS : USUAL),
    globalSetup: ["test/compiled.ts"],
    setupFiles: ["test/seed.ts"],
    pool: "forks",
    // More than there are cores: much of the time a test waits for a real process.
    maxWorkers: 2 * availableParallelism(),
    // They allocate much that lives for a moment; with the usual 16 MB a twentieth of the time went to collecting it.
    execArgv: ["--max-semi-space-size=64"],
    // Concurrent tests start processes: more than two at a time only slow each other down.
    maxConcurrency: 2,
    sequence: { sequencer: LongFirst },
    // No file acts when it is loaded (test/architecture.test.ts), so files can share a process: loading everything anew cost a third.
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // What is waited for comes within moments; a busy machine may take its time all the same.
    expect: { poll: { timeout: 30_000, interval: 20 } },
    reporters: [
      mode === "faults" ? "verbose" : "default",
      ["json", { outputFile: `.reports/${mode === "faults" ? "faults" : "vitest"}.json` }],
      countsTable(),
      faultTable(),
    ],
  },
}));
