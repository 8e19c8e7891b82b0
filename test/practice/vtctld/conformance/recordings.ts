import { readFileSync } from "node:fs";
import { z } from "zod";

const recordedCall = z.object({
  seq: z.number(),
  cmd: z.string(),
  method: z.string().transform((path) => path.split("/").at(-1) ?? path),
  started_at: z.string().transform((text) => Date.parse(text)),
  duration_ms: z.number(),
  request: z.record(z.string(), z.unknown()),
  request_base64: z.string(),
  response_base64: z.string().nullish(),
  status: z.object({ code: z.number(), details: z.string() }),
  details_note: z.string().optional(),
});

/** One call as a real 23.0.3 answered it. */
export type RecordedWireCall = z.infer<typeof recordedCall>;

/** The calls of a scenario, in order. */
export function readRecording(scenario: string): RecordedWireCall[] {
  const file = new URL(`../../../recordings/v23.0.3/${scenario}.jsonl`, import.meta.url);
  const lines = readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "");
  return lines.map((line) => recordedCall.parse(JSON.parse(line)));
}
