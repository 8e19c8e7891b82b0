import { expect, test } from "vitest";
import { parseMoveId } from "../../src/core/vitess/names.ts";
import { requestTurn, endTurn, type TurnStep } from "../../src/core/rules/turns.ts";
import type { Records } from "../../src/operations/records.ts";
import { openRedis } from "../../src/store/redis/connect.ts";
import { openStore } from "../../src/store/open.ts";
import { MOVE } from "./literals.ts";
import { bench, noise } from "./with-redis.ts";

const { server, fresh } = bench();
const CLUSTER = MOVE.name.cluster;

function stepOf(place: number): TurnStep {
  const move = parseMoveId(`${CLUSTER}/customer.m${place}`);
  if (move === undefined) throw new Error("no such move");
  return { id: `e${place}`, move, verb: "switch", tabletTypes: [] };
}

const STEPS = Array.from({ length: 40 }, (_, place) => stepOf(place));

function ask(records: Records, step: TurnStep): Promise<boolean> {
  return records.turns(CLUSTER, (turns, now) => {
    const { turns: write, answer } = requestTurn(turns, step, now);
    return { write, result: answer.kind === "yours" };
  });
}

test("of forty steps that request the turn on four connections at once one has it and all others have a place; each has it once", async () => {
  const { records, prefix } = fresh();
  const connections = [1, 2, 3, 4].map(() => openRedis(server().url, "records", noise));
  const stores = connections.map((connection) => openStore(connection, { prefix }));
  const had: string[] = [];
  let waiting: readonly TurnStep[] = STEPS;
  while (waiting.length > 0) {
    const answers = await Promise.all(waiting.map(async (step, place) => ask(stores[place % stores.length] ?? records, step)));
    const holders = waiting.filter((_, place) => answers[place] === true);
    expect(holders).toHaveLength(1);
    const [holder] = holders;
    if (holder === undefined) throw new Error("nobody has the turn");
    had.push(holder.id);
    // Two replicas may release it: the second time does nothing.
    await Promise.all(
      stores.map((store) => store.turns(CLUSTER, (turns, now) => ({ write: endTurn(turns, holder.id, now), result: undefined }))),
    );
    waiting = waiting.filter((step) => step !== holder);
  }
  for (const connection of connections) connection.disconnect();

  expect(had.toSorted()).toEqual(STEPS.map(({ id }) => id).toSorted());
  const left = await records.turns(CLUSTER, (turns) => ({ result: turns }));
  expect(left).toMatchObject({ holders: [], waiting: [] });
  expect(left.past.map(({ id }) => id)).toEqual(had);
});

test("the turns of one cluster are separate from another's", async () => {
  const { records } = fresh();
  const elsewhere = parseMoveId("elsewhere/customer.m1");
  if (elsewhere === undefined) throw new Error("no such move");
  expect(await ask(records, stepOf(1))).toBe(true);
  const there = { ...stepOf(2), move: elsewhere };
  const answer = await records.turns(elsewhere.cluster, (turns, now) => {
    const asked = requestTurn(turns, there, now);
    return { write: asked.turns, result: asked.answer.kind };
  });
  expect(answer).toBe("yours");
});
