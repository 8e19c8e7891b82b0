import type { Reporter, TestModule } from "vitest/node";
import { FAULT_ROWS, toTestPath } from "./faults/rows.ts";

/** Prints the table of faults when all tests are over: of each row how many tests were tried, and how many failed. */
export function faultTable(): Reporter {
  return {
    onTestRunEnd(modules) {
      const lines = FAULT_ROWS.flatMap(({ row, fault, files }) => {
        const paths = files.map((file) => `/test/${toTestPath(file)}`);
        const mine = modules.filter(({ moduleId }) => paths.some((path) => moduleId.endsWith(path)));
        return mine.length === 0 ? [] : [formatRow(row, fault, mine)];
      });
      if (lines.length > 0) process.stdout.write(`\nFaults (test/faults/README.md)\n row  tried  failed\n${lines.join("\n")}\n`);
    },
  };
}

function formatRow(row: number, fault: string, modules: readonly TestModule[]): string {
  const states = modules.flatMap(({ children }) => [...children.allTests()].map((test) => test.result().state));
  const tried = states.filter((state) => state === "passed" || state === "failed").length;
  // A file that cannot be loaded, or whose preparation failed, tried nothing: that is a failure as well.
  const broken = modules.filter(
    (one) => one.state() === "failed" && ![...one.children.allTests()].some((test) => test.result().state === "failed"),
  );
  const failed = states.filter((state) => state === "failed").length + broken.length;
  return [row, tried, failed].map((number, place) => String(number).padStart([4, 7, 8][place] ?? 0)).join("") + `  ${fault}`;
}
