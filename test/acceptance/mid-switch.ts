import type { RoleProcess } from "../../deploy/demo/role.ts";
import { until } from "../operations/harness.ts";
import { switches } from "./people.ts";
import type { Processes } from "./processes.ts";

/** A step of a switch takes this much longer, so that something can happen in its middle. */
export const SLOW_STEP_MS = 150;

/** Resolves when a switch of this workflow's writes is under way at vtctld. */
export async function inTheMiddleOf(harness: Processes, name: string): Promise<void> {
  await until(() => Promise.resolve(switches(harness, name).some(isWrites) && deniesWrites(harness, name)), 15_000);
}

export function isWrites({ request }: { readonly request: Readonly<Record<string, unknown>> }): boolean {
  return JSON.stringify(request["tablet_types"]).includes("PRIMARY");
}

/** True when the source denies writes to the table that is moved. */
export function deniesWrites({ vitess }: Pick<Processes, "vitess">, name: string): boolean {
  return vitess.state.shard("commerce", "0").deniedTables.includes(name);
}

export function timesLogged(role: RoleProcess, words: string): number {
  return role.log().filter((line) => line.includes(words)).length;
}
