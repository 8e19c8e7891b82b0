import { readdirSync, readFileSync } from "node:fs";

/** One recorded call to an old cluster: a command with its events, or a typed call. */
export interface LegacyRecording {
  readonly seq: number;
  readonly version: OldVersion;
  readonly scenario: string;
  readonly cmd: string;
  readonly method: string;
  readonly deadline_ms: number;
  readonly request: { readonly args?: readonly string[]; readonly [key: string]: unknown };
  readonly request_base64: string;
  readonly status: { readonly code: number; readonly details: string };
  readonly responses?: readonly { readonly response: { readonly event?: RecordedEvent } }[];
  readonly response_base64?: string;
}

export interface RecordedEvent {
  readonly level?: string;
  readonly value?: string;
}

export type OldVersion = "v12.0.6" | "v14.0.5";
export const OLD_VERSIONS: readonly OldVersion[] = ["v12.0.6", "v14.0.5"];

export function majorOf(version: OldVersion): number {
  return version === "v12.0.6" ? 12 : 14;
}

/** Every recorded call of both old clusters, in order of scenario and time. */
export function legacyRecordings(): readonly LegacyRecording[] {
  return OLD_VERSIONS.flatMap((version) => {
    const folder = new URL(`../../recordings/${version}/`, import.meta.url);
    const files = readdirSync(folder)
      .filter((name) => name.endsWith(".jsonl"))
      .toSorted();
    const lines = files.flatMap((name) => readFileSync(new URL(name, folder), "utf8").trimEnd().split("\n"));
    return lines.map((line): LegacyRecording => JSON.parse(line));
  });
}

export function isCommand({ method }: LegacyRecording): boolean {
  return method.endsWith("/ExecuteVtctlCommand");
}

export function nameOf({ version, scenario, seq, method, request }: LegacyRecording): string {
  const what = request.args?.map((word) => (word.length > 60 ? `${word.slice(0, 60)}…` : word)).join(" ");
  return `${version}/${scenario}/${String(seq).padStart(3, "0")} ${what ?? method.slice(method.lastIndexOf("/") + 1)}`;
}

/** What the command printed, by its CONSOLE events. */
export function printed({ responses = [] }: LegacyRecording): string {
  return responses
    .flatMap(({ response }) => response.event ?? [])
    .filter(({ level }) => level === "CONSOLE")
    .map(({ value = "" }) => value)
    .join("");
}
