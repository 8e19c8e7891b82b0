import type { RoleProcess } from "../../deploy/demo/role.ts";
import { until } from "../operations/harness.ts";
import { switches } from "./people.ts";
import type { Processes } from "./processes.ts";

/** Slows each step of a switch down so much that something can happen in the middle. */
export const SLOW_STEP_MS = 150;

/** Resolves when vtctld is in the middle of switching this workflow's writes. */
export async function inTheMiddleOf(harness: Processes, name: string): Promise<void> {
  await until(() => Promise.resolve(switches(harness, name).some(isWrites) && deniesWrites(harness, name)), 15_000);
}

export function isWrites({ request }: { readonly request: Readonly<Record<string, unknown>> }): boolean {
  return JSON.stringify(request["tablet_types"]).includes("PRIMARY");
}

/** True when the source denies writes to the moved table. */
export function deniesWrites({ vitess }: Pick<Processes, "vitess">, name: string): boolean {
  return vitess.state.shard("commerce", "0").deniedTables.includes(name);
}

export function timesLogged(role: RoleProcess, words: string): number {
  return role.log().filter((line) => line.includes(words)).length;
}
