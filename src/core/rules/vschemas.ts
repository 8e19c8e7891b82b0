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
