import { LRUCache } from "lru-cache";
import type { Logger } from "pino";
import { type ClusterName, isKeyspace, type Keyspace, qualifyName } from "../../../core/vitess/names.ts";
import type { VitessVersion } from "../../../core/vitess/version.ts";
import type { NamesAt } from "../../../core/readings/catalogue.ts";
import { NAMES_STALE_MS, TABLES_STALE_MS } from "../../../operations/clusters/catalogue.ts";
import type { Jobs } from "../../../operations/jobs.ts";
import type { Records } from "../../../operations/records.ts";
import { type Searchable, toSearchable } from "../../forms/suggestions.ts";

/** The catalogue as forms search it. A lookup of stale names enqueues a refresh and does not wait for it. */
export interface RememberedNames {
  cluster(cluster: ClusterName): Promise<ClusterSearch>;
  /** Undefined if, as far as is known, the cluster has no such keyspace. */
  keyspace(cluster: ClusterName, keyspace: string): Promise<KeyspaceSearch | undefined>;
  /** The moves that Tandem follows there. */
  moves(cluster: ClusterName): Promise<Searchable>;
}

interface ClusterSearch {
  readonly keyspaces?: Searchable;
  readonly cells?: Searchable;
  readonly version?: VitessVersion;
}

interface NamesPlace {
  readonly cluster: ClusterName;
  readonly keyspace: Keyspace;
}

interface KeyspaceSearch {
  readonly tables?: Searchable;
  readonly workflows?: Searchable;
}

// Keystrokes come every few tenths of a second; Tandem does not read and parse 20,000 names for each.
const NAMES_REMEMBERED_MS = 4_000;
// A keyspace of 20,000 tables takes about 3 MB.
const MOST_CATALOGUES = 20;

interface Deps {
  readonly records: Pick<Records, "catalogue" | "moves">;
  readonly jobs: Jobs;
  readonly log: Logger;
}

/** Caches what forms search for a few seconds, and enqueues a refresh of stale names at most once in that time. */
export function createRememberedNames({ records, jobs, log }: Deps): RememberedNames {
  const clusters = rememberBriefly(async (cluster: ClusterName): Promise<ClusterSearch> => {
    const { keyspaces, cells, version } = await orAsk(records.catalogue.cluster(cluster), cluster);
    if (isStale(keyspaces, NAMES_STALE_MS) || isStale(cells, NAMES_STALE_MS)) ask(cluster);
    return {
      ...(keyspaces === undefined ? {} : { keyspaces: toSearchable(keyspaces.names, keyspaces.at) }),
      ...(cells === undefined ? {} : { cells: toSearchable(cells.names, cells.at) }),
      ...(version === undefined ? {} : { version }),
    };
  });
  const keyspaces = rememberBriefly(async ({ cluster, keyspace }: NamesPlace): Promise<KeyspaceSearch> => {
    const { tables, workflows } = await orAsk(records.catalogue.keyspace(cluster, keyspace), cluster, keyspace);
    if (isStale(tables, TABLES_STALE_MS) || isStale(workflows, NAMES_STALE_MS)) ask(cluster, keyspace);
    return {
      ...(tables === undefined ? {} : { tables: toSearchable(tables.names, tables.at) }),
      ...(workflows === undefined
        ? {}
        : {
            workflows: toSearchable(
              workflows.names.map((workflow) => qualifyName({ targetKeyspace: keyspace, workflow })),
              workflows.at,
            ),
          }),
    };
  });
  const moves = rememberBriefly(async (cluster: ClusterName): Promise<Searchable> => {
    const active = await records.moves.active();
    return toSearchable(active.flatMap(({ name }) => (name.cluster === cluster ? [qualifyName(name)] : [])).toSorted());
  });

  /** Also refreshes names that cannot be decoded because another version of Tandem wrote them. */
  async function orAsk<T>(reading: Promise<T>, cluster: ClusterName, keyspace?: Keyspace): Promise<T> {
    try {
      return await reading;
    } catch (error) {
      ask(cluster, keyspace);
      throw error;
    }
  }

  function ask(cluster: ClusterName, keyspace?: Keyspace): void {
    jobs.ask({ job: "refresh-catalogue", cluster, keyspace }).catch((error: unknown) => {
      log.warn({ err: error }, "Names for a form were not asked for; the next key asks again");
    });
  }

  return {
    cluster: clusters,
    async keyspace(cluster, keyspace) {
      if (!isKeyspace(keyspace)) return undefined;
      // A mistyped keyspace must not create jobs and keys.
      const known = (await clusters(cluster)).keyspaces;
      return known !== undefined && !known.names.includes(keyspace) ? undefined : keyspaces({ cluster, keyspace });
    },
    moves,
  };
}

function isStale(names: NamesAt | undefined, after: number): boolean {
  return names === undefined || Date.now() - names.at > after;
}

/** Caches each answer for a while, and shares one load between concurrent callers. Failures are not cached. */
function rememberBriefly<K, T extends object>(load: (key: K) => Promise<T>): (key: K) => Promise<T> {
  const known = new LRUCache<string, T, { readonly key: K }>({
    max: MOST_CATALOGUES,
    ttl: NAMES_REMEMBERED_MS,
    // A caller that waits for an answer gets it even if the entry is evicted meanwhile.
    ignoreFetchAbort: true,
    fetchMethod: (_id, _stale, { context }) => load(context.key),
  });
  return (key) => known.forceFetch(JSON.stringify(key), { context: { key } });
}
