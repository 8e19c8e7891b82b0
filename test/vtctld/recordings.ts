import { readdirSync, readFileSync } from "node:fs";

/** One recorded call, reduced to what these tests use; `request` and `response` are decoded JSON. */
export interface Recording {
  readonly seq: number;
  readonly scenario: string;
  readonly cmd: string;
  readonly method: string;
  readonly request: JsonObject;
  readonly request_wire_fields: readonly string[];
  readonly request_base64: string;
  readonly status: { readonly code: number; readonly details: string };
  readonly details_note?: string;
  readonly response?: JsonObject;
  readonly response_base64?: string;
  readonly derived?: JsonObject;
}

type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

const FOLDER = new URL("../recordings/v23.0.3/", import.meta.url);

/** Every recorded call of the typed service, in order of scenario and time. */
export function recordings(): readonly Recording[] {
  const files = readdirSync(FOLDER)
    .filter((name) => name.endsWith(".jsonl"))
    .toSorted();
  const lines = files.flatMap((name) => readFileSync(new URL(name, FOLDER), "utf8").trimEnd().split("\n"));
  return lines
    .map((line): Recording => JSON.parse(line))
    .filter(({ method }) => method.startsWith("/vtctlservice.Vtctld/"))
    .map((recording) => ({ ...recording, method: recording.method.slice("/vtctlservice.Vtctld/".length) }));
}

/** The location of a recording, for messages: `cancel/003 GetWorkflows`. */
export function nameOf({ scenario, seq, method }: Recording): string {
  return `${scenario}/${String(seq).padStart(3, "0")} ${method}`;
}
