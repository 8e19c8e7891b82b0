import type { EntryBody } from "./entries.ts";
import { listReadsLeft } from "../move/reads-left.ts";
import type { Execution } from "../operation/execution/executions.ts";
import type { Seen } from "../operation/execution/sight.ts";

type ReadsLeftField = Pick<Extract<EntryBody, { readonly kind: "outcome" }>, "readsLeft">;

/** The reads that a switch left at the source, if the look at its end shows any. */
export function findReadsLeftAtSource(
  { move, proposal }: Pick<Execution, "move" | "proposal">,
  look: Seen["look"] | undefined,
): ReadsLeftField {
  if (proposal.kind !== "workflow" || proposal.operation.verb !== "switch" || look?.kind !== "workflow") return {};
  const { tables, sourceKeyspace } = proposal.facts;
  const left = listReadsLeft({ name: move, tables, sourceKeyspace }, look.reading);
  return left.length === 0 ? {} : { readsLeft: left };
}
