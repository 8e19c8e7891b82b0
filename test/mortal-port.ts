import { setTimeout as sleep } from "node:timers/promises";

/**
 * Where a process kills itself (SIGKILL: nothing is cleaned up, no promise ends): at one of its calls to its ports. `at` counts these from 1.
 * `during` dies while the call is running. Lease renewals are not counted: some of them depend on the clock, so their number depends on how
 * busy the machine is.
 */
export interface Death {
  readonly at: number;
  readonly when: "before" | "during" | "after";
}

/** Ports with a death in them, and the calls that were made until then. */
export interface Mortality {
  readonly reached: readonly string[];
  /** The same port; ports inside it (`records.executions`) are wrapped as well. */
  wrap<T extends object>(port: T, name: string): T;
}

const A_CALL_TAKES_MS = 8;

export function openMortality(death: Death | undefined): Mortality {
  const reached: string[] = [];
  function wrap<T extends object>(port: T, name: string): T {
    return new Proxy(port, {
      get(target, property): unknown {
        const value: unknown = Reflect.get(target, property, target);
        if (typeof value === "object" && value !== null) return wrap(value, `${name}.${String(property)}`);
        if (typeof value !== "function") return value;
        if (property === "renew") return value.bind(target);
        // Not an await: it returns the port that writes go through.
        if (property === "whileFresh") return (isFresh: unknown): unknown => wrap(Reflect.apply(value, target, [isFresh]), name);
        return async (...args: unknown[]): Promise<unknown> => {
          reached.push(`${name}.${String(property)}`);
          const isHere = death?.at === reached.length;
          if (isHere && death.when === "before") die();
          const call: unknown = Reflect.apply(value, target, args);
          if (isHere && death.when === "during") {
            await sleep(A_CALL_TAKES_MS);
            die();
          }
          const result = await call;
          if (isHere) die();
          return typeof result === "object" && result !== null && "renew" in result ? wrap(result, "lease") : result;
        };
      },
    });
  }
  return { reached, wrap };
}

function die(): void {
  process.kill(process.pid, "SIGKILL");
}
