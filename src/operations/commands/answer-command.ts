import type { Answer } from "../../core/answers.ts";
import type { Command, Understood } from "../../core/command.ts";
import { type ClusterName, type MoveName, moveId } from "../../core/names.ts";
import type { ChannelId } from "../../core/people.ts";
import type { Refused } from "../../core/refusals.ts";
import { putRight } from "../../core/nearest/put-right.ts";
import { isOnCluster, onCluster } from "./answer-on-cluster.ts";
import { onMove } from "./answer-on-move.ts";
import type { Asker, VerbDeps } from "../deps.ts";
import { isRefused } from "../moves/adopt-move.ts";
import { commandHere } from "./command-here.ts";
import { explainFault } from "../explain-fault.ts";
import { Fault } from "../fault.ts";
import { isMember, isUnread } from "../requests/membership.ts";
import type { Inbound } from "../records.ts";
import { refuse } from "../refusals.ts";
import { statusOf } from "../moves/show-moves.ts";
import type { Talk } from "../talk.ts";

interface Deps extends VerbDeps {
  readonly talk: Talk;
  /** The same reading of the words as when they arrived. */
  understand(text: string): Understood | { readonly kind: "refused" };
}

/** The commands that only look; anybody may. */
const READS: readonly Command["verb"][] = [
  "list",
  "status",
  "show",
  "vdiff-show",
  "follow",
  "unfollow",
  "help",
  "rules-get",
  "rules-diff",
  "throttler-show",
  "throttler-check",
  "validate",
  "tables",
  "keyspaces",
  "clusters",
  "explain",
  "diagnose",
  "preflight",
];

/** The commands that end in a request, or in an execution that has an outcome of its own. */
const ASKS: readonly Command["verb"][] = ["switch", "reverse", "complete", "cancel", "delete", "rules-restore", "override", "rescue"];

/**
 * Carries out one command and answers the one who gave it. A run that was cut off begins anew: every verb knows its own first run by
 * the command's id and time. The answer may then arrive twice, which is better than never.
 */
export async function answerCommand(deps: Deps, inboundId: string): Promise<void> {
  const inbound = await deps.records.inbox.get(inboundId);
  if (inbound === undefined) return;
  const understood = deps.understand(inbound.text);
  if (understood.kind === "command") {
    const answered = withExample(deps, await answerOrFault(deps, understood, inbound), inbound);
    await deps.talk.answer(inbound, withLine(deps, answered, understood, inbound));
  }
  await deps.records.inbox.done(inboundId);
}

async function answerOrFault(deps: Deps, understood: Understood, inbound: Inbound): Promise<Answer> {
  try {
    return await answer(deps, understood, inbound);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const { command, server } = understood;
    const cluster = clusterOf(deps, command, server, inbound.channel) ?? deps.clusters.standard;
    const explanation = await explainFault(deps, cluster, {
      text: error.message,
      kind: error.kind,
      verb: command.verb,
      looked: onlyLooks(command),
    });
    return { kind: "fault", doing: command.verb, explanation };
  }
}

/** True for a command whose answer calls nothing of Vitess's but readings and dry runs: what it asks for is carried out later, if at all. */
function onlyLooks(command: Command): boolean {
  return READS.includes(command.verb) || ASKS.includes(command.verb) || (command.verb === "create" && command.dryRun);
}

/** A failure knows the asker's own line, for the same again, and the move it was about. */
function withLine(deps: Deps, answered: Answer, { command, server }: Understood, { text, channel }: Inbound): Answer {
  if (answered.kind !== "fault") return answered;
  const cluster = clusterOf(deps, command, server, channel);
  const typed = "name" in command ? command.name : undefined;
  if (cluster === undefined || typed === undefined) return { ...answered, line: text };
  return { ...answered, line: text, move: { cluster, targetKeyspace: typed.targetKeyspace, workflow: typed.workflow } };
}

/** A refusal that knows the right name shows the asker's own line with it, where that line is a command. */
function withExample(deps: Deps, answered: Answer, { text }: Inbound): Answer {
  if (answered.kind !== "refused") return answered;
  const example = putRight(text, answered.subject, answered.nearest[0]);
  return example === undefined || deps.understand(example).kind !== "command" ? answered : { ...answered, example };
}

async function answer(deps: Deps, { command, server }: Understood, inbound: Inbound): Promise<Answer> {
  const asker: Asker = { by: inbound.by, channel: inbound.channel, at: inbound.receivedAt };
  const cluster = clusterOf(deps, command, server, asker.channel);
  if (cluster === undefined) return unknownCluster(deps, server, namedCluster(command) ?? "");
  const { operators } = deps.policy(cluster);
  if (!READS.includes(command.verb) && !(await isMember(deps.records, operators, asker.by)))
    return refuse((await isUnread(deps.records, operators)) ? "people-unknown" : "not-an-operator", command.verb);
  // Forms and help are answered where they arrive, and never come this far.
  if (command.verb === "form" || command.verb === "help") throw new Error(`${command.verb} is answered where it arrives`);
  const here = await commandHere(deps, command, cluster);
  if (isRefused(here)) return here;
  if (isOnCluster(here)) return onCluster(deps, here, cluster, asker, inbound.id);
  const name: MoveName = { cluster, targetKeyspace: here.name.targetKeyspace, workflow: here.name.workflow };
  if (READS.includes(here.verb) && (await wouldAdopt(deps, here, name, asker))) return unadopted(deps, here, name);
  return onMove(deps, here, name, asker, inbound.id);
}

/**
 * Whoever first names a workflow begun elsewhere makes it a move of Tandem's, with that channel as its home, where its requests are decided:
 * an operator's to do. Who only reads is shown its status.
 */
async function wouldAdopt(deps: Deps, { verb }: Command, name: MoveName, { by }: Asker): Promise<boolean> {
  if (verb === "status") return false;
  const recorded = await deps.records.moves.get(moveId(name));
  if (recorded !== undefined && recorded.ended === undefined) return false;
  return !(await isMember(deps.records, deps.policy(name.cluster).operators, by));
}

async function unadopted(deps: Deps, { verb }: Command, name: MoveName): Promise<Answer> {
  const status = await statusOf(deps, name);
  return verb === "follow" && !isRefused(status) ? refuse("not-an-operator", verb) : status;
}

function clusterOf({ clusters }: Deps, command: Command, server: string | undefined, channel: ChannelId): ClusterName | undefined {
  if (server !== undefined) return clusters.at(server);
  const named = namedCluster(command);
  if (named === undefined) return clusters.standardFor(channel);
  return clusters.names.find((name) => name === named);
}

/** There are few clusters: when none comes close to what was typed, all are named. */
function unknownCluster({ clusters }: Deps, server: string | undefined, named: string): Refused {
  const refused = refuse(server === undefined ? "unknown-cluster" : "unknown-server", server ?? named, clusters.names);
  return refused.nearest.length > 0 ? refused : { ...refused, nearest: clusters.names.slice(0, 3) };
}

function namedCluster(command: Command): string | undefined {
  if ("name" in command && command.name !== undefined) return command.name.cluster;
  return "cluster" in command ? command.cluster : undefined;
}
