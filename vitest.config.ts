import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    pool: "forks",
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // What is waited for comes within moments; a busy machine may take its time all the same.
    expect: { poll: { timeout: 10_000, interval: 20 } },
    reporters: ["default", ["json", { outputFile: ".reports/vitest.json" }]],
  },
});
