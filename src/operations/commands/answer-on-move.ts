import type { Answer } from "../../core/command/answers.ts";
import type { Command } from "../../core/command/command.ts";
import type { Move } from "../../core/move/moves.ts";
import { type MoveName, qualifyName } from "../../core/vitess/names.ts";
import { adoptMove, findOrAdoptMove, isRefused } from "../following/adopt-move.ts";
import { callOffLive, findCalledOff } from "../carry-out/call-off.ts";
import { runDryRun, requestOperation } from "../requests/request-operation.ts";
import { createMove, planCreateOnly } from "../moves/create-move.ts";
import { requestDelete } from "../moves/delete-workflow.ts";
import type { Asker, VerbDeps } from "../deps.ts";
import { answerOnEndedMove } from "../moves/ended-move.ts";
import { diagnose } from "../moves/diagnose.ts";
import { breakGlass } from "../freeze/break-glass.ts";
import { handOver } from "../hand-over.ts";
import { refuse } from "../refusals.ts";
import { followMove, unfollowMove } from "../following/follow-move.ts";
import { mirrorTraffic } from "../moves/mirror-traffic.ts";
import { rescue } from "../moves/rescue.ts";
import { requestOverride } from "../requests/override.ts";
import { showPreflight } from "../requests/show-preflight.ts";
import { showMove, readStatus } from "../moves/show-moves.ts";
import { showAudit } from "../evidence/show-audit.ts";
import { startOrStop } from "../moves/start-stop.ts";
import { updateMove } from "../moves/update-move.ts";
import { changeVDiff, createVDiff, showVDiff } from "../moves/vdiff.ts";

/** The commands about one move. */
type OnMove = Exclude<Extract<Command, { readonly name: unknown }>, { readonly verb: "form" | "rules-restore" }>;

/** Carries out a command about one move. Follows the move first, because everything done to a workflow is announced in its thread. */
export async function answerOnMove(deps: VerbDeps, command: OnMove, name: MoveName, asker: Asker): Promise<Answer> {
  if (command.verb === "create")
    return command.dryRun ? planCreateOnly(deps, name, command.options) : createMove(deps, name, command.options, asker);
  // A create that preflight stopped has no workflow to follow.
  if (command.verb === "override") return requestOverride(deps, name, command, asker);
  if (command.verb === "adopt") return adoptMove(deps, name, asker);
  if (command.verb === "audit") return showAudit(deps, name, command, asker);
  // A status does not follow the workflow.
  if (command.verb === "status") {
    const status = await readStatus(deps, name);
    return status.kind === "refused" ? ((await answerOnEndedMove(deps, name, "state")) ?? status) : status;
  }
  const move = await findOrAdoptMove(deps, name, asker);
  if (isRefused(move)) return (await answerOnGone(deps, command, name)) ?? move;
  switch (command.verb) {
    case "show":
      return showMove(deps, move);
    case "start":
    case "stop":
      return startOrStop(deps, move, { doing: command.verb, shards: command.shards }, asker);
    case "vdiff-create":
      return createVDiff(deps, move, { uuid: command.uuid ?? deriveVDiffUuid(deps, asker.id), options: command.options }, asker);
    case "vdiff-show":
      return showVDiff(deps, move, command.arg);
    case "vdiff-stop":
      return changeVDiff(deps, move, { uuid: command.uuid, change: "stop", shards: command.shards }, asker);
    case "vdiff-resume":
      return changeVDiff(deps, move, { uuid: command.uuid, change: "resume", shards: command.shards }, asker);
    case "vdiff-delete":
      return changeVDiff(deps, move, { uuid: command.arg, change: "delete" }, asker);
    case "switch":
    case "reverse": {
      const operation = { verb: command.verb, options: command.options };
      return command.dryRun
        ? runDryRun(deps, move, operation, asker)
        : requestOperation(deps, move, operation, { ...asker, hours: command.window });
    }
    case "complete": {
      const operation = { verb: command.verb, options: command.options };
      return command.dryRun
        ? runDryRun(deps, move, operation, asker)
        : requestOperation(deps, move, operation, { ...asker, hours: command.window });
    }
    case "cancel":
      return requestOperation(deps, move, { verb: "cancel", options: command.options }, asker);
    case "delete":
      return requestDelete(deps, move, command.options, asker);
    case "update":
      return updateMove(deps, move, command.options, asker);
    case "mirror":
      return mirrorTraffic(deps, move, command.options, asker);
    case "diagnose":
      return diagnose(deps, move, asker);
    case "rescue":
      return rescue(deps, move, command.confirm, asker);
    case "break-glass":
      return breakGlass(deps, move, command, asker);
    case "call-off":
      return answerCallOff(deps, move, command.reason ?? "", asker);
    case "preflight":
      return showPreflight(deps, move, command.step);
    case "follow":
      return followMove(deps, move, command.everyMs, asker);
    case "unfollow":
      return unfollowMove(deps, move, asker);
    default:
      return command satisfies never;
  }
}

/** What Vitess does not know any more may be a move that ended, and people still ask about it. */
async function answerOnGone(deps: VerbDeps, command: OnMove, name: MoveName): Promise<Answer | undefined> {
  if (command.verb === "diagnose" || command.verb === "show") return answerOnEndedMove(deps, name, "state");
  return command.verb === "vdiff-show" ? answerOnEndedMove(deps, name, { vdiff: command.arg }) : undefined;
}

/** A form asks for a reason that the command lacks; if it is still empty here, the command is refused. */
async function answerCallOff(deps: VerbDeps, { name }: Move, typed: string, { by, at }: Asker): Promise<Answer> {
  const reason = typed.trim();
  if (reason === "") return refuse("reason-missing", qualifyName(name));
  const called = await callOffLive(deps, name, { by, reason });
  await handOver(deps, called.wanted);
  const isAgain = called.result.kind === "nothing-to-call-off";
  const result = (isAgain ? await findCalledOff(deps, name, { by, reason, since: at }) : undefined) ?? called.result;
  switch (result.kind) {
    case "called-off":
      return { ...result, move: name, afterCall: false };
    case "after-call":
      return { ...result, kind: "called-off", move: name, afterCall: true, readsSwitched: false };
    case "nothing-to-call-off":
    case "people-unknown":
      return refuse(result.kind, qualifyName(name));
    case "not-allowed":
      return refuse("call-off-not-allowed", qualifyName(name));
    default:
      return result satisfies never;
  }
}

/** The same command gives the same uuid, so that a second run finds the VDiff of the first. */
function deriveVDiffUuid(deps: VerbDeps, id: string): string {
  const hex = deps.digest(`vdiff:${id}`).padEnd(32, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
