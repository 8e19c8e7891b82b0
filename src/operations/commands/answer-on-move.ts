import type { Answer } from "../../core/answers.ts";
import type { Command } from "../../core/command.ts";
import type { MoveName } from "../../core/names.ts";
import { adoptMove, followedMove, isRefused } from "../moves/adopt-move.ts";
import { ask, dryRun } from "../requests/ask.ts";
import { createMove, planOnly } from "../moves/create-move.ts";
import { askDelete } from "../moves/delete-workflow.ts";
import type { Asker, VerbDeps } from "../deps.ts";
import { diagnose } from "../moves/diagnose.ts";
import { followMove, unfollowMove } from "../moves/follow-move.ts";
import { mirrorTraffic } from "../moves/mirror-traffic.ts";
import { rescue } from "../moves/rescue.ts";
import { askOverride } from "../preflight/override.ts";
import { showPreflight } from "../preflight/show.ts";
import { showMove, statusOf } from "../moves/show-moves.ts";
import { startOrStop } from "../moves/start-stop.ts";
import { updateMove } from "../moves/update-move.ts";
import { changeVDiff, createVDiff, showVDiff } from "../moves/vdiff.ts";

/** The commands about one move. */
type OnMove = Exclude<Extract<Command, { readonly name: unknown }>, { readonly verb: "form" | "rules-restore" }>;

/** Does what a command about one move says. Following comes first: whatever is done to a workflow is told in its thread. */
export async function onMove(deps: VerbDeps, command: OnMove, name: MoveName, asker: Asker, id: string): Promise<Answer> {
  if (command.verb === "create")
    return command.dryRun ? planOnly(deps, name, command.options) : createMove(deps, name, command.options, asker);
  // A create that was stopped has no workflow to follow.
  if (command.verb === "override") return askOverride(deps, name, command, asker, id);
  if (command.verb === "adopt") return adoptMove(deps, name, asker);
  // Looking at a workflow is not yet following it.
  if (command.verb === "status") return statusOf(deps, name);
  const move = await followedMove(deps, name, asker);
  if (isRefused(move)) return move;
  switch (command.verb) {
    case "show":
      return showMove(deps, move);
    case "start":
    case "stop":
      return startOrStop(deps, move, command.verb, asker, command.shards);
    case "vdiff-create":
      return createVDiff(deps, move, command.uuid ?? uuidFrom(deps, id), command.options, asker);
    case "vdiff-show":
      return showVDiff(deps, move, command.arg);
    case "vdiff-stop":
      return changeVDiff(deps, move, command.uuid, "stop", asker, command.shards);
    case "vdiff-resume":
      return changeVDiff(deps, move, command.uuid, "resume", asker, command.shards);
    case "vdiff-delete":
      return changeVDiff(deps, move, command.arg, "delete", asker);
    case "switch":
    case "reverse": {
      const act = { verb: command.verb, options: command.options };
      return command.dryRun ? dryRun(deps, move, act, asker) : ask(deps, move, act, asker, id);
    }
    case "complete": {
      const act = { verb: command.verb, options: command.options };
      return command.dryRun ? dryRun(deps, move, act, asker) : ask(deps, move, act, asker, id);
    }
    case "cancel":
      return ask(deps, move, { verb: "cancel", options: command.options }, asker, id);
    case "delete":
      return askDelete(deps, move, command.options, asker, id);
    case "update":
      return updateMove(deps, move, command.options, asker);
    case "mirror":
      return mirrorTraffic(deps, move, command.options, asker);
    case "diagnose":
      return diagnose(deps, move, asker);
    case "rescue":
      return rescue(deps, move, command.confirm, asker, id);
    case "preflight":
      return showPreflight(deps, move, command.step);
    case "follow":
      return followMove(deps, move, asker);
    case "unfollow":
      return unfollowMove(deps, move, asker);
    default:
      return command satisfies never;
  }
}

/** The same command gives the same uuid, so that a second run finds the VDiff of the first. */
function uuidFrom(deps: VerbDeps, id: string): string {
  const hex = deps.digest(`vdiff:${id}`).padEnd(32, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
