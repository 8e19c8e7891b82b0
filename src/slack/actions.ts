import type { FormVerb, Verb } from "../core/command/command.ts";

/** The id of every button, form and field. A listener whose id is not here never runs. */
export const ACTIONS = {
  /** value: the request's id. */
  approve: "request:approve",
  /** value: the request's id. Opens {@link FORMS.reject}. */
  reject: "request:reject",
  /** value: the request's id. */
  withdraw: "request:withdraw",
  /** value: the request's id. */
  dryRun: "request:dry-run",
  /** value: the request's id. Opens it whole in a modal, with the buttons that this person can press. */
  review: "request:review",
  /** value: the id of a move. Opens its actions in a modal. */
  openMove: "move:open",
  /** value: the id of a hand-over. */
  acceptHandover: "handover:accept",
  /** value: the id of a move. Opens {@link FORMS.callOff}. */
  callOff: "execution:call-off",
  /** value: the alarm's cause, when it was raised, and the id of its move. */
  takeAlarm: "alarm:take",
  /** value: a cluster's name, or absent. Opens {@link FORMS.create}. */
  create: "create:open",
  /** value: a command that a form completes, without `/movetables`. Opens its form. */
  form: "form:open",
  /** value: the command `rescue` of a move, without `/movetables`. Opens {@link FORMS.rescue}. */
  rescue: "rescue:open",
  /** A card's menu; the value of the choice is a command without `/movetables`. */
  menu: "menu:move",
  /** The same on a move whose copy cannot go on once it is stopped. */
  menuFinal: "menu:move-final",
  /** In a form: shows its other options. */
  more: "form:more",
  /** In a form: boxes that include the dry run, which changes what the form's button does. */
  boxes: "form:boxes",
  /** In a form: another cluster. */
  cluster: "form:cluster",
  /** A link; Slack still sends the click, which Tandem only acknowledges. */
  open: "link:open",
} as const;

export const FORMS = {
  create: "form:create",
  update: "form:update",
  switch: "form:switch",
  mirror: "form:mirror",
  complete: "form:complete",
  rescue: "form:rescue",
  reject: "form:reject",
  callOff: "form:call-off",
  stop: "form:stop",
} as const;

/** Modals with buttons and no fields: a press in one is answered in it. */
export const PANELS = { review: "panel:review", move: "panel:move" } as const;

/** What Tandem adds to the menu of every message. */
export const SHORTCUTS = { move: "move:actions" } as const;

/** The action id of a button that opens a form: Slack wants different ids when several are in one row. */
export function toFormAction(form: FormVerb): `${typeof ACTIONS.form}-${FormVerb}` {
  return `${ACTIONS.form}-${form}`;
}

/** Matches {@link ACTIONS.form} and every {@link toFormAction}. */
export const FORM_ACTION = /^form:open(?:-[a-z]+)?$/;

/** Fields that suggest names, by the kind of names. */
export const NAME_FIELDS = { keyspaces: "names:keyspaces", tables: "names:tables", cells: "names:cells", moves: "names:moves" } as const;
export type NameKind = keyof typeof NAME_FIELDS;

/** The kind of names that a field suggests; undefined for any other field. */
export function findNameKind(actionId: string): NameKind | undefined {
  const kinds = ["keyspaces", "tables", "cells", "moves"] as const satisfies readonly NameKind[];
  return kinds.find((kind) => NAME_FIELDS[kind] === actionId);
}

/** Buttons that run a command: the value is its text, without `/movetables`. */
export type CommandAction = `command:${Verb}`;

/** Matches every {@link CommandAction}. */
export const COMMAND_ACTION = /^command:[a-z-]+$/;

/** The action id of a button that runs a command with this verb. */
export function toCommandAction(verb: Verb): CommandAction {
  return `command:${verb}`;
}
