import { until } from "../../operations/harness.ts";
import { openWireClient } from "../../../practice/vtctld/rpc/wire-client.ts";
import type { Around } from "../people.ts";

/** The user agent of Vitess's own client (recordings/v23.0.3), which distinguishes this person's calls from Tandem's. */
export const VTCTLDCLIENT = "grpc-go/1.75.1";

const READS = ["REPLICA", "RDONLY"] as const;
const EVERYTHING = ["PRIMARY", ...READS] as const;

/** Somebody who uses vtctldclient and not Tandem. Every move here moves one table, named like its workflow, to `customer`. */
export interface AnotherOperator {
  switchesReads(name: string): Promise<void>;
  sendsReadsBack(name: string): Promise<void>;
  /** Cancels the workflow and creates it again, with the same name and table but new streams. Resolves when it is copied. */
  makesAnew(name: string): Promise<void>;
  removesRoutingRules(name: string): Promise<void>;
  deniesAtSource(name: string): Promise<void>;
  /** Changes a row at the target and runs a VDiff, which finds it. Resolves when the report is there. */
  findsDifferences(name: string): Promise<void>;
  leaves(): void;
}

/** Opens this person's own connection. */
export function anotherOperator({ vitess }: Pick<Around, "vitess">): AnotherOperator {
  const client = openWireClient(vitess.address, undefined, { "grpc.primary_user_agent": VTCTLDCLIENT });

  async function call(method: string, request: object): Promise<Readonly<Record<string, unknown>>> {
    const { code, details, response = {} } = await client.call(method, request);
    if (code !== 0) throw new Error(`${method} of another operator failed: ${details}`);
    return response;
  }

  async function traffic(workflow: string, direction: 0 | 1, types: readonly string[] = EVERYTHING): Promise<void> {
    await call("WorkflowSwitchTraffic", {
      keyspace: "customer",
      workflow,
      tablet_types: types,
      max_replication_lag_allowed: { seconds: "30" },
      enable_reverse_replication: true,
      direction,
      timeout: { seconds: "30" },
    });
  }

  return {
    switchesReads: (name) => traffic(name, 0, READS),
    sendsReadsBack: (name) => traffic(name, 1, READS),
    async makesAnew(name) {
      await call("WorkflowDelete", { keyspace: "customer", workflow: name, delete_batch_size: "1000" });
      await call("MoveTablesCreate", {
        workflow: name,
        source_keyspace: "commerce",
        target_keyspace: "customer",
        include_tables: [name],
        on_ddl: "IGNORE",
        defer_secondary_keys: true,
        auto_start: true,
      });
      await until(() => Promise.resolve(vitess.state.streams("customer", name).every(isCopied)));
    },
    async removesRoutingRules(name) {
      const { routing_rules: document } = await call("GetRoutingRules", {});
      const rules = (document as { rules: readonly { from_table: string }[] }).rules.filter(
        ({ from_table }) => tableOf(from_table) !== name,
      );
      await call("ApplyRoutingRules", { routing_rules: { rules } });
    },
    async deniesAtSource(name) {
      await call("SetShardTabletControl", { keyspace: "commerce", shard: "0", tablet_type: "PRIMARY", denied_tables: [name] });
    },
    async findsDifferences(name) {
      vitess.sql.changeRows({ keyspace: "customer", table: name }, [
        { from: { id: "7", note: "source" }, to: { id: "7", note: "target" } },
      ]);
      await call("VDiffCreate", {
        workflow: name,
        target_keyspace: "customer",
        auto_retry: true,
        auto_start: true,
        max_report_sample_rows: "10",
      });
      const { vdiffs } = vitess.state.shard("customer", "0");
      await until(async () => {
        await call("VDiffShow", { workflow: name, target_keyspace: "customer", arg: "last" });
        return vdiffs.some(({ workflow, state }) => workflow === name && state === "completed");
      });
    },
    leaves: () => client.close(),
  };
}

function isCopied({ state, copyStates }: { readonly state: string; readonly copyStates: readonly unknown[] }): boolean {
  return state === "Running" && copyStates.length === 0;
}

/** `commerce.orders@replica` → `orders` */
function tableOf(rule: string): string {
  return rule.replace(/^.*\./, "").replace(/@.*$/, "");
}
