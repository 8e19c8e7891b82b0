import type { TableName } from "../../../src/core/vitess/names.ts";
import { Fault } from "../../../src/operations/fault.ts";
import type { Vitess } from "../../../src/operations/ports.ts";
import type { Caller } from "../../../src/vtctld/channel/caller.ts";
import { DEADLINES } from "../../../src/vtctld/channel/deadlines.ts";
import { createTypedVitess } from "../../../src/vtctld/typed/vitess.ts";
import type { Method } from "../../../src/vtctld/wire/definitions.ts";
import { toConfiguredVersion } from "../../../src/vtctld/version/version.ts";
import { createClock, type SimulatorClock } from "../../../practice/vtctld/cluster/clock.ts";
import type { Cluster, TabletType } from "../../../practice/vtctld/cluster/cluster.ts";
import { advanceCluster } from "../../../practice/vtctld/workflow/copy.ts";
import { listDeniedByPrimary, refreshPrimary } from "../../../practice/vtctld/cluster/denied-tables.ts";
import { ServerKilled, VtctldError } from "../../../practice/vtctld/cluster/errors.ts";
import { abandonLocks } from "../../../practice/vtctld/cluster/locks.ts";
import type { Operation } from "../../../practice/vtctld/cluster/operation.ts";
import { createCommerceCluster } from "../../../practice/vtctld/cluster/presets.ts";
import { type Handler, handlers, isRpcName } from "../../../practice/vtctld/rpc/handlers.ts";
import { loadVtctldService } from "../../../practice/vtctld/rpc/server.ts";
import { toTableSuffix } from "../../../practice/vtctld/cluster/rules.ts";
import { rebuildGraph, findServedKeyspace } from "../../../practice/vtctld/cluster/serving.ts";
import { translateRequest, translateAnswer, hasCall } from "../../../practice/vtctld/cluster/versions.ts";
import type { Cut, Step } from "./serving-walk.ts";
import { tablesNamed } from "../../names.ts";

/** A cluster of two cells with a move of two tables, its vtctld in this process: the adapter's own messages without a network. */
export interface Walk {
  readonly vitess: Vitess;
  readonly cells: readonly string[];
  readonly tables: readonly TableName[];
  /** Where vtgate of a cell sends statements on a table. */
  routed(table: string, type: TabletType, cell: string): string | undefined;
  /** Whether a write through vtgate of a cell reaches a primary that denies it. */
  isDenied(table: string, cell: string): boolean;
  areTabletsTold(): boolean;
  /** The tables whose writes would be denied somewhere if every cell served the saved rules. */
  wouldBeDeniedOnceServed(): readonly string[];
  /** Does it, whatever Vitess answers; returns the effect after which vtctld died. */
  take(step: Step): Promise<Cut | undefined>;
}

const TABLES = tablesNamed("extra", "product");
const WORKFLOW = "commerce2customer";

export async function openWalk(version: number): Promise<Walk> {
  const cluster = createCommerceCluster({ version, pace: { switchStepMs: 0, streamStartMs: 0 } });
  cluster.cells = ["zone1", "zone2"];
  const commerce = cluster.keyspaces.get("commerce")?.shards.get("0");
  const product = commerce?.tables.get("product");
  if (commerce === undefined || product === undefined) throw new Error("no table product");
  commerce.tables.set("extra", { ...product, name: "extra" });
  cluster.keyspaces.get("commerce")?.vschema.tables.set("extra", { columnVindexes: [] });
  rebuildGraph(cluster);
  const clock = createClock(0, 0);
  let cut: Cut | undefined;
  const call = inProcess(cluster, clock, (step) => step === cut);
  const vitess = vitessOf(call, version);
  const ask = (method: string, request: object): Promise<object> => call(method, request);
  await ask("MoveTablesCreate", {
    workflow: WORKFLOW,
    source_keyspace: "commerce",
    target_keyspace: "customer",
    include_tables: TABLES,
    auto_start: true,
  });
  clock.advance(5_000);
  advanceCluster(cluster, clock.now());
  const rules = [new Map(cluster.routingRules)];
  const primaryOf = (keyspace: string | undefined) => cluster.keyspaces.get(keyspace ?? "")?.shards.get("0");
  const routed: Walk["routed"] = (table, type, cell) => findServedKeyspace(cluster, cell, table, toTableSuffix(type)) ?? "commerce";
  const deniesAt = (keyspace: string | undefined, table: string): boolean => {
    const shard = primaryOf(keyspace);
    return shard !== undefined && listDeniedByPrimary(cluster, shard).includes(table);
  };
  return {
    vitess,
    cells: cluster.cells,
    tables: TABLES,
    routed,
    isDenied: (table, cell) => deniesAt(routed(table, "PRIMARY", cell), table),
    areTabletsTold: () =>
      ["commerce", "customer"].every((keyspace) => {
        const shard = primaryOf(keyspace);
        return shard !== undefined && shard.deniedTables.join() === listDeniedByPrimary(cluster, shard).join();
      }),
    wouldBeDeniedOnceServed: () =>
      TABLES.filter((table) => deniesAt(cluster.routingRules.get(table)?.[0]?.split(".")[0] ?? "commerce", table)),
    async take(step) {
      cut = step.kind === "switch" ? step.cut : undefined;
      let died: Cut | undefined;
      try {
        await carryOut(step);
      } catch (error) {
        if (error instanceof Fault && error.kind === "unreachable") died = cut;
        else if (!(error instanceof Fault)) throw error;
      }
      cut = undefined;
      clock.advance(1_000);
      advanceCluster(cluster, clock.now());
      rules.push(new Map(cluster.routingRules));
      return died;
    },
  };

  async function carryOut(step: Step): Promise<unknown> {
    switch (step.kind) {
      case "switch":
        return ask("WorkflowSwitchTraffic", {
          keyspace: "customer",
          workflow: WORKFLOW,
          tablet_types: step.types,
          cells: step.cells,
          direction: step.backward ? 1 : 0,
          enable_reverse_replication: true,
          timeout: { seconds: "30" },
        });
      case "rebuild":
        return vitess.rebuildServing(step.cells);
      case "old-rules": {
        const old = rules.at(-1 - step.back) ?? rules[0];
        const all = [...(old ?? new Map<string, string[]>())].map(([from, to]) => ({ from_table: from, to_tables: to }));
        return ask("ApplyRoutingRules", { routing_rules: { rules: all }, skip_rebuild: !step.served });
      }
      case "control":
        return ask("SetShardTabletControl", {
          keyspace: step.keyspace,
          shard: "0",
          tablet_type: "PRIMARY",
          denied_tables: step.tables.flatMap((at) => TABLES[at] ?? []),
          remove: step.remove,
        });
      case "refresh": {
        const shard = primaryOf(step.keyspace);
        if (shard !== undefined) refreshPrimary(cluster, shard);
        return undefined;
      }
      default:
        return step satisfies never;
    }
  }
}

function never(): never {
  throw new Error("nothing of this kind is called here");
}

type Call = (method: string, request: object) => Promise<object>;

/** Calls with real messages, encoded and decoded by both sides. A vtctld that dies is back at once, and its locks are deleted by hand. */
function inProcess(cluster: Cluster, clock: SimulatorClock, dies: (step: Cut) => boolean): Call {
  const service = loadVtctldService();
  return async (method, request) => {
    const definition = service[method];
    if (definition === undefined || !isRpcName(method) || !hasCall(cluster.version, method)) throw new Fault("unsupported", method);
    const operation: Operation = {
      cluster,
      clock,
      signal: new AbortController().signal,
      reached(step) {
        if (dies(step)) throw new ServerKilled();
        advanceCluster(cluster, clock.now());
        return Promise.resolve();
      },
    };
    const handler: Handler = handlers[method];
    try {
      const heard = definition.requestDeserialize(definition.requestSerialize(request));
      const answer = await handler(operation, translateRequest(cluster.version, method, Object(heard)));
      return Object(definition.responseSerialize(translateAnswer(cluster.version, method, answer)));
    } catch (error) {
      if (error instanceof ServerKilled) {
        abandonLocks(cluster.locks, clock.now(), 0);
        cluster.locks.held.clear();
        throw new Fault("unreachable", "killed");
      }
      if (error instanceof VtctldError)
        throw new Fault(/node doesn't exist|no streams found/.test(error.message) ? "not-found" : "refused", error.message);
      throw error;
    }
  };
}

function vitessOf(call: Call, version: number): Vitess {
  const send = async <Request, Answer>({ path, responseDeserialize }: Method<Request, Answer>, request: Request): Promise<Answer> =>
    responseDeserialize(Buffer.from(Object(await call(path.split("/").at(-1) ?? "", Object(request)))));
  const caller: Caller = {
    read: send,
    write: send,
    collect: never,
    connect: never,
    guardedBy: never,
    readsUntil: never,
    addresses: never,
    close: () => undefined,
  };
  const known = toConfiguredVersion(version);
  return {
    ...createTypedVitess(caller, DEADLINES, () => Promise.resolve(version)),
    connect: never,
    whileFresh: never,
    readsUntil: never,
    version: () => Promise.resolve(known),
    addresses: () => [],
  };
}
