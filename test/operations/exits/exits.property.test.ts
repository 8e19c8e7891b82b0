import { expect, test } from "vitest";
import { happeningBy, numbersFrom, TABLES } from "./histories.ts";
import { isServed } from "./applications.ts";
import { go, situationOf, waysIn } from "./presses.ts";
import { stagesWithRunningMove } from "../running-move.ts";
import type { Stage } from "../stage.ts";

const onStage = stagesWithRunningMove();
const SEED = Number(process.env["SEED"] ?? 9);
const RUNS = Number(process.env["RUNS"] ?? 24);
const MOST_PRESSES = 5;

const counts = { walks: 0, happenings: 0, outages: 0, presses: 0, locks: 0 };

/** Presses what Tandem offers until applications can write; says what was tried where that leads nowhere. */
async function leave(stage: Stage, round: number): Promise<string | undefined> {
  const { cluster, state } = stage.simulator;
  const tried: string[] = [];
  const served = (): boolean => isServed(stage.simulator, TABLES);
  for (let press = 0; press < MOST_PRESSES && !served(); press += 1) {
    const seen = await situationOf(stage);
    const ways = waysIn(seen);
    let ended = "nothing is offered";
    for (const [place, way] of ways.entries()) {
      counts.presses += 1;
      ended = await go(stage, way, `w${round}-${press}-${place}`);
      tried.push(`${seen.next.kind}: ${way} → ${ended}`);
      if (served() || /succeeded|started/.test(ended)) break;
    }
    if (ways.length === 0) tried.push(`${JSON.stringify(seen.next)}: ${ended}`);
    if (served()) return undefined;
    // What a dead vtctld has left lapses by itself, or is taken away with etcdctl, as Tandem says.
    if (cluster.locks.held.size > 0) counts.locks += 1;
    for (const keyspace of ["commerce", "customer"])
      for (const name of ["commerce2customer", "commerce2customer_reverse"]) state.removeWorkflowLock(keyspace, name);
  }
  return served() ? undefined : tried.join("; ");
}

test(
  "in every state that steps, deaths and other hands lead to, what Tandem offers leads to applications that can write",
  { timeout: 300_000 },
  () =>
    onStage(async (stage) => {
      const below = numbersFrom(SEED);
      const lost: string[] = [];
      const history: string[] = [];
      for (let round = 0; round < RUNS; round += 1) {
        counts.walks += 1;
        for (let more = 1 + below(2); more > 0; more -= 1) {
          const { name, happen } = happeningBy(below);
          history.push(name);
          counts.happenings += 1;
          await happen(stage);
        }
        await situationOf(stage);
        if (!isServed(stage.simulator, TABLES)) counts.outages += 1;
        const found = await leave(stage, round);
        if (found === undefined) continue;
        lost.push(`${round}. ${history.join(", ")} ⇒ ${found}`);
        break;
      }
      process.stdout.write(`seed ${SEED}: ${JSON.stringify(counts)}\n`);
      expect(lost).toEqual([]);
      expect(counts.outages).toBeGreaterThan(0);
    }),
);
