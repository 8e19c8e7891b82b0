import type { Answer } from "../../core/command/answers.ts";
import type { Command, Verb } from "../../core/command/command.ts";
import { VERB_ROWS } from "../../core/command/verbs.ts";
import type { ClusterName } from "../../core/vitess/names.ts";
import { adoptAll } from "../following/adopt-move.ts";
import { endFleet, showFleet } from "../following/fleet.ts";
import { followPattern, listFollowing, unfollowPattern } from "../following/follow-pattern.ts";
import type { Asker, VerbDeps } from "../deps.ts";
import { breakGlassAndThaw, freeze, thaw } from "../freeze/freeze.ts";
import { explainText } from "../readings/explain-fault.ts";
import { offerHandover } from "../handover/offer-handover.ts";
import { listClusters } from "../clusters/list-clusters.ts";
import { listKeyspaces, listTables, validateKeyspace } from "../clusters/look-around.ts";
import { diffRules } from "../rules/diff-rules.ts";
import { getRules } from "../rules/get-rules.ts";
import { restoreRules } from "../requests/restore-rules.ts";
import { saveRules } from "../rules/save-rules.ts";
import { listMoves } from "../moves/show-moves.ts";
import { checkThrottler, showThrottler, throttle, unthrottle } from "../clusters/throttler.ts";

type OfCluster = { readonly [V in Verb]: (typeof VERB_ROWS)[V]["on"] extends "move" ? never : V }[Exclude<Verb, "help">];

/** The commands about a cluster, or about none. */
export type OnCluster = Extract<Command, { readonly verb: OfCluster }>;

export function isOnCluster(command: Exclude<Command, { readonly verb: "form" | "help" }>): command is OnCluster {
  return VERB_ROWS[command.verb].on !== "move";
}

/** Carries out a command about a cluster. `asker.id` is the command's own, for what must be done once. */
export async function onCluster(deps: VerbDeps, command: OnCluster, cluster: ClusterName, asker: Asker): Promise<Answer> {
  switch (command.verb) {
    case "handover":
      return offerHandover(deps, command, asker);
    case "list":
      return listMoves(deps, cluster, command);
    case "follow-all":
      return followPattern(deps, { cluster, pattern: command.pattern, everyMs: command.everyMs }, asker);
    case "unfollow-all":
      return unfollowPattern(deps, { cluster, pattern: command.pattern }, asker);
    case "following":
      return listFollowing(deps, asker);
    case "fleet":
      return command.off ? endFleet(deps, cluster, asker) : showFleet(deps, cluster, asker);
    case "freeze":
      return freeze(deps, cluster, command, asker);
    case "thaw":
      return thaw(deps, cluster, command, asker);
    case "break-glass-thaw":
      return breakGlassAndThaw(deps, cluster, command, asker);
    case "rules-get":
      return getRules(deps, cluster, command.documents);
    case "rules-save":
      return saveRules(deps, cluster, command.label, asker);
    case "rules-diff":
      return diffRules(deps, cluster, command.snapshot);
    case "rules-restore":
      return restoreRules(deps, cluster, command, asker);
    case "adopt-all":
      return adoptAll(deps, cluster, command.keyspace, asker);
    case "keyspaces":
      return listKeyspaces(deps, cluster);
    case "tables":
      return listTables(deps, cluster, command.keyspace);
    case "validate":
      return validateKeyspace(deps, cluster, command.keyspace, command.pingTablets);
    case "throttler-show":
      return showThrottler(deps, cluster, command.keyspace);
    case "throttler-check":
      return checkThrottler(deps, cluster, command.keyspace, command.app);
    case "throttle":
      return throttle(deps, cluster, command, asker);
    case "unthrottle":
      return unthrottle(deps, cluster, command, asker);
    case "explain":
      return { kind: "explained", explanation: explainText(deps, command.text) };
    case "clusters":
      return listClusters(deps, asker.channel);
    default:
      return command satisfies never;
  }
}
