import type { ClusterFacts } from "../../core/preflight/facts/facts.ts";
import { type Looked, type Sampled, toSeen, findSeen } from "../../core/preflight/facts/looked.ts";
import type { MysqlFacts, RowImageFact, SettingsFact } from "../../core/preflight/cluster/mysql.ts";
import { listSilentTablets } from "../../core/preflight/cluster/silent-tablets.ts";
import type { Tablet, Vitess } from "../ports.ts";
import { listPrimaries } from "../readings/read-move.ts";
import { MOST_TABLETS, type Pair, selectTabletsOfMove } from "./answering.ts";
import type { StepSides } from "./cluster-facts.ts";
import { look, lookIfAny, lookIn } from "./look.ts";

/** Streams, also those of reverse replication, read from tablets of these types. */
const FEEDING_BOTH_WAYS: readonly string[] = ["PRIMARY", "REPLICA", "RDONLY"];

/**
 * Settings of both sides' MySQLs, and what the source has beside its tables. Reads one primary of each side, because all shards are made
 * alike. Skips tablets that do not answer: each would cost its whole deadline, and they are a finding already.
 */
export async function readMysqlFacts(vitess: Vitess, around: Pick<ClusterFacts, "answering" | "tables">, sides: Pair): Promise<MysqlFacts> {
  const silent = new Set<string>(listSilentTablets(around.answering).map(({ tablet }) => tablet));
  const [source, target] = await Promise.all([look(() => vitess.tablets(sides.source)), look(() => vitess.tablets(sides.target))]);
  const answering = (tablets: Looked<readonly Tablet[]>): readonly Tablet[] =>
    selectTabletsOfMove(findSeen(tablets) ?? [], sides).filter(({ alias, type }) => FEEDING_BOTH_WAYS.includes(type) && !silent.has(alias));
  const [rowImages, sourceSettings, targetSettings, beside] = await Promise.all([
    readRowImageFacts(vitess, [...answering(source), ...answering(target)]),
    readSettingsFact(vitess, answering(source)),
    readSettingsFact(vitess, answering(target)),
    readAtPrimary(answering(source), ({ alias }) => vitess.besideTables(alias, around.tables)),
  ]);
  return { rowImages, sourceSettings, targetSettings, beside };
}

/** What a keyspace's database has beside these tables. */
export async function readBeside(vitess: Vitess, { source, tables }: Pick<StepSides, "source" | "tables">): Promise<MysqlFacts["beside"]> {
  const tablets = await look(() => vitess.tablets(source));
  return readAtPrimary(findSeen(tablets) ?? [], ({ alias }) => vitess.besideTables(alias, tables));
}

/** If the release cannot report it, one call says so for all. */
async function readRowImageFacts(vitess: Vitess, tablets: readonly Tablet[]): Promise<Sampled<RowImageFact>> {
  const ask = (some: readonly Tablet[]): Promise<Sampled<RowImageFact>> =>
    lookIn(some, MOST_TABLETS, describePlace, (tablet) => lookIfAny(() => readRowImageFact(vitess, tablet)));
  const one = await ask(tablets.slice(0, 1));
  if (one.looked.some(({ look: { kind } }) => kind === "unseen")) return one;
  const rest = await ask(tablets.slice(1));
  return { of: tablets.length, looked: [...one.looked, ...rest.looked] };
}

async function readRowImageFact(vitess: Vitess, { alias }: Tablet): Promise<RowImageFact | undefined> {
  const image = await vitess.rowImage(alias);
  return image === undefined || image === "" ? undefined : { tablet: alias, image };
}

function readSettingsFact(vitess: Vitess, tablets: readonly Tablet[]): Promise<Looked<SettingsFact | undefined>> {
  return readAtPrimary(tablets, async ({ alias }) => {
    const settings = await vitess.mysqlSettings(alias);
    return settings === undefined ? undefined : { tablet: alias, ...settings };
  });
}

/** Reads nothing if no primary answers, which is a finding of its own. */
function readAtPrimary<T>(tablets: readonly Tablet[], read: (primary: Tablet) => Promise<T | undefined>): Promise<Looked<T | undefined>> {
  const [primary] = listPrimaries(tablets);
  return primary === undefined ? Promise.resolve(toSeen(undefined)) : lookIfAny(() => read(primary));
}

function describePlace({ keyspace, shard, alias, type }: Tablet): string {
  return `${keyspace}/${shard} ${alias} (${type})`;
}
