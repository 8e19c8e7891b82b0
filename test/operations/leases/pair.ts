import type { EntryBody } from "../../../src/core/announce/entries.ts";
import { beginWithoutRequest } from "../../../src/core/operation/execution/begin.ts";
import { toFacts } from "../../../src/core/operation/request/facts.ts";
import { CREATE_DEFAULTS, SWITCH_DEFAULTS } from "../../../src/core/options/options.ts";
import { commit } from "../../../src/operations/commit.ts";
import { readMove } from "../../../src/operations/readings/read-move.ts";
import { createMove } from "../../../src/operations/moves/create-move.ts";
import { addLedger } from "../../../practice/vtctld/cluster/presets.ts";
import { ASKER } from "../moves.ts";
import { ANA, MOVES, move, openHarness, POLICY, type Harness, until } from "../harness.ts";
import { requestNamed, tablesNamed } from "../../names.ts";
import { moveId, type MoveName } from "../../../src/core/vitess/names.ts";

/** Two moves of one cluster that share only the documents with its rules. */
export const PRODUCT = move("prod/customer.product");
export const SELECT = move("prod/ledger.select");
export const PAIR: readonly MoveName[] = [PRODUCT, SELECT];

const SOURCES = { [moveId(PRODUCT)]: "prod/commerce.any", [moveId(SELECT)]: "prod/billing.any" };

/** Both moves, created at the same moment and running. */
export async function openPair(redisUrl: string): Promise<Harness> {
  const harness = await openHarness(redisUrl, { pace: { switchStepMs: 4 } });
  addLedger(harness.simulator.cluster);
  await Promise.all(PAIR.map((name) => created(harness, name)));
  for (const name of PAIR)
    await until(async () => {
      const [workflow] = await harness.vitess.workflows(name.targetKeyspace, { workflow: name.workflow });
      return workflow !== undefined && workflow.streams.every(({ state, position }) => state === "Running" && position !== "");
    });
  return harness;
}

/** Requests the create as its command does: again, as long as it waits in line. */
async function created({ deps }: Harness, name: MoveName): Promise<void> {
  const { targetKeyspace: sourceKeyspace } = move(SOURCES[moveId(name)] ?? "");
  const options = { ...CREATE_DEFAULTS, sourceKeyspace, tables: tablesNamed(name.workflow) };
  const asker = { ...ASKER, by: ANA, channel: MOVES, id: requestNamed(`create-${name.workflow}`) };
  await until(async () => {
    const answer = await createMove(deps, name, options, asker);
    if (answer.kind === "receipt") return true;
    if (answer.kind !== "in-line") throw new Error(JSON.stringify(answer));
    return false;
  });
}

const READS = { ...SWITCH_DEFAULTS, tabletTypes: ["REPLICA", "RDONLY"] } as const;

/** Starts a switch of a move's reads, or their reverse, as an approval does. */
export async function begin({ deps }: Harness, name: MoveName, verb: "switch" | "reverse", id: string): Promise<void> {
  const recorded = await deps.records.moves.get(moveId(name));
  const reading = recorded === undefined ? undefined : await readMove(deps.vitess(name.cluster), name, recorded, await deps.records.now());
  const facts = recorded === undefined || reading === undefined ? undefined : toFacts(recorded, reading, undefined);
  if (facts === undefined) throw new Error(`no workflow of ${moveId(name)}`);
  const proposal = { kind: "workflow", operation: { verb, options: READS }, facts } as const;
  await commit(deps, moveId(name), (_dossier, now) => ({
    execution: beginWithoutRequest({ id, move: name, channel: MOVES, proposal, by: ANA, now }, POLICY.limits),
    result: undefined,
  }));
}

/** What the thread of a move says about rules changed by anything but its own step. */
export async function alarms({ records }: Harness, name: MoveName): Promise<readonly Extract<EntryBody, { kind: "rules-changed" }>[]> {
  const entries = await records.entries(moveId(name), 0);
  return entries.flatMap(({ body }) => (body.kind === "rules-changed" ? [body] : []));
}
