// Mutates the files that decide, for `npm run mutate`. No TypeScript checker: it does not know TypeScript 7.
const STATES = ["transitions", "next", "before-call", "while-calling", "after-step", "goal", "call-off"];
const SITUATION = [
  ...["situation", "alarm", "phase", "next-step", "waiting"],
  ...["vdiff-standing", "stream-trouble", "outside-changes", "made-anew"],
];

export default {
  testRunner: "bundled",
  plugins: ["./test/mutation/runner.mjs"],
  mutate: [
    ...STATES.map((name) => `src/core/operation/execution/${name}.ts`),
    "src/core/operation/request/approval.ts",
    "src/core/operation/outcome/gates.ts",
    "src/core/operation/outcome/verdict.ts",
    "src/core/announce/votes.ts",
    ...SITUATION.map((name) => `src/core/situation/${name}.ts`),
    "src/core/explain/redact/{places,redact,structure,values}.ts",
  ],
  coverageAnalysis: "perTest",
  reporters: ["progress-append-only", "json"],
  jsonReporter: { fileName: ".reports/mutation.json" },
  tempDirName: ".reports/stryker",
  // Stryker would rewrite the real one by TypeScript's old API, which version 7 does not have.
  tsconfigFile: "tsconfig.none.json",
  warnings: { slow: false },
  concurrency: 2,
};
