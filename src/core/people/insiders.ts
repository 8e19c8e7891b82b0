/** Where Tandem is installed: its own workspace and organisation, and whom else the installation admits. */
export interface House {
  readonly team?: string;
  readonly enterprise?: string;
  /** Ids of workspaces (`T…`), organisations (`E…`) and people (`U…`, `W…`). */
  readonly guests: readonly string[];
}

/** What Slack reports about one person. */
export interface SlackPerson {
  readonly id: string;
  readonly team?: string;
  readonly enterprise?: string;
  readonly isDeleted: boolean;
  readonly isBot: boolean;
  /** From another workspace, in a shared channel. */
  readonly isStranger: boolean;
  /** A guest in one or more channels. */
  readonly isGuest: boolean;
}

/** Slack's own bot, which `users.info` does not flag as one. */
const SLACKBOT = "USLACKBOT";

/**
 * Whether somebody belongs to the house and so may see what Tandem shows. A colleague in another workspace of the same organisation does;
 * other people from outside, guests, bots and those who left do not. The installation may admit people from outside and guests.
 */
export function isInsider(person: SlackPerson, { team, enterprise, guests }: House): boolean {
  if (person.isDeleted || person.isBot || person.id === SLACKBOT) return false;
  if ([person.id, person.team, person.enterprise].some((id) => id !== undefined && guests.includes(id))) return true;
  if (person.isGuest) return false;
  if (enterprise !== undefined && person.enterprise === enterprise) return true;
  return !person.isStranger && (person.team === undefined || team === undefined || person.team === team);
}

/**
 * True if the workspace that a payload names decides alone that its author is an outsider. It must, because an id means a person only within
 * a workspace: asked about it, Slack would describe whoever has it here. Within an organisation people have several workspaces.
 */
export function isFromElsewhere(person: { readonly id: string; readonly team?: string }, { team, enterprise, guests }: House): boolean {
  if (person.team === undefined || team === undefined || enterprise !== undefined) return false;
  return person.team !== team && !guests.includes(person.team) && !guests.includes(person.id);
}
