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
  /** From another workspace, in a shared channel. */
  readonly isStranger: boolean;
  /** A guest in one or more channels. */
  readonly isGuest: boolean;
}

/**
 * Whether somebody belongs to the house and so may see what Tandem shows. A colleague in another workspace of the same organisation does;
 * other people from outside, guests and those who left do not, unless the installation names them.
 */
export function isInsider(person: SlackPerson, { team, enterprise, guests }: House): boolean {
  if (person.isDeleted) return false;
  if ([person.id, person.team, person.enterprise].some((id) => id !== undefined && guests.includes(id))) return true;
  if (person.isGuest) return false;
  if (enterprise !== undefined && person.enterprise === enterprise) return true;
  return !person.isStranger && (person.team === undefined || team === undefined || person.team === team);
}
