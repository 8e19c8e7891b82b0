import type { Vitess } from "../../../src/operations/ports.ts";
import { altered } from "../altered.ts";
import { type Stage } from "../stage.ts";

/** Somebody else's hand: adds or redirects one table rule, with a whole new document as the reference client does. */
export async function redirect({ vitess }: Pick<Stage, "vitess">, from: string, to: string): Promise<void> {
  const rules = await vitess.rules();
  await vitess.applyRules("tables", { ...rules, tables: [...rules.tables.filter((rule) => rule.from !== from), { from, to: [to] }] });
}

/** Vitess as it is, with one of its calls changed. */
export function withCall(stage: Stage, change: Partial<Vitess>): Stage["deps"] {
  const vitess = altered(stage.vitess, change);
  return { ...stage.deps, vitess: () => vitess };
}

/** How often vtctld got this call. */
export function sent(stage: Stage, method: string): number {
  return stage.simulator.calls().filter((call) => call.method === method).length;
}
