import type { Button } from "@slack/types";
import type { MoveName } from "../../core/vitess/names.ts";
import type { OutcomeFact } from "../../core/operation/outcome/outcomes.ts";
import type { Instant } from "../../core/readings/readings.ts";
import type { Situation } from "../../core/situation/situation.ts";
import { sayNextStep } from "../wording/next.ts";
import { VERB_WORDS } from "../wording/verbs.ts";
import { MOVE_BUTTONS, buildSituationButtons } from "./buttons.ts";
import type { GuardedVerb } from "../../core/move/broken-call.ts";

/** The step after a switch whose reverse workflow does not run. */
export const FIX_REVERSE = "fix what keeps the reverse workflow from running, which diagnose shows; do not reverse before it runs";

interface AfterHalf {
  readonly next: string;
  readonly buttons: readonly Button[];
}

/** True for what keeps applications from writing. */
export function isDenialOfWrites(fact: OutcomeFact): boolean {
  return fact === "source-denies-writes" || fact === "target-denies-writes" || fact === "both-sides-deny-writes";
}

/**
 * Takes the advice from the card and the alarm where something is wrong now or needs a DBA: findings alone leave out the streams, and two
 * adjacent messages must not disagree. An alarm from a reading before the outcome says nothing about afterwards.
 */
export function adviseAfterHalfNow(situation: Situation, since: Instant): AfterHalf | undefined {
  const { alarm, next, known } = situation;
  const isOfAfter = (known.reading?.at ?? 0) >= since;
  const speaks = (alarm !== undefined && isOfAfter) || next.kind === "have-dba-look" || next.kind === "finish-rollback";
  return speaks ? { next: sayNextStep(situation), buttons: buildSituationButtons(situation) } : undefined;
}

/** Says what is safe after an operation that ended early. Repeating it is safe only while there is a workflow to repeat it on. */
export function adviseAfterHalf(verb: GuardedVerb, findings: readonly OutcomeFact[], name: MoveName): AfterHalf {
  const found = (...any: readonly OutcomeFact[]): boolean => any.some((one) => findings.includes(one));
  const words = (next: string): AfterHalf => ({ next, buttons: [MOVE_BUTTONS.diagnose(name)] });
  if (findings.length === 0 || found("state-unreadable"))
    return words("look at the workflow once Vitess answers, before anything is repeated");
  if (found("rules-not-propagated"))
    return words("run vtctldclient RebuildVSchemaGraph, which sends the rules to every cell; then look at the rules");
  if (found("tablets-not-told"))
    return words(
      "have the tablets read their records with `vtctldclient RefreshStateByShard <keyspace/shard>`, and check that applications can write",
    );
  // Running the switch again does not serve the saved rules.
  const isBlocked = findings.some(isDenialOfWrites);
  if (found("rules-not-served") && !isBlocked)
    return words(
      "look at the status, which says whether the saved routing rules are right; `vtctldclient RebuildVSchemaGraph` has every cell serve them",
    );
  if (found("rules-not-served"))
    return {
      next: `have the saved routing rules served, which takes no lock; then the same ${VERB_WORDS[verb].vitess} again, if it is not finished${found("workflow-locked") ? ", once the workflow's lock is gone" : ""}`,
      buttons: [{ ...MOVE_BUTTONS.serveRules(name), style: "primary" }, MOVE_BUTTONS.diagnose(name)],
    };
  if (verb === "restore") return words("look at the rules, then request the restore again: it shows what still differs");
  if (found("workflow-gone"))
    return words(
      "the workflow is gone, so this cannot be repeated; have a Vitess DBA look at rules, tables and workflows of both keyspaces",
    );
  // Unless the reverse workflow runs, another reverse breaks the forward one (docs/facts/switch-traffic.md#reverse-without-replication).
  if (verb === "reverse" && found("reverse-missing", "reverse-not-running"))
    return words("do not repeat it; have a Vitess DBA look at workflows and routing of both keyspaces");
  // Traffic is switched but the reverse workflow does not run; Vitess refuses to repeat the switch of a frozen workflow.
  const left = findings.filter((one) => one !== "reads-switched" && one !== "writes-switched");
  if (verb === "switch" && left.every((one) => one === "reverse-not-running")) return words(FIX_REVERSE);
  const wait = found("workflow-locked") ? " once the workflow's lock is gone" : "";
  // Before the journal starting over loses nothing, and applications must not wait for it.
  if (verb === "switch" && found("writes-not-switched") && found("source-denies-writes", "both-sides-deny-writes"))
    return {
      next: `unblock writes; then the same SwitchTraffic again${wait}`,
      buttons: [{ ...MOVE_BUTTONS.rescue(name), style: "primary" }, MOVE_BUTTONS.diagnose(name)],
    };
  // After the journal a stream in error needs a DBA, and only a later reading shows it.
  const unless = verb === "switch" && found("not-frozen") ? ", unless the card shows a stream in error" : "";
  const next = `run the same ${VERB_WORDS[verb].vitess} again${wait}; it picks up where it stopped${unless}`;
  // While the lock is held a repeat would only wait; the card offers it once the lock is free.
  const again = wait === "" ? AGAIN_BUTTONS[verb] : undefined;
  return again === undefined
    ? words(next)
    : { next, buttons: [{ ...MOVE_BUTTONS[again](name), style: "primary" }, MOVE_BUTTONS.diagnose(name)] };
}

const AGAIN_BUTTONS: Partial<Record<GuardedVerb, "switchAgain" | "reverseAgain">> = { switch: "switchAgain", reverse: "reverseAgain" };
