import { randomUUID } from "node:crypto";
import { openHarness, openHarnessAt, type PracticeHarness, type Harness } from "../../deploy/demo/harness.ts";
import { ConfigError } from "../../src/config/problems.ts";
import { openLook } from "./look.ts";
import type { Write } from "./refresh-trap.ts";
import { giveBack, type Run, run } from "./run.ts";
import { readAsked, type TablesToMove } from "./settings.ts";

// A test cluster's copy or VDiff may take its time; one that stands still for an hour needs a look.
const REAL_MS = 60 * 60_000;
// As long as Tandem itself waits for its calls when it is stopped (src/main.ts).
const REAL_STOP_MS = 16 * 60_000;
const SIMULATED_MS = 2 * 60_000;
const SIMULATED: TablesToMove = {
  sourceKeyspace: "commerce",
  targetKeyspace: "customer",
  tables: ["customer", "corder"],
  workflow: "commerce2customer",
};
// Above the ids of the simulator's rows.
const FREE_ID = 5_000_000;

const print = (line: string): void => console.log(line);
const asked = readAsked(process.env, freshName());

switch (asked.kind) {
  case "refused":
    print(asked.sentence);
    process.exitCode = 1;
    break;
  case "simulator": {
    print("No VTCTLD_ADDRESS, SOURCE_KEYSPACE, TARGET_KEYSPACE and TABLES are set: this is the simulator, and no real Vitess is touched.");
    const harness = await openHarness({ copySeconds: 6, rateLimits: true });
    await finish(
      harness,
      { VTCTLD_ADDRESS: harness.vitess.address },
      { tables: SIMULATED, doneWithinMs: SIMULATED_MS, write: writes(harness) },
    );
    break;
  }
  case "cluster": {
    const { vtctld, tables } = asked;
    print(warning(vtctld["VTCTLD_ADDRESS"] ?? "", tables));
    if (areRight(vtctld, tables)) {
      const harness = await openHarnessAt(vtctld, { rateLimits: true, stopWithinMs: REAL_STOP_MS });
      // Nothing here speaks MySQL.
      await finish(harness, vtctld, { tables, doneWithinMs: REAL_MS, write: undefined });
    }
    break;
  }
}

async function finish(harness: Harness | PracticeHarness, vtctld: Readonly<Record<string, string>>, how: Omit<Run, "look">): Promise<void> {
  const look = openLook(vtctld, how.tables);
  let stopped = false;
  const onSignal = (): void => {
    if (stopped) return;
    stopped = true;
    print("Stopping: calls to vtctld that are under way are waited for. Look at the workflow afterwards.");
    void Promise.allSettled([giveBack(look, how.tables, print), harness.close()]).then(() => process.exit(1));
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, onSignal);
  const succeeded = await run(harness, { ...how, look }, print);
  if (stopped) return;
  look.close();
  await harness.close();
  print(succeeded ? "test:vitess: completed" : "test:vitess: failed");
  process.exit(succeeded ? 0 : 1);
}

/** An application's write to the first of the tables, through the simulator's vtgate. */
function writes({ vitess }: PracticeHarness): Write {
  const [table = ""] = SIMULATED.tables;
  let id = FREE_ID;
  return () => {
    id += 1;
    return vitess.sql.insertThroughVtgate(table, { id: String(id) }).error === undefined ? "written" : "denied";
  };
}

/** Sorts by time, and two runs that start in the same second do not collide. */
function freshName(): string {
  return `tandem_${new Date().toISOString().replaceAll(/\D/g, "").slice(0, 14)}_${randomUUID().slice(0, 4)}`;
}

function warning(address: string, { sourceKeyspace, targetKeyspace, tables, workflow }: TablesToMove): string {
  const renamed = tables.map((table) => `_${table}_old`).join(", ");
  return `This moves ${tables.join(", ")} from ${sourceKeyspace} to ${targetKeyspace} at ${address} as ${targetKeyspace}.${workflow}, switches all traffic there, back and there again, in between denies applications their writes to ${tables[0]} until Tandem gives them back, which takes up to a minute, and ends with the tables in ${sourceKeyspace} renamed to ${renamed}; nothing here undoes that.`;
}

function areRight(vtctld: Readonly<Record<string, string>>, tables: TablesToMove): boolean {
  try {
    openLook(vtctld, tables).close();
    return true;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    print(error.message);
    process.exitCode = 1;
    return false;
  }
}
