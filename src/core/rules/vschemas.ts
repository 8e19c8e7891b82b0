/** What the VSchemas of some keyspaces say about each table, by keyspace and table: JSON with its keys in order. */
export type VSchemas = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** A VSchema entry that was not empty and is gone or changed. Names of tables, columns, vindexes and sequences only. */
export interface VSchemaChange {
  readonly keyspace: string;
  readonly table: string;
  readonly was: string;
  /** Absent if the entry is gone. */
  readonly is?: string;
}

/** An entry that says nothing about its table: losing it loses nothing. */
const EMPTY_ENTRY = "{}";

/** Entries that a step removed or changed. New ones are no loss; nothing is known about a keyspace that was not read again. */
export function listVSchemaChanges(before: VSchemas, after: VSchemas): readonly VSchemaChange[] {
  return Object.entries(before)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([keyspace, entries]) => {
      const now = after[keyspace];
      return now === undefined ? [] : Object.entries(entries).flatMap(([table, was]) => compareEntry({ keyspace, table, was }, now[table]));
    });
}

function compareEntry(entry: Omit<VSchemaChange, "is">, is: string | undefined): readonly VSchemaChange[] {
  if (entry.was === EMPTY_ENTRY || is === entry.was) return [];
  return [is === undefined ? entry : { ...entry, is }];
}

/** People copy this line from a message, which would cut a longer one. */
const LONGEST_PASTED_LINE = 1400;

/**
 * The command that writes these entries back into a keyspace's VSchema and keeps every other entry as it is then; undefined if a message
 * cannot show it whole. ApplyVSchema takes a whole VSchema, so the line reads it first.
 */
export function putBackLine(keyspace: string, changes: readonly VSchemaChange[]): string | undefined {
  const entries = changes.filter((one) => one.keyspace === keyspace).map(({ table, was }) => `${JSON.stringify(table)}:${was}`);
  const program = `.tables += {${entries.join(",")}}`.replaceAll("'", String.raw`'\''`);
  const line = `vtctldclient GetVSchema ${keyspace} | jq '${program}' > vschema.json && vtctldclient ApplyVSchema --vschema-file vschema.json ${keyspace}`;
  return line.length > LONGEST_PASTED_LINE || line.includes("`") ? undefined : line;
}
