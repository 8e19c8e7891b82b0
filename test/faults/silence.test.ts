import { afterEach, describe, expect, it } from "vitest";
import type { RoleProcess } from "../../deploy/demo/role.ts";
import { MAIN } from "../compiled.ts";
import { formatWorkflowLockPath, releaseLock, takeLock } from "../../practice/vtctld/cluster/locks.ts";
import { until } from "../operations/harness.ts";
import { ALARM } from "../alarm-titles.ts";
import {
  ANA,
  approve,
  approved,
  ask,
  BEN,
  callsOf,
  CHO,
  DEV,
  inThread,
  MOVES,
  newMove,
  ON_ITS_WAY,
  requested,
  saying,
  words,
} from "../acceptance/people.ts";
import { peopleAreKnown } from "../acceptance/harness.ts";
import { killed, openInstallation, type Installation, types, PATIENCE_MS } from "../acceptance/one-truth/installation.ts";

let here: Installation;
let worker: RoleProcess;

afterEach(() => here.close());

/** An installation with the bounds of a real one. Whatever runs, runs in its only worker. */
async function opened(): Promise<void> {
  here = await openInstallation();
  worker = await here.start("worker", { program: MAIN });
  await here.start("app");
  await peopleAreKnown(here);
}

/** Starts a second worker, kills the first, and prints how long it took until this was said. Throws if it is not said in 90 s. */
async function dies(amid: string, isSaid: () => boolean): Promise<void> {
  await here.start("worker", { program: MAIN });
  await killed(worker);
  const died = Date.now();
  await until(() => Promise.resolve(isSaid()), 90_000);
  console.log(`${amid}: ${Date.now() - died} ms from the death of the worker to the word`);
}

function reads(): number {
  return here.vitess.calls().filter(({ method }) => method === "GetWorkflows").length;
}

/** What one worker is killed in the middle of. */
interface Operation {
  readonly verb: string;
  readonly rpc: "WorkflowSwitchTraffic" | "MoveTablesComplete" | "WorkflowDelete";
  /** What had been done before it. */
  readonly after: readonly string[];
}

const SWITCH = "switch --tablet-types primary";
const OPERATIONS: readonly Operation[] = [
  { verb: SWITCH, rpc: "WorkflowSwitchTraffic", after: [] },
  { verb: "reverse", rpc: "WorkflowSwitchTraffic", after: ["switch"] },
  { verb: "complete --keep-data", rpc: "MoveTablesComplete", after: ["switch"] },
  { verb: "cancel", rpc: "WorkflowDelete", after: [] },
];

const isReal = (request: Readonly<Record<string, unknown>>): boolean => request["dry_run"] !== true;
const LOST = /has given no sign of life since, and nobody heard Vitess's answer/;
const OUTCOME = /requested by Ana\./;

function calls({ rpc }: Operation): number {
  return here.vitess.calls().filter(({ method, request }) => method === rpc && isReal(request)).length;
}

describe("when its worker is killed while vtctld has the call, the thread says so soon, and then what came of it", () => {
  it.each(OPERATIONS)(
    "$verb",
    async (operation) => {
      await opened();
      const move = await newMove(here, "called");
      for (const verb of operation.after) {
        await approved(here, move, verb);
        await inThread(here, move, OUTCOME, PATIENCE_MS);
      }
      const [before, ended] = [calls(operation), saying(here, move, OUTCOME).length];
      here.vitess.faults.inject({ rpc: operation.rpc, where: isReal }, { kind: "hang" });
      // Right after a switch a rollback needs no vote.
      if (operation.verb === "reverse") await ask(here, ANA, `reverse ${move}`);
      else await approved(here, move, operation.verb);
      await until(() => Promise.resolve(calls(operation) > before), PATIENCE_MS);
      await dies(operation.verb, () => saying(here, move, LOST).length > 0);
      await inThread(
        here,
        move,
        /changed nothing\. Tandem looks at everything again, and sends it once more if all still holds/,
        PATIENCE_MS,
      );
      await until(() => Promise.resolve(saying(here, move, OUTCOME).length > ended), PATIENCE_MS);
      expect(saying(here, move, LOST)).toHaveLength(1);
      expect(calls(operation)).toBe(before + 2);
    },
    240_000,
  );

  it("a rescue", async () => {
    await opened();
    const move = await newMove(here, "denied");
    here.vitess.state.setDeniedTables("commerce", "0", ["denied"], true);
    await inThread(here, move, ALARM, PATIENCE_MS);
    here.vitess.faults.inject({ rpc: "SetShardTabletControl" }, { kind: "hang" });
    await ask(here, ANA, `rescue ${move} --confirm denied`);
    await until(() => Promise.resolve(here.vitess.calls().some(({ method }) => method === "SetShardTabletControl")), PATIENCE_MS);
    await dies("rescue", () => saying(here, move, LOST).length > 0);
    await inThread(here, move, /Writes unblocked/, PATIENCE_MS);
    expect(saying(here, move, LOST)).toHaveLength(1);
  }, 240_000);

  it("and that vtctld may still be at work, while somebody holds the workflow's lock", async () => {
    await opened();
    const move = await newMove(here, "working");
    const path = formatWorkflowLockPath("customer", "working");
    here.vitess.faults.inject({ rpc: "WorkflowSwitchTraffic", where: isReal }, { kind: "hang" });
    await approved(here, move, SWITCH);
    await until(() => Promise.resolve(callsOf(here, "WorkflowSwitchTraffic", "working", isReal).length > 0), PATIENCE_MS);
    const { locks } = here.vitess.cluster;
    const holder = takeLock(locks, path, "WorkflowSwitchTraffic", here.vitess.clock.now());
    if (holder === undefined) throw new Error("somebody else has the lock");
    await dies("at work", () => saying(here, move, /may still be carrying out SwitchTraffic/).length > 0);
    expect(callsOf(here, "WorkflowSwitchTraffic", "working", isReal)).toHaveLength(1);
    releaseLock(locks, path, holder);
    await inThread(here, move, OUTCOME, PATIENCE_MS);
    expect(saying(here, move, /may still be carrying out/)).toHaveLength(1);
  }, 240_000);
});

describe("when its worker is killed, the next true word comes soon", () => {
  it("while it looks at everything before a switch", async () => {
    await opened();
    const move = await newMove(here, "looked");
    const request = await requested(here, move, SWITCH);
    await approve(here, BEN, request);
    const looks = (): number => here.vitess.calls().filter(({ method }) => method === "ShardReplicationPositions").length;
    const before = looks();
    here.vitess.faults.inject({ rpc: "ShardReplicationPositions" }, { kind: "hang" });
    await approve(here, CHO, request);
    await until(() => Promise.resolve(looks() > before), PATIENCE_MS);
    await dies("before the call", () => saying(here, move, /SwitchTraffic for primary was sent|requested by Ana\./).length > 0);
    await inThread(here, move, OUTCOME, PATIENCE_MS);
    expect(callsOf(here, "WorkflowSwitchTraffic", "looked", isReal)).toHaveLength(1);
  }, 180_000);

  it("while a command is being answered", async () => {
    await opened();
    const move = await newMove(here, "asked");
    here.vitess.faults.inject({ rpc: "GetWorkflows" }, { kind: "hang" });
    const before = reads();
    const answers = (): readonly string[] =>
      here.slack
        .ephemerals(DEV, MOVES)
        .map(words)
        .filter((text) => text.includes(move) && !ON_ITS_WAY.test(text));
    await types(here, DEV, `status ${move}`);
    await until(() => Promise.resolve(reads() > before), PATIENCE_MS);
    await dies("a command", () => answers().length > 0);
    expect(answers()).not.toEqual([]);
  }, 180_000);

  it("while it reads a keyspace in which an outage begins", async () => {
    await opened();
    const move = await newMove(here, "watched");
    here.vitess.faults.inject({ rpc: "GetWorkflows" }, { kind: "hang" });
    const before = reads();
    await here.have("watch-keyspace", "prod/customer", { cluster: "prod", keyspace: "customer" });
    await until(() => Promise.resolve(reads() > before), PATIENCE_MS);
    here.vitess.state.setDeniedTables("commerce", "0", ["watched"], true);
    await dies("a reading", () => saying(here, move, ALARM).length > 0);
    expect(saying(here, move, ALARM)).not.toEqual([]);
  }, 180_000);
});
