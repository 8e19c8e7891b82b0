import { expect, test } from "vitest";
import { numbersFrom, OUTSIDE, TABLES } from "./histories.ts";
import { isServed } from "./applications.ts";
import { OWN } from "./own-steps.ts";
import { go, situationOf, waysIn } from "./presses.ts";
import { followed } from "../moves.ts";
import { harnessesWithRunningMove } from "../running-move.ts";
import type { Harness } from "../harness.ts";
import { count } from "../../counts.ts";
import { countRuns } from "../../seed.ts";

const withHarness = harnessesWithRunningMove();
const SEED = Number(process.env["SEED"] ?? 9);
const RUNS = countRuns(18);
const MOST_PRESSES = 5;
const HAPPENINGS = [...OUTSIDE, ...OWN];

const counts = { moves: 0, walks: 0, happenings: 0, outages: 0, lost: 0, presses: 0, locks: 0 };

/** Presses what Tandem offers until applications can write and the move is whole; returns what was tried if that leads nowhere. */
async function leave(harness: Harness, round: number): Promise<string | undefined> {
  const { cluster, state } = harness.simulator;
  const tried: string[] = [];
  const isLost = (): boolean =>
    state.streams("customer", "commerce2customer").length === 0 && state.streams("commerce", "commerce2customer_reverse").length > 0;
  const served = (): boolean => isServed(harness.simulator, TABLES) && !isLost();
  if (isLost()) counts.lost += 1;
  for (let press = 0; press < MOST_PRESSES && !served(); press += 1) {
    const seen = await situationOf(harness);
    const ways = waysIn(seen);
    let ended = "nothing is offered";
    for (const [place, way] of ways.entries()) {
      counts.presses += 1;
      ended = await go(harness, way, `w${round}-${press}-${place}`);
      tried.push(`${seen.next.kind}: ${way} → ${ended}`);
      if (served() || /succeeded|started/.test(ended)) break;
    }
    if (ways.length === 0) tried.push(`${JSON.stringify(seen.next)}: ${ended}`);
    if (served()) return undefined;
    // What a dead vtctld left expires by itself, or is removed with etcdctl, as Tandem says.
    if (cluster.locks.held.size > 0) counts.locks += 1;
    for (const keyspace of ["commerce", "customer"])
      for (const name of ["commerce2customer", "commerce2customer_reverse"]) state.removeWorkflowLock(keyspace, name);
  }
  return served() ? undefined : tried.join("; ");
}

/** Walks until the walks are done or the move is over; returns the dead end, if it reaches one. */
async function walk(harness: Harness, below: (bound: number) => number): Promise<string | undefined> {
  const history: string[] = [];
  while (counts.walks < RUNS && (await followed(harness)).state.kind !== "ended") {
    counts.walks += 1;
    for (let more = 1 + below(2); more > 0; more -= 1) {
      const happening = HAPPENINGS[below(HAPPENINGS.length)];
      if (happening === undefined) throw new Error("no happening");
      history.push(happening.name);
      counts.happenings += 1;
      await happening.happen(harness);
    }
    await situationOf(harness);
    if (!isServed(harness.simulator, TABLES)) counts.outages += 1;
    const found = await leave(harness, counts.walks);
    if (found !== undefined) return `${counts.walks}. ${history.join(", ")} ⇒ ${found}`;
  }
  return undefined;
}

test(
  "from every state that steps, deaths and outsiders lead to, what Tandem offers leads to applications that can write",
  { timeout: 300_000 },
  async () => {
    const below = numbersFrom(SEED);
    const lost: string[] = [];
    while (counts.walks < RUNS && lost.length === 0) {
      counts.moves += 1;
      await withHarness(async (harness) => {
        const found = await walk(harness, below);
        if (found !== undefined) lost.push(found);
      });
    }
    count("ways out of what steps, deaths and other hands lead to", counts);
    expect(lost).toEqual([]);
    expect(counts.outages).toBeGreaterThan(0);
  },
);
