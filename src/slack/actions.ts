import type { Verb } from "../core/command.ts";

/** What every button, form and field of Tandem's is called. A listener that is missing here has nothing to listen to. */
export const ACTIONS = {
  /** value: the request's id. */
  approve: "request:approve",
  /** value: the request's id. Opens {@link FORMS.reject}. */
  reject: "request:reject",
  /** value: the request's id. */
  withdraw: "request:withdraw",
  /** value: the request's id. */
  dryRun: "request:dry-run",
  /** value: a cluster's name, or absent. Opens {@link FORMS.create}. */
  create: "create:open",
  /** A link; Slack still sends the click, which only needs an acknowledgement. */
  open: "link:open",
} as const;

export const FORMS = { create: "form:create", reject: "form:reject" } as const;

/** Buttons that run a command: the command's text, without `/movetables`, is the value. */
export type CommandAction = `command:${Verb}`;

/** Matches every {@link CommandAction}. */
export const COMMAND_ACTION = /^command:[a-z-]+$/;

/** The action id of a button that runs a command of this verb. */
export function commandAction(verb: Verb): CommandAction {
  return `command:${verb}`;
}
