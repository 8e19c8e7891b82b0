import { afterAll, beforeAll, expect, it } from "vitest";
import { peopleAreKnown } from "../acceptance/harness.ts";
import {
  type Installation,
  newMoves,
  openInstallation,
  PATIENCE_MS,
  requestedOfAll,
  WHOLE_TEST_MS,
} from "../acceptance/one-truth/installation.ts";
import { approve, BEN, CHO, inThread, saying, switches } from "../acceptance/people.ts";
import { MAIN } from "../compiled.ts";
import { until } from "../operations/harness.ts";
import { openHalfOpen, type HalfOpen } from "./half-open.ts";

const SLOW_MS = 40_000;
const WRITES = "switch --tablet-types primary";
const ENDED = /requested by Ana\./;

let here: Installation;
let path: HalfOpen;

beforeAll(async () => {
  here = await openInstallation();
  path = await openHalfOpen(here.vitess.address);
  // The second address is another way to the same cluster.
  const env = { VTCTLD_ADDRESS: `${path.address},${here.vitess.address}` };
  await here.start("worker", { program: MAIN, env });
  await here.start("app", { env });
  await peopleAreKnown(here);
  await newMoves(here, ["slow", "dropped", "journal", "halfopen"]);
}, WHOLE_TEST_MS);

afterAll(async () => {
  await here.close();
  await path.close();
});

async function approved(name: string): Promise<void> {
  const [request] = await requestedOfAll(here, [`customer.${name}`], WRITES);
  if (request === undefined) throw new Error(name);
  for (const user of [BEN, CHO]) await approve(here, user, request);
}

/** Calls of Tandem's that would undo or end a switch. */
function undoing(name: string): readonly string[] {
  const { vitess } = here;
  return vitess
    .calls()
    .filter(({ method, request }) => request["workflow"] === name && /Delete|Complete|Cancel|Abort/i.test(method))
    .map(({ method }) => method);
}

/** Every further SwitchTraffic came after a reading that began after the one before had ended. */
function expectLooksBetween(name: string): void {
  const sent = switches(here, name);
  for (const [place, call] of sent.slice(1).entries()) {
    const earlier = sent[place];
    const look = here.vitess.calls().find(({ method, at }) => method === "GetWorkflows" && at > (earlier?.at ?? 0) && at < call.at);
    expect(look, `${name}: call ${place + 2} came without a look`).toBeDefined();
  }
}

it(
  "a vtctld that takes 40 s for a switch is waited for: one call, nothing that undoes it, and a success",
  async () => {
    here.vitess.faults.inject(
      { rpc: "WorkflowSwitchTraffic", where: (request) => request["workflow"] === "slow" && request["dry_run"] !== true },
      { kind: "delay", ms: SLOW_MS },
    );
    await approved("slow");
    expect(await inThread(here, "customer.slow", ENDED, SLOW_MS + PATIENCE_MS)).toContain("Switched (writes)");
    expect(switches(here, "slow")).toHaveLength(1);
    expect(undoing("slow")).toEqual([]);
  },
  WHOLE_TEST_MS,
);

it.each([
  ["dropped", "accept", /SwitchTraffic failed and changed nothing/, "commerce"],
  ["journal", "journal-created", /Applications cannot write\. Outcome of SwitchTraffic unknown/, undefined],
] as const)(
  "a connection that breaks in a switch (%s, after %s) ends in what Vitess shows, and nothing is sent again without a look",
  async (name, after, says, goTo) => {
    here.vitess.faults.inject(
      { rpc: "WorkflowSwitchTraffic", where: (request) => request["workflow"] === name && request["dry_run"] !== true },
      { kind: "drop-connection", after },
    );
    await approved(name);
    const told = await inThread(here, `customer.${name}`, ENDED, 2 * PATIENCE_MS);
    const writes = here.vitess.sql.insertThroughVtgate(name, { id: "1" });
    console.log(`${name}: ${told.split("\n")[0]}; writes go to ${writes.keyspace ?? writes.error}; ${switches(here, name).length} calls`);
    expect(told).toMatch(says);
    expect(writes.keyspace).toBe(goTo);
    expectLooksBetween(name);
    expect(undoing(name)).toEqual([]);
    expect(saying(here, `customer.${name}`, /not by Tandem/)).toEqual([]);
  },
  WHOLE_TEST_MS,
);

it(
  "a path that takes calls and returns nothing is left for the other address, and the call whose answer it swallowed is not sent again",
  async () => {
    here.vitess.faults.inject(
      { rpc: "WorkflowSwitchTraffic", where: (request) => request["workflow"] === "halfopen" && request["dry_run"] !== true },
      { kind: "delay", ms: 3_000 },
    );
    await approved("halfopen");
    await until(async () => switches(here, "halfopen").length > 0, PATIENCE_MS);
    path.swallow();
    await inThread(here, "customer.halfopen", ENDED, 3 * PATIENCE_MS);
    expect(here.vitess.sql.insertThroughVtgate("halfopen", { id: "1" }).keyspace).toBe("customer");
    expectLooksBetween("halfopen");
    expect(switches(here, "halfopen").filter(({ outcome }) => outcome?.code === 0)).toHaveLength(1);
    expect(saying(here, "customer.halfopen", ENDED)).toHaveLength(1);
  },
  2 * WHOLE_TEST_MS,
);
