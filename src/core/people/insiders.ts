/** Where Tandem is installed: its own workspace and organisation, and whom else the installation lets in. */
export interface House {
  readonly team?: string;
  readonly enterprise?: string;
  /** Ids of workspaces (`T…`), organisations (`E…`) and people (`U…`, `W…`). */
  readonly guests: readonly string[];
}

/** What Slack says of one person. */
export interface SlackPerson {
  readonly id: string;
  readonly team?: string;
  readonly enterprise?: string;
  readonly isDeleted: boolean;
  /** Of another workspace, in a shared channel. */
  readonly isStranger: boolean;
  /** A guest of one or of several channels. */
  readonly isGuest: boolean;
}

/**
 * Whether somebody belongs to the house, and so may see what it has. A colleague of another workspace of the same organisation does; people
 * of other workspaces, guests and those who left do not, unless the installation names them.
 */
export function isInsider(person: SlackPerson, { team, enterprise, guests }: House): boolean {
  if (person.isDeleted) return false;
  if ([person.id, person.team, person.enterprise].some((id) => id !== undefined && guests.includes(id))) return true;
  if (person.isGuest) return false;
  if (enterprise !== undefined && person.enterprise === enterprise) return true;
  return !person.isStranger && (person.team === undefined || team === undefined || person.team === team);
}
