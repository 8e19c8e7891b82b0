import type { Operation } from "../../core/announce/entries.ts";
import type { GuardedVerb } from "../../core/move/broken-call.ts";
import type { Move } from "../../core/move/moves.ts";
import type { CancelOptions, CompleteOptions, SwitchOptions } from "../../core/options/options.ts";
import type { Situation } from "../../core/situation/situation.ts";
import { escapeName, markCode, quoteText } from "../text/escape.ts";
import { listNames } from "../text/lists.ts";
import { STEP_NAMES } from "../wording/preflight.ts";
import { deleteWords, sayRescued, saySourceTables, sayTargetTables } from "../wording/tables-after.ts";
import { VERB_WORDS } from "../wording/verbs.ts";
import { FIX_REVERSE } from "./after-half.ts";
import { isReverseLost, sayTrafficAfter } from "./traffic-after.ts";

interface MoveSucceeded {
  readonly move: Move;
  readonly situation: Situation;
}

/** What to do after each operation. */
export const AFTER_SUCCESS = {
  switch: "watch the applications, then complete or roll back",
  reverse: "find out what was wrong at the target before the next switch",
  complete: "nothing is left to do",
  cancel: "nothing is left to do",
  override: "request the step now: the override lapses",
  delete: "nothing is left to do",
  restore: "watch the applications, and the cards of the moves whose tables it routes",
  rescue: "find out whether vtctld is well again, then run what was cut off again once nobody holds the workflow's lock",
} as const satisfies Record<GuardedVerb, string>;

/** A success in words: its first word, what is true now, and what comes next. `isWhole`: no reads were left where they were. */
export function saySucceeded(
  act: Operation,
  { move, situation }: MoveSucceeded,
  isWhole: boolean,
): { readonly done: string; readonly now: string; readonly next: string } {
  const target = escapeName(move.name.targetKeyspace);
  const source = escapeName(move.sourceKeyspace);
  if (act.verb === "complete")
    return { done: "Completed", now: `Its tables live in ${target}.`, next: sayAfterComplete(act.options, source) };
  if (act.verb === "override")
    return {
      done: VERB_WORDS.override.done,
      now: `It may pass ${listNames(act.options.findings)} at ${STEP_NAMES[act.options.step]}.`,
      next: AFTER_SUCCESS.override,
    };
  if (act.verb === "rescue" && act.options.serves === true)
    return { done: "Saved rules served", now: "It is routed as the saved rules say, in every cell.", next: AFTER_SUCCESS.rescue };
  if (act.verb === "rescue")
    return {
      done: VERB_WORDS.rescue.done,
      now: `${act.options.keyspace === undefined ? source : escapeName(act.options.keyspace)} takes its writes again.`,
      next: AFTER_SUCCESS.rescue,
    };
  if (act.verb === "restore") {
    const so = `It and everything else in ${escapeName(move.name.cluster)} are routed as in snapshot ${markCode(act.options.snapshot, 40)}.`;
    return { done: VERB_WORDS.restore.done, now: so, next: AFTER_SUCCESS.restore };
  }
  if (act.verb === "delete") return { done: VERB_WORDS.delete.done, now: `Its tables stay in ${source}.`, next: sayAfterEnd(act.options) };
  if (act.verb === "cancel") return { done: "Cancelled", now: `Its tables stay in ${source}.`, next: sayAfterEnd(act.options) };
  const side = classifySwitchedTraffic(act.options);
  const where = act.verb === "switch" ? target : source;
  const next = act.verb === "switch" ? sayAfterSwitch(side !== "reads", act.options, situation) : AFTER_SUCCESS[act.verb];
  const { done } = VERB_WORDS[act.verb];
  if (side === "all") return { done, now: `${isWhole ? "Reads and writes" : "Writes and all other reads"} go to ${where}.`, next };
  // Where the writes go stands beside where the reads are.
  return { done: `${done} (${side})`, now: side === "reads" ? `Reads go to ${where}.` : "", next };
}

/** Somebody has to clean up what was kept; the next line names it. */
function sayAfterEnd({ keepData, keepRoutingRules }: CancelOptions): string {
  return keepData || keepRoutingRules ? "read below what is left in Vitess, and how it is cleaned" : AFTER_SUCCESS.cancel;
}

/** Which traffic a switch moved; if it left some out, the words say nothing about the rest. */
function classifySwitchedTraffic({ tabletTypes }: SwitchOptions): "all" | "reads" | "writes" {
  if (!tabletTypes.includes("PRIMARY")) return "reads";
  return tabletTypes.length === 1 ? "writes" : "all";
}

/** Complete leaves the source tables that it did not drop, and nobody else removes them. */
function sayAfterComplete({ ignoreSourceKeyspace, keepData, renameTables }: CompleteOptions, source: string): string {
  if (ignoreSourceKeyspace || (!keepData && !renameTables)) return AFTER_SUCCESS.complete;
  return `once nobody needs the ${keepData ? "old" : "renamed"} tables in ${source}, have a DBA drop them`;
}

function sayAfterSwitch(writes: boolean, { enableReverseReplication }: SwitchOptions, situation: Situation): string {
  if (!writes) return "watch the applications, then switch writes";
  if (enableReverseReplication && isReverseLost("switch", situation)) return FIX_REVERSE;
  return enableReverseReplication && situation.kind !== "tenant" ? AFTER_SUCCESS.switch : "watch the applications, then complete";
}

/** What the operation left, line by line. */
export function listAftermath(act: Operation, { move, situation }: MoveSucceeded): readonly string[] {
  const { tables } = move;
  if (act.verb === "complete") {
    const rules = act.options.keepRoutingRules ? "Routing rules stay." : "Routing rules and both workflows are gone.";
    return [`${saySourceTables(act.options, tables, escapeName(move.sourceKeyspace), true)}.`, rules];
  }
  if (act.verb === "restore") return [];
  if (act.verb === "override") return [`Reason: ${quoteText(act.options.reason)}`];
  const atTarget = { tables, target: escapeName(move.name.targetKeyspace), done: true, ofTenant: "ofTenant" in act };
  if (act.verb === "delete") return [`${deleteWords(act.options, atTarget)}.`];
  if (act.verb === "cancel") return [`${sayTargetTables(act.options, atTarget)}.`];
  if (act.verb === "rescue") return sayRescued(act.options.tables, act.options.serves === true);
  return sayTrafficAfter(act, classifySwitchedTraffic(act.options), situation);
}
