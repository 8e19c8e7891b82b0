import { parse } from "../../command/parse.ts";
import type { Command, TypedName } from "../../core/command.ts";
import { askForAnswer, receiveCommand } from "../../operations/commands/receive-command.ts";
import type { Inbound } from "../../operations/records.ts";
import { renderHelp } from "../help/help.ts";
import type { Sendable } from "../outbound/send.ts";
import { afterAck, writeBeforeAck } from "./acknowledge.ts";
import { completeChoice } from "./complete-choice.ts";
import type { ListenerDeps } from "./deps.ts";
import { renderParseRefusal } from "./parse-refusal.ts";
import { receiptFor } from "./receipts.ts";
import { NOT_RECORDED, receipt, sentence } from "./sentences.ts";

/** A form that was asked for, by a verb without its arguments. */
export type AskedForm = Pick<Extract<Command, { verb: "form" }>, "form" | "cluster" | "name">;

/** What became of a command before anything was read from Vitess. `afterwards` is for after the acknowledgement. */
export type Taken =
  | { readonly kind: "answered" | "not-recorded"; readonly message: Sendable }
  | ({ readonly kind: "form" } & AskedForm)
  /** The form that asks why. */
  | { readonly kind: "call-off"; readonly name: TypedName }
  | { readonly kind: "taken"; readonly message: Sendable; readonly afterwards: () => Promise<void> };

/** Reads a command and writes it down if there is something to carry out. The same delivery twice is one command. */
export async function takeCommand(deps: ListenerDeps, inbound: Omit<Inbound, "receivedAt">): Promise<Taken> {
  const parsed = parse(inbound.text);
  if (parsed.kind === "refused") return { kind: "answered", message: renderParseRefusal(parsed) };
  const { command } = parsed;
  if (command.verb === "help") return { kind: "answered", message: renderHelp(command.topic) };
  if (command.verb === "form") {
    const { verb: _form, ...asked } = command;
    return { kind: "form", ...asked };
  }
  if (command.verb === "call-off" && command.reason === undefined) return { kind: "call-off", name: command.name };
  if (command.verb === "complete" && command.form) return { kind: "answered", message: completeChoice(command) };

  const written = await writeBeforeAck(
    deps.log,
    () => receiveCommand(deps, inbound),
    () => deps.records.inbox.done(inbound.id),
  );
  if (written.kind === "failed") return { kind: "not-recorded", message: sentence(NOT_RECORDED) };
  return {
    kind: "taken",
    message: receipt(receiptFor({ ...parsed, command })),
    afterwards: () => afterAck(deps.log, "Handing a command over", () => askForAnswer(deps, inbound.id)),
  };
}

/** The form of a line's verb, about the line's move; undefined where it has none. */
export function askedForm(text: string): AskedForm | undefined {
  const parsed = parse(text);
  if (parsed.kind === "refused") return undefined;
  const { command } = parsed;
  if (command.verb === "form") return command;
  return command.verb === "complete" || command.verb === "switch" ? { form: command.verb, name: command.name } : undefined;
}
