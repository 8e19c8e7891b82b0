/** What the VSchema of some keyspaces says of each table, by keyspace and table: JSON with its keys in order. */
export type VSchemas = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** An entry of a VSchema that said something, and is gone or says something else. Names of tables, columns, vindexes and sequences only. */
export interface VSchemaChange {
  readonly keyspace: string;
  readonly table: string;
  readonly was: string;
  /** Absent: there is no entry any more. */
  readonly is?: string;
}

/** An entry that says nothing of its table: whoever loses it loses nothing. */
const EMPTY = "{}";

/** Entries that a step has taken away or changed. New ones are no loss; of a keyspace that was not read again nothing is known. */
export function vschemaChanges(before: VSchemas, after: VSchemas): readonly VSchemaChange[] {
  return Object.entries(before)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([keyspace, entries]) => {
      const now = after[keyspace];
      return now === undefined ? [] : Object.entries(entries).flatMap(([table, was]) => changeOf({ keyspace, table, was }, now[table]));
    });
}

function changeOf(entry: Omit<VSchemaChange, "is">, is: string | undefined): readonly VSchemaChange[] {
  if (entry.was === EMPTY || is === entry.was) return [];
  return [is === undefined ? entry : { ...entry, is }];
}

/** A line in a message that people copy; a longer one would be cut. */
const LONGEST_LINE = 1400;

/**
 * The command that writes these entries back into a keyspace's VSchema as it is then, every other entry kept; undefined where a message cannot
 * show it whole. ApplyVSchema takes a whole VSchema, so the line reads it first.
 */
export function putBackLine(keyspace: string, changes: readonly VSchemaChange[]): string | undefined {
  const entries = changes.filter((one) => one.keyspace === keyspace).map(({ table, was }) => `${JSON.stringify(table)}:${was}`);
  const program = `.tables += {${entries.join(",")}}`.replaceAll("'", String.raw`'\''`);
  const line = `vtctldclient GetVSchema ${keyspace} | jq '${program}' > vschema.json && vtctldclient ApplyVSchema --vschema-file vschema.json ${keyspace}`;
  return line.length > LONGEST_LINE || line.includes("`") ? undefined : line;
}
