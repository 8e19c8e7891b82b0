import { moveId } from "../../../src/core/vitess/names.ts";
import { compiled } from "../../compiled.ts";
import { C2C, type Harness } from "../harness.ts";
import type { Death } from "../../mortal-port.ts";
import { type MortalEnd, runMortal } from "../../mortal-process.ts";

const WORKER = compiled(new URL("mortal-worker.ts", import.meta.url));

/** Executes in a process of its own, up to the planned death. */
export function mortalWorker(harness: Harness, executionId: string, death: Death | undefined): Promise<MortalEnd> {
  return runMortal(WORKER, { harness: harness.address, executionId, death });
}

/** Where the end of an execution is recorded: in all of these, or in none. */
export interface Told {
  readonly record: boolean;
  readonly line: boolean;
  readonly audit: boolean;
  readonly request: boolean;
}

export async function toldOf(harness: Harness, executionId: string): Promise<Told> {
  const [execution, request, entries, audit] = await Promise.all([
    harness.records.executions.get(executionId),
    harness.records.requests.get(executionId),
    harness.records.entries(moveId(C2C), 0),
    harness.audited(),
  ]);
  return {
    record: execution?.state.kind === "ended",
    line: entries.some(({ body }) => body.kind === "outcome" && body.executionId === executionId),
    audit: audit.some(({ kind, facts }) => kind === "outcome" && facts["execution"] === executionId),
    request: request?.state.kind === "used",
  };
}

export const TOLD_EVERYWHERE: Told = { record: true, line: true, audit: true, request: true };
export const TOLD_NOWHERE: Told = { record: false, line: false, audit: false, request: false };
