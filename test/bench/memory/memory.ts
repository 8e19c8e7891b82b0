import { setTimeout as sleep } from "node:timers/promises";
import { BUILT } from "../../../deploy/demo/role.ts";
import { openHarness } from "../../../deploy/demo/harness.ts";
import { table, type Target } from "../table.ts";
import { countMoves, createFleetCluster, type Fleet, type Followed, followFleet } from "../fleet.ts";
import { proportionalMb, residentMb } from "./resident.ts";

const SETTLE_MS = 30_000;
const LAST_MS = 10_000;
const EVERY_MS = 500;
const LIMIT_MB = 200;

const FLEET: Fleet = { pairs: 20, movesPerPair: 10, copyingPairs: 10, channelOf: () => "C0MOVES" };
const MOVES = countMoves(FLEET);

const SETUPS = [
  { name: "app and worker, a process each", oneProcess: false },
  { name: "both roles in one process, as `npm start`", oneProcess: true },
] as const;

/** Resident memory of the built program while it follows 200 moves, half of them copying. */
export async function benchMemory(print: (text: string) => void): Promise<readonly Target[]> {
  const rows = [];
  for (const setup of SETUPS) rows.push({ ...setup, ...(await measure(setup.oneProcess)) });
  const { copying, running } = rows[0]?.followed ?? { copying: 0, running: 0 };
  print(
    `\nResident memory with ${MOVES} moves followed (${copying} copying, ${running} running), mean of the last ${LAST_MS / 1000} s of ${SETTLE_MS / 1000} s`,
  );
  print(
    table([
      ["MB", "just started", "each, at the end", "together", "most in between", "shared pages once"],
      ...rows.map(({ name, start, each, most, shared }) => [
        name,
        mb(sum(start)),
        each.map(mb).join(" + "),
        mb(sum(each)),
        mb(most),
        shared,
      ]),
    ]),
  );
  return rows.map(({ name, each }) => ({
    what: `${name}: under ${LIMIT_MB} MB with ${MOVES} moves`,
    figure: `${mb(sum(each))} MB`,
    holds: sum(each) < LIMIT_MB,
  }));
}

interface Measured {
  readonly followed: Followed;
  readonly start: readonly number[];
  /** For each process, once settled. */
  readonly each: readonly number[];
  /** The highest sum of all processes. */
  readonly most: number;
  readonly shared: string;
}

async function measure(oneProcess: boolean): Promise<Measured> {
  const harness = await openHarness({ cluster: createFleetCluster(FLEET), rateLimits: false, program: BUILT, oneProcess });
  try {
    const pids = [...new Set([harness.roles.app.pid, harness.roles.worker.pid])];
    const now = (): readonly number[] => pids.map(residentMb);
    const start = now();
    const followed = await followFleet(harness, FLEET);
    const samples: (readonly number[])[] = [];
    const end = Date.now() + SETTLE_MS;
    while (Date.now() < end) {
      samples.push(now());
      await sleep(EVERY_MS);
    }
    const last = samples.slice(-LAST_MS / EVERY_MS);
    const each = pids.map((_, at) => sum(last.map((sample) => sample[at] ?? 0)) / last.length);
    const shares = pids.map(proportionalMb);
    const shared = shares.includes(undefined) ? "not known here" : mb(sum(shares.map((share) => share ?? 0)));
    return { followed, start, each, most: Math.max(...samples.map(sum)), shared };
  } finally {
    await harness.close();
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function mb(value: number): string {
  return value.toFixed(0);
}
