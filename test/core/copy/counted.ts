import { readFileSync } from "node:fs";
import { computeProgress, type Progress, takeSample } from "../../../src/core/copy/progress.ts";
import type { Sample } from "../../../src/core/copy/samples.ts";
import type { Instant, Reading, RowCount, RowCounts } from "../../../src/core/readings/readings.ts";
import type { TableName } from "../../../src/core/vitess/names.ts";
import { tableNamed } from "../../names.ts";
import { reading, stream, workflow } from "../../slack/given.ts";

export const BEGAN = Date.parse("2026-11-20T22:14:00Z");

/** A table at one moment of a copy: what there is, and what InnoDB says of it. */
export interface Counted {
  readonly table: TableName;
  readonly there: number;
  readonly here: number;
  readonly statistics: number;
  readonly live: number;
  readonly state: "waiting" | "copying" | "done";
}

type Change = (counts: RowCounts, at: Instant) => Partial<Reading>;

interface Around {
  /** What a reading holds instead. */
  readonly change?: Change;
  readonly stepMs?: number;
  /** What Vitess says at each step that it has counted. */
  readonly rowsCopied?: (step: number) => bigint;
}

/** The progress that people read at each of these moments. */
export function progressOver(
  moments: readonly (readonly Counted[])[],
  { change, stepMs = 1000, rowsCopied }: Around = {},
): readonly (Progress | undefined)[] {
  let samples: readonly Sample[] = [];
  return moments.map((tables, step): Progress | undefined => {
    const now = readingOf(tables, BEGAN + step * stepMs, change, rowsCopied?.(step));
    const sample = takeSample(now, [], samples, false);
    if (sample !== undefined) samples = [...samples, sample].slice(-MOST_LOOKED_AT);
    return computeProgress(now, [], samples);
  });
}

/** No percentage depends on older ones. */
const MOST_LOOKED_AT = 150;

export function readingOf(tables: readonly Counted[], at: Instant, change: Change = () => ({}), rowsCopied = 0n): Reading {
  const copyStates = tables
    .filter(({ state }) => state !== "done")
    .map(({ table, state }) => ({ table, lastPk: state === "copying" ? "a key" : "" }));
  const streams = [stream({ state: "Copying", tables: tables.map(({ table }) => table), copyStates, rowsCopied })];
  const count = (rows: (one: Counted) => number): readonly RowCount[] =>
    tables.map((one) => ({ table: one.table, rows: BigInt(rows(one)) }));
  const counts: RowCounts = {
    at,
    target: count(({ live }) => live),
    source: count(({ statistics }) => statistics),
    sourceAt: at,
    proofs: [],
  };
  return reading({ at, workflow: workflow({ lag: { kind: "copying" }, streams }), rowCounts: counts, ...change(counts, at) });
}

/** The share of all rows that are there, in percent, as far as a card may go. */
export function truth(tables: readonly Counted[]): number {
  const sum = (rows: (one: Counted) => number): number => tables.reduce((total, one) => total + rows(one), 0);
  return Math.min((100 * sum(({ here }) => here)) / sum(({ there }) => there), 99);
}

function lines(name: string): readonly (readonly string[])[] {
  const text = readFileSync(new URL(`../../recordings/${name}.tsv`, import.meta.url), "utf8");
  return text
    .trim()
    .split("\n")
    .filter((line) => !line.startsWith("#"))
    .slice(1)
    .map((line) => line.split("\t"));
}

export function recorded(name: string, there: number, statistics: number): Pick<Counted, "table" | "there" | "statistics"> {
  return { table: tableNamed(name), there, statistics };
}

/** Two tables, with the counter as it was recorded at each second. */
export function recordedCounters(): readonly (readonly Counted[])[] {
  return lines("live-rows").map((line): readonly Counted[] => {
    const [, liveCustomer = 0, customer = 0, liveCorder = 0, corder = 0] = line.map(Number);
    return [
      { ...recorded("corder", 600_000, 596_505), here: corder, live: liveCorder, state: customer > 0 ? "done" : "copying" },
      { ...recorded("customer", 400_000, 394_979), here: customer, live: liveCustomer, state: customer > 0 ? "copying" : "waiting" },
    ];
  });
}

/** The seconds at which {@link recordedCounters} were read. */
export function recordedSeconds(): readonly number[] {
  return lines("live-rows").map(([second]) => Number(second));
}

/** When each of the moments of {@link recordedKeys} was, and when no stream was copying any more. */
export function recordedTimes(name: "true-rows" | "true-rows-2"): { readonly times: readonly Instant[]; readonly end: Instant } {
  const times = new Map<string, Instant>();
  let end = Infinity;
  for (const [moment = "", time = "", , , , , , , , state] of lines(name)) {
    const at = times.get(moment) ?? Date.parse(`2026-11-30T${time}Z`);
    times.set(moment, at);
    if (state === "Running") end = Math.min(end, at);
  }
  return { times: [...times.values()], end };
}

/** Tables with sparse, composite, large and string keys; no counter was read beside them, so it lags as it does elsewhere. */
export function recordedKeys(name: "true-rows" | "true-rows-2"): readonly (readonly Counted[])[] {
  const moments = new Map<string, Counted[]>();
  for (const [moment = "", , , , table = "", there = "", here = "", , lastPk = ""] of lines(name)) {
    const [total, is] = [Number(there), Number(here)];
    const state = is === total && lastPk === "" ? "done" : lastPk === "" ? "waiting" : "copying";
    const one: Counted = {
      ...recorded(table, total, Math.round(total * 0.987)),
      here: is,
      live: Math.round(is * 0.98),
      state,
    };
    moments.set(moment, [...(moments.get(moment) ?? []), one]);
  }
  return [...moments.values()];
}
