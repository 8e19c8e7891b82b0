import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

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
    // No file acts when it is loaded (test/architecture.test.ts), so files can share a process: loading everything anew cost a third.
    isolate: false,
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // What is waited for comes within moments; a busy machine may take its time all the same.
    expect: { poll: { timeout: 10_000, interval: 20 } },
    reporters: ["default", ["json", { outputFile: ".reports/vitest.json" }]],
  },
});
