import { readFileSync } from "node:fs";
import { z } from "zod";

const event = z.object({ level: z.string().default("INFO"), file: z.string().default(""), value: z.string().default("") });

const recordedCall = z.object({
  seq: z.number(),
  method: z.string().transform((path) => path.split("/").at(-1) ?? path),
  started_at: z.string().transform((text) => Date.parse(text)),
  duration_ms: z.number(),
  request: z.record(z.string(), z.unknown()),
  request_base64: z.string(),
  response_base64: z.string().nullish(),
  responses: z.array(z.object({ response: z.object({ event }) })).default([]),
  status: z.object({ code: z.number(), details: z.string() }),
});

/** One call as a real 12.0.6 or 14.0.5 answered it: a typed call, or a command with its events. */
export type RecordedLegacyCall = z.infer<typeof recordedCall>;

/** The calls of a scenario, in order. */
export function readLegacyRecording(version: string, scenario: string): RecordedLegacyCall[] {
  const file = new URL(`../../../../recordings/${version}/${scenario}.jsonl`, import.meta.url);
  const lines = readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "");
  return lines.map((line) => recordedCall.parse(JSON.parse(line)));
}

/** The words of a command's line. */
export function argumentsOf(call: RecordedLegacyCall): string[] {
  const { args } = call.request;
  return Array.isArray(args) ? args.map(String) : [];
}
