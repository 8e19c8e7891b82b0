import { type Keyspace, isKeyspace, type TableName } from "../../core/vitess/names.ts";
import { ASKS_MYSQL_SINCE } from "../../core/vitess/version.ts";
import { type Looked, toSeen, findSeen } from "../../core/preflight/facts/looked.ts";
import type { SequenceFact, Sequences } from "../../core/preflight/tables/sequences.ts";
import type { Vitess, VSchema } from "../ports.ts";
import { listPrimaries } from "../readings/read-move.ts";
import { look, lookIfAny } from "./look.ts";

/** If there are more, only Vitess's dry run checks them. */
const MOST_SEQUENCES = 16;

interface Where {
  /** The keyspace whose rows have the ids now. */
  readonly holder: Keyspace;
  readonly source: Keyspace;
  readonly target: Keyspace;
  readonly tables: readonly TableName[];
}

/** The next values of the sequences that the target's VSchema names for these tables, and the highest ids in use. */
export async function readSequences(vitess: Vitess, where: Where): Promise<Sequences> {
  const vschema = await look(() => vitess.vschema(where.target));
  const ours = (findSeen(vschema)?.sequences ?? []).filter(({ table }) => where.tables.includes(table)).slice(0, MOST_SEQUENCES);
  if (ours.length === 0) return toSeen([]);
  const states: Looked<SequenceFact>[] = await Promise.all(ours.map((one) => lookIfAny(() => readOne(vitess, where, one))));
  return states.find((one) => one.kind === "unseen") ?? toSeen(states.flatMap((one) => findSeen(one) ?? []));
}

async function readOne(vitess: Vitess, { holder, source }: Where, one: VSchema["sequences"][number]): Promise<SequenceFact | undefined> {
  const { table, column, sequence } = one;
  // Look in the source for a sequence named without a keyspace, as Vitess does.
  const [keyspace, name] = splitName(sequence, source);
  const [[at], holders] = await Promise.all([vitess.tablets(keyspace).then(listPrimaries), vitess.tablets(holder).then(listPrimaries)]);
  if (at === undefined || column === "") return undefined;
  const { major } = await vitess.version();
  if (major < ASKS_MYSQL_SINCE) return undefined;
  const [nextId, ...ids] = await Promise.all([
    vitess.nextId(at.alias, name),
    ...holders.map(({ alias }) => vitess.highestId(alias, table, column)),
  ]);
  const known = ids.filter((id) => id !== undefined);
  return { table, sequence, nextId, highest: known.length === 0 ? undefined : known.reduce((a, b) => (a > b ? a : b)) };
}

function splitName(sequence: string, source: Keyspace): readonly [Keyspace, string] {
  const plain = sequence.replaceAll("`", "");
  const dot = plain.indexOf(".");
  const keyspace = plain.slice(0, dot);
  return dot > 0 && isKeyspace(keyspace) ? [keyspace, plain.slice(dot + 1)] : [source, plain];
}
