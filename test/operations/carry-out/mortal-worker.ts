import { setTimeout as sleep } from "node:timers/promises";
import { carriedOut } from "../moves.ts";
import { isConnected, joinHarness, type HarnessAddress } from "../harness.ts";

/**
 * A worker process that kills itself (SIGKILL: nothing is cleaned up, no promise ends) at one await of an execution, or counts them. Every
 * await of the execution is a call of a port, including commits; `at` counts these from 1. `during` dies while the call is running. Lease
 * renewals are not counted: some of them depend on the clock, so their number depends on how busy the machine is.
 */
export interface Death {
  readonly at: number;
  readonly when: "before" | "during" | "after";
}

const { harness, executionId, death } = JSON.parse(process.env["MORTAL"] ?? "{}") as {
  harness: HarnessAddress;
  executionId: string;
  death?: Death;
};
const joined = joinHarness(harness);
await isConnected(joined.records);
const reached: string[] = [];

function die(): void {
  process.kill(process.pid, "SIGKILL");
}

/** The same port, with a death in it. Ports inside it (`records.executions`) are wrapped as well. */
function mortal<T extends object>(port: T, name: string): T {
  return new Proxy(port, {
    get(target, property, receiver): unknown {
      const value: unknown = Reflect.get(target, property, receiver);
      if (typeof value === "object" && value !== null) return mortal(value, `${name}.${String(property)}`);
      if (typeof value !== "function") return value;
      if (property === "renew") return value.bind(target);
      // Not an await: it returns the port that writes go through.
      if (property === "whileFresh") return (isFresh: unknown): unknown => mortal(Reflect.apply(value, target, [isFresh]), name);
      return async (...args: unknown[]): Promise<unknown> => {
        reached.push(`${name}.${String(property)}`);
        const isHere = death?.at === reached.length;
        if (isHere && death.when === "before") die();
        const call: unknown = Reflect.apply(value, target, args);
        if (isHere && death.when === "during") {
          await sleep(8);
          die();
        }
        const result = await call;
        if (isHere) die();
        return typeof result === "object" && result !== null && "renew" in result ? mortal(result, "lease") : result;
      };
    },
  });
}

const { vitess } = joined;
const mortalVitess = mortal(vitess, "vitess");
await carriedOut(
  { ...joined.deps, records: mortal(joined.records, "records"), jobs: mortal(joined.jobs, "jobs"), vitess: () => mortalVitess },
  executionId,
);
process.stdout.write(JSON.stringify(reached));
joined.close();
