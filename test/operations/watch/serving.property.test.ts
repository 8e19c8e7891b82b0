import fc from "fast-check";
import { expect, test } from "vitest";
import type { Move } from "../../../src/core/move/moves.ts";
import { findBlockedWrites } from "../../../src/core/move/blocked-writes.ts";
import { findAlarmShape } from "../../../src/core/move/phase.ts";
import { servingHeals, findUnserved } from "../../../src/core/move/serving.ts";
import { deriveRouting } from "../../../src/core/move/traffic.ts";
import type { Reading } from "../../../src/core/readings/readings.ts";
import { readMove } from "../../../src/operations/readings/read-move.ts";
import { moveOf } from "../../core/moments.ts";
import { C2C } from "../harness.ts";
import { aWalk, type Cut, type Step } from "./serving-walk.ts";
import { openWalk, type Walk } from "./serving-world.ts";
import { keyspaceNamed, shardsNamed } from "../../names.ts";
import { count } from "../../counts.ts";
import { countRuns, SEED } from "../../seed.ts";
import type { TableName } from "../../../src/core/vitess/names.ts";

const USUAL_RUNS = 250;
const RUNS = countRuns(USUAL_RUNS, 1_000);
const TYPES = ["PRIMARY", "REPLICA", "RDONLY"] as const;

const COMMERCE = keyspaceNamed("commerce");

const met = new Map<string, number>();
function note(what: string): void {
  met.set(what, (met.get(what) ?? 0) + 1);
}

/** What Tandem would say about each cell and tablet type, next to what vtgate of that cell does with it. */
function disagreements(walk: Walk, reading: Reading): readonly string[] {
  return walk.cells.flatMap((cell) =>
    TYPES.flatMap((type) => {
      const said = deriveRouting(reading, walk.tables, COMMERCE, "customer").share(type, [cell]);
      const there = walk.tables.filter((table) => walk.routed(table, type, cell) === "customer").length;
      const is = there === 0 ? "none" : there === walk.tables.length ? "all" : "some";
      note(`${type} ${is}`);
      return said === is ? [] : [`${type} in ${cell}: said ${said}, is ${is}`];
    }),
  );
}

async function checked(walk: Walk, move: Move, step: Step): Promise<readonly string[]> {
  const reading = await readMove(walk.vitess, C2C, move, 0);
  const { workflow } = reading;
  if (workflow === undefined) return [];
  const found = [...disagreements(walk, reading)];
  const sides = { ...workflow, tables: walk.tables };
  const blocked = findBlockedWrites(sides, reading).denied;
  const isDenied = walk.tables.filter((table) => walk.cells.some((cell) => walk.isDenied(table, cell)));
  // No call says whether a tablet has read its record: what is known is what holds once it has.
  if (!walk.areTabletsTold()) note("tablets not told");
  else if (blocked.join() !== isDenied.join()) found.push(`blocked: said ${blocked.join()}, is ${isDenied.join()}`);
  else if (isDenied.length > 0) {
    note("applications cut off");
    if (findAlarmShape(move, reading) === undefined) found.push("cut off without an alarm");
  }
  if (findUnserved(sides, reading) !== undefined) {
    note("rules not served");
    if (servingHeals(sides, reading) && walk.areTabletsTold()) {
      note("serving proven to heal");
      const left = walk.wouldBeDeniedOnceServed();
      if (left.length > 0) found.push(`serving was said to heal, and ${left.join()} would be denied`);
    }
  }
  return found.map((one) => `after ${JSON.stringify(step)}: ${one}`);
}

test(`Tandem's account of traffic matches vtgate, in ${RUNS} walks of switches, deaths and outsiders`, { timeout: 240_000 }, async () => {
  const deaths = new Map<Cut, number>();
  await fc.assert(
    fc.asyncProperty(aWalk, async ({ version, steps }) => {
      const walk = await openWalk(version);
      const move: Move = { ...moveOf({ ...C2C_SUBJECT, tables: walk.tables }), name: C2C };
      for (const step of steps) {
        note(step.kind);
        const died = await walk.take(step);
        if (died !== undefined) deaths.set(died, (deaths.get(died) ?? 0) + 1);
        expect(await checked(walk, move, step)).toEqual([]);
      }
    }),
    { numRuns: RUNS, seed: SEED },
  );
  count("walks of switches, deaths and strangers, what they met", met);
  count("walks of switches, deaths and strangers, deaths", deaths);
  for (const what of ["rules not served", "serving proven to heal", "applications cut off", "tablets not told"])
    expect(RUNS < USUAL_RUNS || (met.get(what) ?? 0) > 0, what).toBe(true);
});

const C2C_SUBJECT = {
  move: C2C,
  sourceKeyspace: COMMERCE,
  sourceShards: shardsNamed("0"),
  targetShards: shardsNamed("0"),
  tables: [] as readonly TableName[],
};
