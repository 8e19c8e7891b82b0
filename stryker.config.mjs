// Mutates the files that decide (`npm run mutate`, on demand: it takes long). No TypeScript checker: it does not know TypeScript 7.
export default {
  testRunner: "vitest",
  plugins: ["@stryker-mutator/vitest-runner"],
  vitest: { configFile: "vitest.mutation.config.ts" },
  mutate: [
    "src/core/operation/execution/transitions.ts",
    "src/core/operation/execution/next.ts",
    "src/core/operation/outcome/gates.ts",
    "src/core/operation/outcome/verdict.ts",
    "src/core/announce/votes.ts",
    "src/core/situation/situation.ts",
    "src/core/explain/redact.ts",
  ],
  coverageAnalysis: "perTest",
  reporters: ["clear-text", "json"],
  jsonReporter: { fileName: ".reports/mutation.json" },
  tempDirName: ".reports/stryker",
  // Stryker would rewrite the real one by TypeScript's old API, which version 7 does not have.
  tsconfigFile: "tsconfig.none.json",
  concurrency: 2,
};
