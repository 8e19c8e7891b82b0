import type { Ownership } from "../operation/request/policy.ts";
import { matchesStars } from "../vitess/patterns.ts";
import type { PolicySubject } from "./subject.ts";

/**
 * The owners of what an operation is about: for each table, under the name of each of its keyspaces, the last entry that fits, as in a
 * CODEOWNERS file. Of a keyspace whose tables are not known, such as one that a restore touches, every entry for it counts.
 */
export function findOwners(
  entries: readonly Ownership[],
  { verb, keyspaces, tables, touched }: PolicySubject,
): readonly (readonly string[])[] {
  const about = entries.filter(({ verbs }) => verbs.length === 0 || verbs.includes(verb));
  const unknown = tables.length === 0 ? [...keyspaces, ...touched] : touched;
  const found = [
    ...keyspaces.flatMap((keyspace) => tables.map((table) => about.findLast(({ pattern }) => owns(pattern, keyspace, table)))),
    ...unknown.flatMap((keyspace) => about.filter(({ pattern }) => ownsIn(pattern, keyspace))),
  ];
  return [...new Set(found.flatMap((one) => (one === undefined ? [] : [one.people])))];
}

/** `payments` is every table of it, `payments.ledger_*` some of them. */
function owns(pattern: string, keyspace: string, table: string): boolean {
  const [inKeyspace, ofTable = "*"] = splitPattern(pattern);
  return matchesStars(inKeyspace, keyspace) && matchesStars(ofTable, table);
}

function ownsIn(pattern: string, keyspace: string): boolean {
  return matchesStars(splitPattern(pattern)[0], keyspace);
}

/** At the first point: a keyspace's name has none, a table's may. */
function splitPattern(pattern: string): readonly [string, string?] {
  const point = pattern.indexOf(".");
  return point < 0 ? [pattern] : [pattern.slice(0, point), pattern.slice(point + 1)];
}
