import type { WorkflowOperation } from "../../core/operation/request/operations.ts";
import type { Situation } from "../../core/situation/situation.ts";
import { escapeName } from "../text/escape.ts";
import { NOT_GIVEN_BACK } from "../wording/tenant.ts";

type Moved = Extract<WorkflowOperation, { readonly verb: "switch" | "reverse" }>;

/** Says what a switch of traffic leaves beside what it moved: where the other reads are, and what replicates from now on. */
export function sayTrafficAfter({ verb, options }: Moved, side: "all" | "reads" | "writes", situation: Situation): readonly string[] {
  if (side === "reads") return [];
  return [
    ...(side === "writes" ? [sayWritesOnly(verb, situation)] : []),
    options.enableReverseReplication && isReverseLost(verb, situation)
      ? REVERSE_LOST
      : REPLICATION[verb][options.enableReverseReplication ? "on" : "off"],
    ...(situation.kind === "tenant" && verb === "switch" ? [`It cannot be rolled back: ${NOT_GIVEN_BACK}.`] : []),
  ];
}

/** True if the reverse workflow of a switch ran at its end and has been found not to run by the time people are told. */
export function isReverseLost(verb: Moved["verb"], { alarm }: Situation): boolean {
  return verb === "switch" && alarm?.alarm === "reverse-not-running";
}

/** Says where the reads are, which a switch of writes alone does not move. */
function sayWritesOnly(verb: "switch" | "reverse", { traffic, known: { move } }: Situation): string {
  const [source, target] = [escapeName(move.sourceKeyspace), escapeName(move.name.targetKeyspace)];
  const to = verb === "switch" ? target : source;
  const reads = traffic?.reads;
  if (reads === undefined || reads === "some") return `Writes go to ${to}; reads stay where they were.`;
  const at = reads === "all" ? target : source;
  return at === to ? `Writes go to ${to}; reads did before.` : `Writes go to ${to}; reads stay on ${at}.`;
}

const REVERSE_LOST = "A reverse workflow was created, but has stopped or is in error since: a rollback would lose writes.";

const REPLICATION = {
  switch: {
    on: "Reverse replication runs, so a rollback loses nothing.",
    off: "No reverse workflow was requested: a rollback would lose writes.",
  },
  reverse: {
    on: "The workflow replicates from the source to the target again.",
    off: "No replication to the target was requested: the target does not follow any more.",
  },
} as const;
