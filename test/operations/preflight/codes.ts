import type { Answer } from "../../../src/core/command/answers.ts";

export function codes(answer: Answer): readonly string[] {
  if (answer.kind !== "preflight" && answer.kind !== "planned-create") throw new Error(JSON.stringify(answer));
  return answer.findings.map((one) => `${one.severity} ${one.code}`);
}
