import type { Instant } from "../../core/readings/readings.ts";
import type { Refusal, Refused } from "../../core/operation/outcome/refusals.ts";
import { markCode } from "../text/escape.ts";
import { listNames } from "../text/lists.ts";
import { type Names, namePerson } from "../text/people.ts";
import { toSafeArgument } from "../text/safe-argument.ts";
import { formatMoment } from "../text/times.ts";
import { sayOptionNeeds, sayReleaseNeeded } from "./option-needs.ts";
import { OPERATION_REFUSALS } from "./operation-refusals.ts";
import { FOLLOW_REFUSALS } from "./follow-refusals.ts";
import { FREEZE_REFUSALS } from "./freeze-refusals.ts";
import { HANDOVER_REFUSALS } from "./handover-refusals.ts";
import { PEOPLE_REFUSALS } from "./people-refusals.ts";
import { START_STOP_REFUSALS } from "./start-stop-refusals.ts";
import { sayCompared, type RefusalOfVDiff, VDIFF_REFUSALS } from "./vdiff-refusals.ts";
import { VERB_WORDS } from "./verbs.ts";
import { VOTE_REFUSALS } from "./vote-refusals.ts";

/** The names that a refusal's sentence mentions. */
export interface RefusedNames {
  readonly subject: string;
  readonly nearest: readonly string[];
  readonly release?: Refused["release"];
  readonly earlier?: Refused["earlier"];
  readonly compared?: Refused["compared"];
}

/** Whose names are known, and the time of the answer. */
export interface SaidTo {
  readonly now: Instant;
  readonly names?: Names;
}

/** Says what is wrong and what would be right; `example` is a line to paste. */
interface RefusalWords {
  readonly text: string;
  readonly example?: string;
}

type SayRefusal = (about: RefusedNames, to: SaidTo) => RefusalWords;

const EXAMPLE = "create customer.commerce2customer --source-keyspace commerce --tables customer,corder";
const SPELLING = " Check the spelling.";

const REFUSAL_WORDS = {
  ...PEOPLE_REFUSALS,
  ...FREEZE_REFUSALS,
  "not-understood": (it) => ({
    text: `No worker of Tandem understands this line, and nothing was done: ${markCode(it.subject)}. It was taken in while Tandem was being updated; type it again when the update is through.`,
  }),
  "unknown-cluster": (it) => ({
    text: `There is no cluster ${nameIt(it)}.${sayMeant(it) || " Leave `--cluster` out to mean the configured one."}`,
    example: "list",
  }),
  "unknown-keyspace": (it) => ({ text: `There is no keyspace ${nameIt(it)}.${sayMeant(it) || SPELLING}`, example: "list" }),
  "unknown-table": (it) => ({ text: `The source keyspace has no table ${nameIt(it)}.${sayMeant(it) || SPELLING}`, example: EXAMPLE }),
  "view-not-moved": (it) => ({
    text: `${nameIt(it)} is a view of the source keyspace: a move takes tables alone. Move the tables that it reads, and make it anew at the target.`,
    example: EXAMPLE,
  }),
  "unknown-workflow": (it) => ({
    text: `There is no workflow ${nameIt(it)}.${sayMeant(it) || " It may have been completed or cancelled; the list shows which there are."}`,
    example: suggestExample("status", it) ?? "list",
  }),
  "not-a-movetables": (it) => ({ text: `${nameIt(it)} is not a MoveTables workflow, and Tandem handles no other kind.`, example: "list" }),
  "workflow-exists": (it, to) => ({
    text: `A workflow ${nameIt(it)} ${it.earlier === undefined ? "exists already" : `is there or on its way already: ${sayRequested(it.earlier, to)}`}. Choose another name, or look at the one that is there.`,
    example: `status ${toSafeArgument(it.subject)}`,
  }),
  "source-is-target": (it) => ({
    text: `${nameIt(it)} is both source and target. MoveTables needs two different keyspaces.`,
    example: EXAMPLE,
  }),
  "table-in-other-workflow": (it) => ({
    text: `Another workflow already moves ${nameIt(it)}.${it.nearest.length === 0 ? "" : ` It is ${listNames(it.nearest)}.`} One table can be in one workflow only.`,
    example: suggestExample("status", it) ?? "list",
  }),
  "unknown-finding": (it) => ({
    text: `Preflight has no finding ${nameIt(it)}.${sayMeant(it) || " Its report names the codes."}`,
  }),
  "nothing-to-override": (it) => ({
    text: `There is nothing to override: preflight does not stop the step because of ${nameIt(it)}. For a create, begin it first; what stops it is named then.`,
  }),
  "not-overridable": (it) => ({
    text: `${nameIt(it)} cannot be overridden: Vitess itself would refuse the step, or nobody could want it. Fix it instead; preflight says how.`,
  }),
  "no-tables": (it) => ({
    text: `There is no table to move in ${nameIt(it)}.`,
    example: EXAMPLE,
  }),
  "vdiff-while-copying": sayVDiffRefusal("vdiff-while-copying"),
  "vdiff-running": sayVDiffRefusal("vdiff-running"),
  "vdiff-not-running": sayVDiffRefusal("vdiff-not-running"),
  "vdiff-table-gone": sayVDiffRefusal("vdiff-table-gone"),
  "vdiff-after-switch": sayVDiffRefusal("vdiff-after-switch"),
  "no-vdiff": sayVDiffRefusal("no-vdiff"),
  "vdiff-forgotten": sayVDiffRefusal("vdiff-forgotten"),
  "vdiff-not-kept": sayVDiffRefusal("vdiff-not-kept"),
  "request-open": (it, to) => ({
    text:
      it.earlier === undefined
        ? `A request for ${nameIt(it)} is still open. Decide or withdraw it first.`
        : `A request for ${sayCalling(it.earlier.verb)} of ${nameIt(it)} is still open: ${sayRequested(it.earlier, to)}. Decide it, withdraw it or call it off first.`,
    example: `call-off ${toSafeArgument(it.subject)}`,
  }),
  "execution-running": (it, to) => ({
    text:
      it.earlier === undefined
        ? `Something is being carried out on ${nameIt(it)} right now. Wait until it has ended, or call it off.`
        : `${sayCalling(it.earlier.verb)} is being carried out on ${nameIt(it)}: ${sayRequested(it.earlier, to)}. Wait until it has ended, or call it off.`,
    example: `status ${toSafeArgument(it.subject)}`,
  }),
  "nothing-to-call-off": (it) => ({
    text: `There is nothing to call off for ${nameIt(it)}: no request is open, and nothing is being carried out.`,
    example: `status ${toSafeArgument(it.subject)}`,
  }),
  "call-off-not-allowed": (it) => ({
    text: `Nothing of ${nameIt(it)} was called off: only whoever requested it, an approver or an operator of this cluster can do that. Ask one of them.`,
  }),
  "audit-not-allowed": (it) => ({
    text: `The audit of ${nameIt(it)} is for operators and approvers of this cluster, and for whoever began the move. Ask one of them.`,
  }),
  ...START_STOP_REFUSALS,
  "throttler-unknown": (it) => ({
    text: `What the throttler of ${nameIt(it)} does cannot be read: Vitess has the call since 21. A move's card still shows when its streams are throttled.`,
  }),
  "unknown-snapshot": (it) => ({
    text: `There is no snapshot ${nameIt(it)} of this cluster's routing rules.${it.nearest.length === 0 ? " None is kept." : ` The newest are ${listNames(it.nearest)}.`} For each cluster, the newest 200 from before steps and the newest 50 that people saved are kept.`,
    example: "rules get",
  }),
  "no-thread-for-restore": (it) => ({
    text: `Snapshot ${nameIt(it)} was saved by hand, and a restore is decided in the thread of a move. Name a move that Tandem follows, or has followed.`,
    example: `rules restore ${toSafeArgument(it.subject)} customer.commerce2customer`,
  }),
  "nothing-to-restore": (it) => ({ text: `The routing rules are as snapshot ${nameIt(it)} has them. There is nothing to restore.` }),
  "others-rules-differ": (it) => ({
    text: `This move's own rules are as snapshot ${nameIt(it)} has them; only other rules differ. Add \`--whole\` to request those as well.`,
  }),
  "mirrors-not-writable": (it) => ({
    text: `Only mirror rules differ from snapshot ${nameIt(it)}, and Vitess has no call that writes them. Set them with MirrorTraffic.`,
    example: "mirror customer.commerce2customer --percent 0",
  }),
  "not-in-channel": () => ({ text: "Tandem is not a member of this channel. Invite it with `/invite @Tandem`, then try again." }),
  "already-adopted": sayFollowRefusal("already-adopted"),
  "already-followed": sayFollowRefusal("already-followed"),
  "not-followed": sayFollowRefusal("not-followed"),
  "followed-by-pattern": sayFollowRefusal("followed-by-pattern"),
  "pattern-not-followed": sayFollowRefusal("pattern-not-followed"),
  "too-many-patterns": sayFollowRefusal("too-many-patterns"),
  "no-fleet": sayFollowRefusal("no-fleet"),
  ...HANDOVER_REFUSALS,
  "option-needs-version": (it) => ({
    text: `${sayOptionNeeds(it.subject)} ${sayReleaseNeeded(it.release)}. Nothing was done.`,
    example: "clusters",
  }),
  "not-on-reverse": (it) => ({
    text: `That name is the reverse workflow of ${nameIt(it)}, and this cannot be requested on it. Nothing was done; look at the move itself first.`,
    example: `status ${toSafeArgument(it.subject)}`,
  }),
  "state-changed": sayOperationRefusal("state-changed"),
  "preflight-blocked": sayOperationRefusal("preflight-blocked"),
  "use-by-passed": sayOperationRefusal("use-by-passed"),
  "approver-lost": sayOperationRefusal("approver-lost"),
  "policy-raised": sayOperationRefusal("policy-raised"),
  "people-unknown-too-long": sayOperationRefusal("people-unknown-too-long"),
  withdrawn: sayOperationRefusal("withdrawn"),
  "lag-too-high": sayOperationRefusal("lag-too-high"),
  "workflow-missing": sayOperationRefusal("workflow-missing"),
  "still-copying": sayOperationRefusal("still-copying"),
  "streams-not-running": sayOperationRefusal("streams-not-running"),
  "stream-never-started": sayOperationRefusal("stream-never-started"),
  "no-reverse-workflow": sayOperationRefusal("no-reverse-workflow"),
  "not-switched": sayOperationRefusal("not-switched"),
  "already-switched": sayOperationRefusal("already-switched"),
  "reads-switched": sayOperationRefusal("reads-switched"),
  "reads-left": sayOperationRefusal("reads-left"),
  "tenant-stays": sayOperationRefusal("tenant-stays"),
  "shards-go-together": sayOperationRefusal("shards-go-together"),
  "target-denies-writes": sayOperationRefusal("target-denies-writes"),
  "writes-denied": sayOperationRefusal("writes-denied"),
  "routed-to-target": sayOperationRefusal("routed-to-target"),
  "switch-unfinished": sayOperationRefusal("switch-unfinished"),
  "mirror-rules-left": sayOperationRefusal("mirror-rules-left"),
  "rules-lost": sayOperationRefusal("rules-lost"),
  "serving-not-proven": sayOperationRefusal("serving-not-proven"),
  "serving-not-urgent": sayOperationRefusal("serving-not-urgent"),
  "served-unread": sayOperationRefusal("served-unread"),
  "switch-alive": sayOperationRefusal("switch-alive"),
  "nothing-denied": sayOperationRefusal("nothing-denied"),
  "snapshot-missing": sayOperationRefusal("snapshot-missing"),
  "in-freeze": sayOperationRefusal("in-freeze"),
  "rules-in-use": sayOperationRefusal("rules-in-use"),
  "window-missed": sayOperationRefusal("window-missed"),
  "workflow-locked": sayOperationRefusal("workflow-locked"),
  unreachable: sayOperationRefusal("unreachable"),
  "not-open": sayVoteRefusal("not-open"),
  expired: sayVoteRefusal("expired"),
  "own-request": sayVoteRefusal("own-request"),
  "not-an-approver": sayVoteRefusal("not-an-approver"),
  "already-voted": sayVoteRefusal("already-voted"),
  "reason-missing": sayVoteRefusal("reason-missing"),
  "move-busy": sayVoteRefusal("move-busy"),
} as const satisfies Record<Refusal, SayRefusal>;

/** The sentences of a refusal, formatted and escaped; `example` without `/movetables`. */
export function sayRefusal(reason: Refusal, about: RefusedNames, to: SaidTo): RefusalWords {
  const say: SayRefusal = REFUSAL_WORDS[reason];
  return say(about, to);
}

function sayCalling(verb: NonNullable<RefusedNames["earlier"]>["verb"]): string {
  return verb === "create" ? "Create" : VERB_WORDS[verb].vitess;
}

function sayRequested({ by, at }: NonNullable<RefusedNames["earlier"]>, { now, names: people }: SaidTo): string {
  return `${namePerson(by, people)} asked ${formatMoment(at, now)}`;
}

function sayOperationRefusal(reason: keyof typeof OPERATION_REFUSALS): SayRefusal {
  return (it) => {
    const { why, next } = OPERATION_REFUSALS[reason];
    return { text: `Not done for ${nameIt(it)}: ${why}. Next: ${next}.` };
  };
}

function sayVDiffRefusal(reason: RefusalOfVDiff): SayRefusal {
  return (about, { now }) =>
    VDIFF_REFUSALS[reason]({ it: nameIt(about), argument: toSafeArgument(about.subject), compared: sayCompared(about.compared, now) });
}

function sayFollowRefusal(reason: keyof typeof FOLLOW_REFUSALS): SayRefusal {
  return (it) => FOLLOW_REFUSALS[reason]({ ...it, it: nameIt(it), meant: sayMeant(it) });
}

function sayVoteRefusal(reason: keyof typeof VOTE_REFUSALS): SayRefusal {
  return () => ({ text: VOTE_REFUSALS[reason] });
}

function nameIt(it: RefusedNames): string {
  return it.subject.includes(",") ? listNames(it.subject.split(",").map((one) => one.trim())) : listNames([it.subject]);
}

function sayMeant(it: RefusedNames): string {
  return it.nearest.length === 0 ? "" : ` Did you mean ${listNames(it.nearest.slice(0, 3))}?`;
}

function suggestExample(verb: string, it: RefusedNames): string | undefined {
  const [best] = it.nearest;
  return best === undefined ? undefined : `${verb} ${toSafeArgument(best)}`;
}
