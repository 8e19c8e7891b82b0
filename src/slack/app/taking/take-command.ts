import { parse } from "../../../command/parse.ts";
import type { Command, TypedName } from "../../../core/command/command.ts";
import { onlyReads, onlyShows } from "../../../core/command/verbs.ts";
import { LOOKS_AT_ONCE, spendLook } from "../../../operations/commands/look-limit.ts";
import { queueAnswer, receiveCommand } from "../../../operations/commands/receive-command.ts";
import type { Inbound } from "../../../operations/records.ts";
import type { PersonId } from "../../../core/people/people.ts";
import { loadByUrgency } from "../../../operations/moves/load-view.ts";
import { explainText } from "../../../operations/readings/explain-fault.ts";
import { openRequests, readWaitingRequests } from "../../../operations/requests/waiting-for.ts";
import { renderExplained } from "../../answer/explained.ts";
import { renderHelp } from "../../help/help.ts";
import { MOST_AT_START, renderStart } from "../../help/start.ts";
import type { Sendable } from "../../web-api/send.ts";
import { runAfterAck, finishInTime, writeBeforeAck } from "../listener/acknowledge.ts";
import { completeChoice } from "./complete-choice.ts";
import type { ListenerDeps } from "../listener/deps.ts";
import { renderParseRefusal } from "./parse-refusal.ts";
import { sayLooksAt } from "./receipts.ts";
import { composeTooManyLooks, NOT_RECORDED, PERHAPS_RECORDED, buildSmallMessage, buildSentenceMessage } from "../../web-api/sentences.ts";

/** The form that a verb without arguments opens. */
export type RequestedForm = Pick<Extract<Command, { verb: "form" }>, "form" | "cluster" | "name">;

/** What Tandem did with a command before reading anything from Vitess. `afterwards` runs after the acknowledgement. */
export type Taken =
  | { readonly kind: "answered" | "not-recorded"; readonly message: Sendable }
  | ({ readonly kind: "form" } & RequestedForm)
  /** Opens the form that asks for the reason. */
  | { readonly kind: "call-off"; readonly name: TypedName }
  /** `message`: the receipt, for when the answer takes long. */
  | { readonly kind: "taken"; readonly id: string; readonly message: Sendable; readonly afterwards: () => Promise<void> };

/**
 * Answers what Tandem knows by itself, and records a command if there is something to carry out. Slack's repeated delivery is still one
 * command. The record keeps the text, which every version of a worker can read.
 */
export async function takeCommand(deps: ListenerDeps, inbound: Omit<Inbound, "receivedAt">, parsed = parse(inbound.text)): Promise<Taken> {
  if (parsed.kind === "refused") return { kind: "answered", message: renderParseRefusal(parsed) };
  const { command } = parsed;
  if (deps.onlyReads !== undefined && !onlyShows(command.verb)) return { kind: "answered", message: deps.onlyReads };
  if (command.verb === "explain") return { kind: "answered", message: renderExplained(explainText(deps, command.text)) };
  if (command.verb === "help")
    return { kind: "answered", message: NOTHING_TYPED.test(inbound.text) ? await showStart(deps, inbound.by) : renderHelp(command.topic) };
  if (command.verb === "form") {
    const { verb: _form, ...asked } = command;
    return { kind: "form", ...asked };
  }
  if (command.verb === "call-off" && command.reason === undefined) return { kind: "call-off", name: command.name };
  if (command.verb === "complete" && command.form) return { kind: "answered", message: completeChoice(command) };

  let waitMs = 0;
  const written = await writeBeforeAck(
    deps.log,
    async () => {
      waitMs = onlyReads(command.verb) ? await spendLook(deps, inbound.by) : 0;
      if (waitMs === 0) await receiveCommand(deps, inbound);
    },
    () => deps.records.inbox.done(inbound.id),
  );
  if (written.kind === "failed") {
    return { kind: "not-recorded", message: buildSentenceMessage(written.nothingSent ? NOT_RECORDED : PERHAPS_RECORDED) };
  }
  if (waitMs > 0) return { kind: "answered", message: buildSentenceMessage(composeTooManyLooks(LOOKS_AT_ONCE, waitMs)) };
  return {
    kind: "taken",
    id: inbound.id,
    message: buildSmallMessage(`${sayLooksAt(command)} …`),
    afterwards: () => runAfterAck(deps.log, "Handing a command over", () => queueAnswer(deps, inbound.id)),
  };
}

const NOTHING_TYPED = /^\s*(?:\/movetables\s*)*$/i;

// The answer is the acknowledgement, for which Slack waits three seconds.
const COMMAND_LOOK_MS = 1_000;

/** Tells what runs and what waits for this person. */
export async function showStart(deps: ListenerDeps, by: PersonId): Promise<Sendable> {
  const read = await finishInTime(deps.log, "Looking what runs", COMMAND_LOOK_MS, async () => {
    const [moves, open, now] = await Promise.all([deps.records.moves.active(), openRequests(deps), deps.records.now()]);
    const [running, waiting] = await Promise.all([
      loadByUrgency(deps, moves, MOST_AT_START),
      readWaitingRequests(
        deps,
        by,
        open.toSorted((a, b) => a.approveBy - b.approveBy),
      ),
    ]);
    return { running, waiting, now };
  });
  return renderStart(read.kind === "done" ? read.value : undefined);
}

/** The form for a line's verb and move; undefined if the verb has none. */
export function findFormOfLine(text: string): RequestedForm | undefined {
  const parsed = parse(text);
  if (parsed.kind === "refused") return undefined;
  const { command } = parsed;
  if (command.verb === "form") return command;
  return command.verb === "complete" || command.verb === "switch" ? { form: command.verb, name: command.name } : undefined;
}
