import { switchSteps, type SwitchStep } from "../../../practice/vtctld/cluster/operation.ts";
import { formatWorkflowLockPath } from "../../../practice/vtctld/cluster/locks.ts";
import { openWireClient } from "../../../practice/vtctld/rpc/wire-client.ts";
import { C2C, type Harness } from "../harness.ts";

/** Numbers from a seed, the same ones each time (mulberry32). */
export function numbersFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

export const TABLES = ["customer", "corder"];
const OLD_LOCK_MS = 5 * 60_000;

/** One thing that somebody else does to the move, or that happens to vtctld halfway. */
export interface Happening {
  readonly name: string;
  readonly happen: (harness: Harness) => Promise<void> | void;
}

/** Somebody's switch with another client, in both directions. */
async function switched({ simulator }: Harness, direction: 0 | 1, types: readonly string[]): Promise<void> {
  // Whoever switches has waited for the lock, or removed it.
  simulator.cluster.locks.held.clear();
  const client = openWireClient(simulator.address);
  try {
    await client.call("WorkflowSwitchTraffic", {
      keyspace: C2C.targetKeyspace,
      workflow: C2C.workflow,
      tablet_types: types,
      enable_reverse_replication: true,
      direction,
      timeout: { seconds: "5" },
    });
  } finally {
    client.close();
  }
}

const ALL = ["PRIMARY", "REPLICA", "RDONLY"];

/** vtctld dies during somebody's switch; time passes, and its lock is old or gone. */
function killed(direction: 0 | 1, after: SwitchStep, isLocked: boolean): Happening {
  return {
    name: `vtctld killed after ${after} of a ${direction === 0 ? "switch" : "way back"}, its lock ${isLocked ? "stays" : "is gone"}`,
    async happen(harness) {
      const { faults } = harness.simulator;
      faults.inject({ rpc: "WorkflowSwitchTraffic" }, { kind: "killed", after, downMs: 1 });
      await switched(harness, direction, ALL).catch(() => undefined);
      faults.clear();
      leaveLock(harness, isLocked);
    },
  };
}

/** What a dead vtctld leaves: its lock on the workflow, held for long or gone, and none on the keyspaces. */
export function leaveLock({ simulator: { state, cluster } }: Harness, isLocked: boolean): void {
  for (const keyspace of ["commerce", "customer"])
    for (const name of [C2C.workflow, `${C2C.workflow}_reverse`]) {
      if (!cluster.locks.held.has(formatWorkflowLockPath(keyspace, name))) continue;
      if (isLocked) state.ageWorkflowLock(keyspace, name, OLD_LOCK_MS);
      else state.removeWorkflowLock(keyspace, name);
    }
  for (const path of cluster.locks.held.keys()) if (path.startsWith("/global/keyspaces/")) cluster.locks.held.delete(path);
}

/** Somebody routes the tables to one side by hand, as they were before somebody's switch. */
export function led(side: "commerce" | "customer", tables: readonly string[]): Happening {
  return {
    name: `rules of ${tables.join(" and ")} led to ${side} by hand`,
    happen({ simulator }) {
      const routingRules = new Map(simulator.cluster.routingRules);
      for (const table of tables)
        for (const suffix of ["", "@replica", "@rdonly"])
          for (const prefix of ["", "commerce.", "customer."]) routingRules.set(`${prefix}${table}${suffix}`, [`${side}.${table}`]);
      simulator.state.applyRoutingRules(Object.fromEntries(routingRules));
    },
  };
}

function denied(keyspace: "commerce" | "customer", isDenied: boolean): Happening {
  return {
    name: `${keyspace} ${isDenied ? "denies" : "allows"} the tables by hand`,
    happen({ simulator }) {
      simulator.state.setDeniedTables(keyspace, "0", TABLES, isDenied);
    },
  };
}

/** What others do, and what happens to them. */
export const OUTSIDE: readonly Happening[] = [
  { name: "switched from elsewhere", happen: (harness) => switched(harness, 0, ALL) },
  { name: "reads switched from elsewhere", happen: (harness) => switched(harness, 0, ["REPLICA", "RDONLY"]) },
  { name: "switched back from elsewhere", happen: (harness) => switched(harness, 1, ALL) },
  ...switchSteps.flatMap((step) =>
    ([0, 1] as const).flatMap((direction) => [killed(direction, step, true), killed(direction, step, false)]),
  ),
  led("commerce", TABLES),
  led("customer", TABLES),
  led("commerce", ["corder"]),
  denied("commerce", true),
  denied("customer", true),
];
