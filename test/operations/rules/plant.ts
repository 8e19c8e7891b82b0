import type { Vitess } from "../../../src/operations/ports.ts";
import { altered } from "../altered.ts";
import { type Harness } from "../harness.ts";

/** Somebody else adds or redirects one table rule by hand, with a whole new document as the reference client does. */
export async function redirect({ vitess }: Pick<Harness, "vitess">, from: string, to: string): Promise<void> {
  const rules = await vitess.rules();
  await vitess.applyRules("tables", { ...rules, tables: [...rules.tables.filter((rule) => rule.from !== from), { from, to: [to] }] });
}

/** Vitess with one of its calls changed. */
export function withCall(harness: Harness, change: Partial<Vitess>): Harness["deps"] {
  const vitess = altered(harness.vitess, change);
  return { ...harness.deps, vitess: () => vitess };
}

/** How often vtctld got this call. */
export function sent(harness: Harness, method: string): number {
  return harness.simulator.calls().filter((call) => call.method === method).length;
}
