import type { Operation } from "./linearizable.ts";
import type { Act, Answer } from "./request-machine.ts";

/** What struck the installation, and when; of a list of processes the one at `place`. */
export interface Struck {
  readonly at: number;
  readonly fault: string;
}

/** One request of a round: who asked for it, and how many must approve. */
export interface Asked {
  readonly move: string;
  readonly askedBy: string;
  readonly needed: number;
}

/** One line of a history. `at` is in milliseconds since the round began, by one clock. */
export type Line =
  | { readonly op: number; readonly request: number; readonly at: number; readonly is: "invoke"; readonly act: Act }
  | { readonly op: number; readonly request: number; readonly at: number; readonly is: "ok"; readonly answer: Answer }
  | { readonly op: number; readonly request: number; readonly at: number; readonly is: "unknown" }
  /** Nothing happened, and nothing will: the program said so. */
  | { readonly op: number; readonly request: number; readonly at: number; readonly is: "nothing" };

/** Everything that happened to a round of requests. */
export interface Round {
  readonly topology: string;
  readonly seed: number;
  readonly round: number;
  readonly requests: readonly Asked[];
  readonly struck: readonly Struck[];
  readonly lines: readonly Line[];
}

/** Notes what people do, as it happens. */
export interface Recorder {
  /** Begins an operation, and returns how to end it. */
  begin(request: number, act: Act, from?: number): { ok(answer: Answer, at?: number): void; unknown(): void; nothing(): void };
  strike(fault: string): void;
  readonly lines: readonly Line[];
  readonly struck: readonly Struck[];
}

/** `now`: milliseconds since the round began. */
export function createRecorder(now: () => number): Recorder {
  const lines: Line[] = [];
  const struck: Struck[] = [];
  let next = 0;
  return {
    lines,
    struck,
    begin(request, act, from = now()) {
      const of = { op: next, request };
      next += 1;
      lines.push({ ...of, at: from, is: "invoke", act });
      return {
        ok: (answer, at = now()) => void lines.push({ ...of, at, is: "ok", answer }),
        unknown: () => void lines.push({ ...of, at: now(), is: "unknown" }),
        nothing: () => void lines.push({ ...of, at: now(), is: "nothing" }),
      };
    },
    strike: (fault) => void struck.push({ at: now(), fault }),
  };
}

const FORMAT = "tandem-history/1";

/** A round as JSON lines: `docs/histories.md` describes them. */
export function formatRound({ lines, ...rest }: Round): string {
  return [{ format: FORMAT, ...rest }, ...lines, { end: lines.length }].map((line) => `${JSON.stringify(line)}\n`).join("");
}

/** Reads what {@link formatRound} wrote; undefined for a file that was cut off. */
export function parseRound(text: string): Round | undefined {
  const [head, ...lines] = text
    .split("\n")
    .filter((line) => line !== "")
    .map((line): unknown => JSON.parse(line));
  const end = lines.pop();
  if (!hasFormat(head) || typeof end !== "object" || end === null || !("end" in end) || end.end !== lines.length) return undefined;
  const { topology, seed, round, requests, struck } = head;
  return { topology, seed, round, requests, struck, lines: lines as Line[] };
}

function hasFormat(head: unknown): head is Omit<Round, "lines"> {
  return typeof head === "object" && head !== null && "format" in head && head.format === FORMAT;
}

/** The operations of one request. One that nobody ended, or that certainly did nothing, is left out or open. */
export function listOperations({ lines }: Pick<Round, "lines">, request: number): readonly Operation<Act, Answer>[] {
  const mine = lines.filter((line) => line.request === request);
  return mine.flatMap((line): readonly Operation<Act, Answer>[] => {
    if (line.is !== "invoke") return [];
    const end = mine.find((other) => other.op === line.op && other.is !== "invoke");
    const begun = { act: line.act, from: line.at };
    if (end?.is === "nothing") return [];
    return [end?.is === "ok" ? { ...begun, answer: end.answer, to: end.at } : { ...begun, to: Infinity }];
  });
}
