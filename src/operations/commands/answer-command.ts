import type { Answer } from "../../core/command/answers.ts";
import type { Command, Understood } from "../../core/command/command.ts";
import { onlyReads, VERB_ROWS } from "../../core/command/verbs.ts";
import { isActive } from "../../core/move/moves.ts";
import { type ClusterName, type MoveName, moveId, qualifyName } from "../../core/vitess/names.ts";
import type { ChannelId } from "../../core/people/people.ts";
import type { Refused } from "../../core/operation/outcome/refusals.ts";
import { replaceWrongName } from "../../core/command/replace-name.ts";
import { isOnCluster, onCluster } from "./answer-on-cluster.ts";
import { answerOnMove } from "./answer-on-move.ts";
import type { Asker, VerbDeps } from "../deps.ts";
import { isRefused } from "../following/adopt-move.ts";
import { fitCommandHere } from "./command-here.ts";
import { SILENCE_IS_NEWS_MS } from "../../core/situation/silence.ts";
import { explainFault } from "../readings/explain-fault.ts";
import { runAndSayIfSlow } from "../announce/said-after.ts";
import { awaitDurable } from "../durable.ts";
import { attempt, Fault } from "../fault.ts";
import { readRoster } from "../people/roster.ts";
import type { Inbound } from "../records.ts";
import { refuse } from "../refusals.ts";
import { releaseTurn } from "../leases/turns.ts";
import { readStatus } from "../moves/show-moves.ts";
import type { Beside, Talk } from "../talk.ts";
import { replaceServerInLine, findNamedCluster, chooseCluster } from "./which-cluster.ts";

export interface AnswerDeps extends VerbDeps {
  readonly talk: Talk;
  /** Parses the text as the app did when it arrived. */
  understand(text: string): Understood | { readonly kind: "refused" };
}

/** True if everybody may, or if the verb itself decides who may. */
function isOpenToAll({ verb }: Command): boolean {
  return verb !== "form" && VERB_ROWS[verb].who !== "operators";
}

/** While a switch soaks, approvers may switch its reads back, as operators may. */
async function sendsReadsBack({ records, policy }: AnswerDeps, command: Command, cluster: ClusterName, { by }: Asker): Promise<boolean> {
  if (command.verb !== "reverse" || command.options.tabletTypes.includes("PRIMARY")) return false;
  const { live } = await records.dossier(moveId({ ...command.name, cluster }));
  return live.execution?.state.kind === "soaking" && (await readRoster(records, policy(cluster).approvers)).membershipOf(by) === "member";
}

/**
 * Carries out one command and answers whoever gave it. A run that was cut off starts over: every verb recognises its own first run by the
 * command's id and time. The answer may then arrive twice, which is better than never.
 */
export async function answerCommand(deps: AnswerDeps, inboundId: string, silentMs: number = SILENCE_IS_NEWS_MS): Promise<void> {
  const inbound = await deps.records.inbox.get(inboundId);
  if (inbound === undefined) return;
  const understood = deps.understand(inbound.text);
  if (understood.kind === "refused") await leaveToOthers(deps, inbound);
  else {
    const reply = await runAndSayProgress({ deps, understood, inbound, silentMs }, () => answerOrFault(deps, understood, inbound));
    const answered = withExample(deps, reply, inbound);
    if (answered.kind === "in-line" && (await staysInLine(deps, answered, inbound))) return;
    const said = answered.kind === "in-line" ? refuse("rules-in-use", qualifyName(answered.move)) : answered;
    const isDurable = onlyReads(understood.command.verb) || (await awaitDurable(deps));
    const beside = { ...noteBeside(deps, understood, inbound), ...(isDurable ? {} : { notKnownDurable: true as const }) };
    await deps.talk.answer(inbound, withLine(deps, said, understood, inbound), beside);
  }
  await deps.records.inbox.done(inboundId);
}

/** The same time for which an approved operation is held. */
const WAITS_IN_LINE_MS = 15 * 60_000;

/** The command goes on when its turn comes or the sweep finds it unanswered. False once it has waited too long. */
async function staysInLine(deps: AnswerDeps, answered: Extract<Answer, { readonly kind: "in-line" }>, inbound: Inbound): Promise<boolean> {
  if ((await deps.records.now()) - inbound.receivedAt >= WAITS_IN_LINE_MS) {
    await releaseTurn(deps, answered.move.cluster, inbound.id);
    return false;
  }
  if (answered.isNew) await deps.talk.answer(inbound, answered);
  return true;
}

interface Telling {
  readonly deps: AnswerDeps;
  readonly understood: Understood;
  readonly inbound: Inbound;
  readonly silentMs: number;
}

/** Says twice that a command takes long: after seconds, and before the person thinks that it was lost. */
function runAndSayProgress<T>({ deps, understood: { command }, inbound, silentMs }: Telling, work: () => Promise<T>): Promise<T> {
  const name = "name" in command ? command.name : undefined;
  const subject = name === undefined ? {} : { subject: `${name.targetKeyspace}.${name.workflow}` };
  const answerStillWaiting = (ms: number) => () =>
    deps.talk.answer(inbound, { kind: "still-waiting", verb: command.verb, ...subject, seconds: Math.round(ms / 1_000) });
  return runAndSayIfSlow(6 * silentMs, answerStillWaiting(6 * silentMs), () =>
    runAndSayIfSlow(silentMs, answerStillWaiting(silentMs), work),
  );
}

// During a rolling update a worker that understands the command will soon be there.
const LEFT_TO_OTHERS_MS = 60_000;

/** Leaves a line that only the app understood, because versions differ, to a worker that may carry it out. The line is never dropped. */
async function leaveToOthers({ records, talk }: AnswerDeps, inbound: Inbound): Promise<void> {
  if ((await records.now()) - inbound.receivedAt < LEFT_TO_OTHERS_MS)
    throw new Fault("unsupported", `Command ${inbound.id} is of another version of Tandem: left to a worker that understands it`);
  await talk.answer(inbound, refuse("not-understood", inbound.text));
}

/** What the answer adds: which parts of the line had no effect, what became of others, and what its server was taken for. */
function noteBeside({ clusters }: AnswerDeps, { command, server, ignored, said }: Understood, { channel }: Inbound): Beside {
  const which = chooseCluster(clusters, command, server, channel);
  const readAs = which.kind === "cluster" ? which.readAs : undefined;
  return { ignored, ...(said === undefined ? {} : { said }), ...(readAs === undefined ? {} : { readAs }) };
}

async function answerOrFault(deps: AnswerDeps, understood: Understood, inbound: Inbound): Promise<Answer> {
  const answered = await attempt(() => answer(deps, understood, inbound));
  if (!(answered instanceof Fault)) return answered;
  const { command, server } = understood;
  const cluster = findCommandCluster(deps, command, server, inbound.channel) ?? deps.clusters.defaultCluster;
  const { kind, message: text } = answered;
  const explanation = await explainFault(deps, cluster, { text, kind, verb: command.verb, looked: isReadOnly(command) });
  return { kind: "fault", doing: command.verb, explanation };
}

/** True if answering sends Vitess only reads and dry runs. A guarded verb only makes a request, which is carried out later. */
function isReadOnly(command: Command): boolean {
  if (command.verb === "form") return false;
  return onlyReads(command.verb) || VERB_ROWS[command.verb].guarded || (command.verb === "create" && command.dryRun);
}

/** Adds to a failure the person's own line, for another try, and the move that it was about. */
function withLine(deps: AnswerDeps, answered: Answer, { command, server }: Understood, { text, channel }: Inbound): Answer {
  if (answered.kind !== "fault") return answered;
  const cluster = findCommandCluster(deps, command, server, channel);
  const typed = "name" in command ? command.name : undefined;
  if (cluster === undefined || typed === undefined) return { ...answered, line: text };
  return { ...answered, line: text, move: { cluster, targetKeyspace: typed.targetKeyspace, workflow: typed.workflow } };
}

/** Adds the person's own line, with the right name in it, to a refusal that knows that name, if the result is a command. */
function withExample(deps: AnswerDeps, answered: Answer, { text }: Inbound): Answer {
  if (answered.kind !== "refused") return answered;
  const example = replaceWrongName(text, answered.subject, answered.nearest[0]);
  return example === undefined || deps.understand(example).kind !== "command" ? answered : { ...answered, example };
}

async function answer(deps: AnswerDeps, { command, server }: Understood, inbound: Inbound): Promise<Answer> {
  const asker: Asker = { by: inbound.by, channel: inbound.channel, at: inbound.receivedAt, id: inbound.id };
  const which = chooseCluster(deps.clusters, command, server, asker.channel);
  if (which.kind === "unknown") return refuseUnknownCluster(deps, which.named);
  if (which.kind === "ask") return askWhich(deps, which.server, { command, line: inbound.text });
  const { cluster } = which;
  const { operators } = deps.policy(cluster);
  const membership = (await readRoster(deps.records, operators)).membershipOf(asker.by);
  if (!isOpenToAll(command) && membership !== "member" && !(await sendsReadsBack(deps, command, cluster, asker)))
    return refuse(membership === "unknown" ? "people-unknown" : "not-an-operator", command.verb);
  // The app answers forms and help itself.
  if (command.verb === "form" || command.verb === "help") throw new Error(`${command.verb} is answered where it arrives`);
  const here = await fitCommandHere(deps, command, cluster);
  if (isRefused(here)) return here;
  if (isOnCluster(here)) return onCluster(deps, here, cluster, asker);
  const name: MoveName = { cluster, targetKeyspace: here.name.targetKeyspace, workflow: here.name.workflow };
  if (onlyReads(here.verb) && (await wouldAdopt(deps, here, name, asker))) return answerUnadopted(deps, here, name);
  return answerOnMove(deps, here, name, asker);
}

/**
 * True if a command would adopt a workflow begun elsewhere for somebody who is no operator. Adopting it makes this channel its home, where
 * its requests are decided, so only operators may; others are shown its status.
 */
async function wouldAdopt(deps: AnswerDeps, { verb }: Command, name: MoveName, { by }: Asker): Promise<boolean> {
  if (verb === "status" || verb === "audit") return false;
  const recorded = await deps.records.moves.get(moveId(name));
  if (recorded !== undefined && isActive(recorded)) return false;
  return (await readRoster(deps.records, deps.policy(name.cluster).operators)).membershipOf(by) !== "member";
}

async function answerUnadopted(deps: AnswerDeps, { verb }: Command, name: MoveName): Promise<Answer> {
  const status = await readStatus(deps, name);
  return verb === "follow" && !isRefused(status) ? refuse("not-an-operator", verb) : status;
}

function findCommandCluster(
  { clusters }: AnswerDeps,
  command: Command,
  server: string | undefined,
  channel: ChannelId,
): ClusterName | undefined {
  const which = chooseCluster(clusters, command, server, channel);
  return which.kind === "cluster" ? which.cluster : undefined;
}

/** If no name is close to what was typed, all are named: there are few clusters. */
function refuseUnknownCluster({ clusters }: AnswerDeps, named: string): Refused {
  const refused = refuse("unknown-cluster", named, clusters.names);
  return refused.nearest.length > 0 ? refused : { ...refused, nearest: clusters.names.slice(0, 3) };
}

/** Asks back: a line that names an unknown server may be meant for another cluster altogether. */
function askWhich(deps: AnswerDeps, server: string, { command, line }: { readonly command: Command; readonly line: string }): Answer {
  if (command.verb === "form") throw new Error("A form is answered where it arrives");
  const named = findNamedCluster(command);
  const lines = deps.clusters.names.flatMap((cluster) => {
    if (named !== undefined && named !== cluster) return [];
    const again = replaceServerInLine(line, cluster);
    const understood = deps.understand(again);
    const means = understood.kind === "command" && understood.server === undefined ? understood.command : undefined;
    // A line that `--cluster` cannot reach, such as one between quotes, has to be typed again.
    return means !== undefined && findNamedCluster(means) === cluster ? [{ cluster, line: again }] : [];
  });
  return { kind: "which-cluster", server, verb: command.verb, lines };
}
