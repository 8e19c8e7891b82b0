import { expect, test } from "vitest";
import type { Answer } from "../../../src/core/command/answers.ts";
import type { Understood } from "../../../src/core/command/command.ts";
import { moveId } from "../../../src/core/vitess/names.ts";
import { parse } from "../../../src/command/parse.ts";
import { answerCommand } from "../../../src/operations/commands/answer-command.ts";
import { requestTurnOfStep, releaseTurn } from "../../../src/operations/leases/turns.ts";
import { sent } from "../rules/plant.ts";
import { harnessesWithRunningMove } from "../running-move.ts";
import { ANA, C2C, move, MOVES, PROD, type Harness } from "../harness.ts";
import { requestNamed } from "../../names.ts";

const withHarness = harnessesWithRunningMove();
const LINE = "create customer.product --source-keyspace commerce --tables product";
const SWITCH = { id: "s1", move: C2C, verb: "switch", tabletTypes: [] } as const;

function understand(line: string): Understood | { readonly kind: "refused" } {
  const understood = parse(line);
  return understood.kind === "command" ? understood : { kind: "refused" };
}

/** Ana types the line of the create; what she is told, in order. Each run of its job adds to it. */
async function typed(harness: Harness, id: string, agoMs = 0): Promise<{ readonly told: readonly Answer[]; run(): Promise<void> }> {
  const receivedAt = (await harness.records.now()) - agoMs;
  await harness.records.inbox.create(id, { id: requestNamed(id), by: ANA, channel: MOVES, text: LINE, receivedAt });
  const told: Answer[] = [];
  const talk = { answer: (_to: unknown, answer: Answer) => Promise.resolve(void told.push(answer)) };
  return { told, run: () => answerCommand({ ...harness.deps, understand, talk }, id, 60_000) };
}

test("a create behind another move's step says once what it waits for, and runs when its turn comes", () =>
  withHarness(async (harness) => {
    await requestTurnOfStep(harness.deps, SWITCH);
    const create = await typed(harness, "i1");
    await create.run();
    await create.run();
    expect(create.told).toMatchObject([{ kind: "in-line", step: "create", for: { move: C2C, verb: "switch" } }]);
    expect(sent(harness, "MoveTablesCreate")).toBe(0);
    expect(await harness.records.inbox.get("i1")).toBeDefined();
    expect(await harness.records.moves.get("prod/customer.product")).toBeUndefined();

    await releaseTurn(harness.deps, PROD, SWITCH.id);
    expect(harness.jobs.asked).toContain("answer-command i1");
    await create.run();
    expect(create.told.slice(1)).toMatchObject([{ kind: "receipt", doing: "created" }]);
    expect(await harness.records.inbox.get("i1")).toBeUndefined();
    expect((await harness.records.entries(moveId(move("prod/customer.product")), 0)).map(({ body }) => body.kind)).toEqual(["created"]);
  }));

test("a second create of the same name is refused at once while the first waits, and names the first requester", () =>
  withHarness(async (harness) => {
    await requestTurnOfStep(harness.deps, SWITCH);
    await (await typed(harness, "i1")).run();
    const second = await typed(harness, "i2");
    await second.run();
    expect(second.told).toMatchObject([{ kind: "refused", reason: "workflow-exists", earlier: { by: ANA, verb: "create" } }]);
  }));

test("a create that waited for 15 minutes gives up, says so, and frees its place", () =>
  withHarness(async (harness) => {
    await requestTurnOfStep(harness.deps, SWITCH);
    const create = await typed(harness, "i1", 16 * 60_000);
    await create.run();
    expect(create.told).toMatchObject([{ kind: "refused", reason: "rules-in-use", subject: "customer.product" }]);
    await releaseTurn(harness.deps, PROD, SWITCH.id);
    expect(harness.jobs.asked).not.toContain("answer-command i1");
    expect(sent(harness, "MoveTablesCreate")).toBe(0);
  }));

test("a create that is stopped at its second look leaves the turn to the next in line", () =>
  withHarness(async (harness) => {
    await requestTurnOfStep(harness.deps, SWITCH);
    const create = await typed(harness, "i1");
    await create.run();
    harness.simulator.sql.dropTable({ keyspace: "commerce", table: "product" });
    await create.run();
    expect(create.told.at(-1)).toMatchObject({ kind: "refused" });
    await releaseTurn(harness.deps, PROD, SWITCH.id);
    expect(await requestTurnOfStep(harness.deps, { ...SWITCH, id: "s2" })).toMatchObject({ kind: "yours" });
  }));
