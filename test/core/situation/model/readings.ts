import fc from "fast-check";
import type { Reading, Stream, Workflow } from "../../../../src/core/readings/readings.ts";
import { CANCELS, CLIENT_GONE, DENIED_WRITES, KILLED, ONE_WAY, OUTAGE, SHARDED, STOPPED, STREAMS, UNSHARDED } from "../../moments.ts";
import type { Subject } from "../../../../src/core/operation/outcome/verdict.ts";
import { readingOf } from "../../operation/model/readings.ts";
import { COPIED, type Health, type Lock, type Side, type Streams, SWITCHED, withStreams, type World } from "../../operation/model/world.ts";
import type { TabletType } from "../../../../src/core/options/kinds.ts";
import { shardNamed, tableNamed } from "../../../names.ts";

/** A reading with its move, and for a made one the world that it shows. */
export interface Moment {
  readonly subject: Subject;
  readonly reading?: Reading;
  readonly world?: World;
}

type Recorded = Readonly<Record<string, Reading | Subject | { readonly subject: Subject; readonly reading: Reading }>>;

/** Every moment at which a real cluster was recorded. */
function recordedIn({ subject, ...moments }: Recorded): readonly Moment[] {
  return Object.values(moments).flatMap((moment): readonly Moment[] => {
    if ("reading" in moment) return [moment];
    return "at" in moment && subject !== undefined && "move" in subject ? [{ subject, reading: moment }] : [];
  });
}

export const RECORDED: readonly Moment[] = [
  UNSHARDED,
  SHARDED,
  KILLED,
  DENIED_WRITES,
  OUTAGE,
  CLIENT_GONE,
  ONE_WAY,
  STOPPED,
  STREAMS,
  CANCELS,
].flatMap((all) => recordedIn(all));

const sides = fc.constantFrom<Side[]>("source", "target");
const streams = (id: number): fc.Arbitrary<Streams> =>
  fc.record({ id: fc.constant(id), health: fc.constantFrom<Health[]>("running", "running", "stopped", "in error", "frozen", "cut over") });
/** Since when somebody holds the workflow's lock, before the reading. */
const locks: fc.Arbitrary<Lock> = fc.constantFrom(1_000, 20_000, 100_000, 4 * 60_000, 60 * 60_000).map((ms) => ({
  by: "localhost",
  alive: true,
  since: COPIED.now - ms,
  until: Number.POSITIVE_INFINITY,
}));

const worlds: fc.Arbitrary<World> = fc
  .record({
    major: fc.constantFrom(23, 23, 12),
    traffic: fc.record({ PRIMARY: sides, REPLICA: sides, RDONLY: sides }),
    denied: fc.record({ source: fc.boolean(), target: fc.boolean() }),
    forward: fc.option(streams(5), { nil: undefined, freq: 8 }),
    reverse: fc.option(streams(11), { nil: undefined }),
    lagSeconds: fc.constantFrom(0, 0, 41),
    rules: fc.constantFrom("there" as const, "there" as const, "there" as const, "gone" as const, "astray" as const),
    locks: fc.array(locks, { maxLength: 2 }),
  })
  .map(({ forward, reverse, ...rest }) => withStreams({ ...COPIED, ...rest }, forward, reverse));

/** What a stream shows before it runs: nothing copied, no source found, or a table still being copied. */
const EARLY = {
  copying: { state: "Copying", copyStates: [{ table: tableNamed("customer"), lastPk: "" }] },
  "not started": { state: "Stopped", position: "" },
  "no source": { state: "Running", position: "" },
  "after its copy": { state: "Stopped", message: "Stopped after copy." },
} as const satisfies Record<string, Partial<Stream>>;

function early(reading: Reading, kind: keyof typeof EARLY | "no streams"): Reading {
  const { workflow } = reading;
  if (workflow === undefined) return reading;
  const is: Workflow = {
    ...workflow,
    streams: kind === "no streams" ? [] : workflow.streams.map((stream) => ({ ...stream, message: "", ...EARLY[kind] })),
  };
  return { ...reading, workflow: is };
}

const made: fc.Arbitrary<Moment> = worlds.map((world) => ({ subject: UNSHARDED.subject, reading: readingOf(world), world }));
const earlier: fc.Arbitrary<Moment> = fc
  .constantFrom(...(["copying", "not started", "no source", "no streams"] as const))
  .map((kind) => ({ subject: UNSHARDED.subject, reading: early(UNSHARDED.copied, kind) }));

/** Somebody has routed one of two tables back to the source by hand. */
const half: fc.Arbitrary<Moment> = worlds.map((world) => ({ subject: UNSHARDED.subject, reading: ledBack(readingOf(world), "corder") }));

function ledBack(reading: Reading, table: string): Reading {
  const tables = reading.rules.tables.map((rule) => (rule.to[0] === `customer.${table}` ? { ...rule, to: [`commerce.${table}`] } : rule));
  return { ...reading, rules: { ...reading.rules, tables } };
}

/** Cells that serve another world's saved rules: what a vtctld leaves that dies between saving and serving, and worse. */
const apart: fc.Arbitrary<Moment> = fc.tuple(worlds, worlds, fc.boolean()).map(([saved, served, isEverywhere]) => {
  const reading = readingOf(saved);
  const cells = [readingOf(served).rules, isEverywhere ? readingOf(served).rules : reading.rules];
  return {
    subject: UNSHARDED.subject,
    reading: { ...reading, served: cells.map((rules, at) => ({ cell: `zone${at + 1}`, rules })) },
  };
});

const CUT_OVER: Partial<Stream> = { state: "Stopped", message: "stopped for cutover" };
const IN_ERROR: Partial<Stream> = { state: "Error", message: "error: errno 1062" };

/**
 * Rare states: mirror rules for one of two tables, a move shard by shard, a switch cut off while another shard's stream was in error, a
 * stopped atomic copy, and a copy whose last keys are built.
 */
const SELDOM: readonly Moment[] = [
  { subject: UNSHARDED.subject, reading: mirrored(UNSHARDED.copied) },
  { subject: UNSHARDED.subject, reading: shardByShard(UNSHARDED.switched) },
  { subject: SHARDED.subject, reading: withStreamsOf(SHARDED.copied, {}, [CUT_OVER, IN_ERROR]) },
  { subject: SHARDED.subject, reading: withStreamsOf(SHARDED.copied, {}, [IN_ERROR, CUT_OVER]) },
  { subject: UNSHARDED.subject, reading: withStreamsOf(UNSHARDED.copying, { subType: "AtomicCopy" }, [{ state: "Stopped" }]) },
  { subject: UNSHARDED.subject, reading: withStreamsOf(UNSHARDED.copying, { subType: "AtomicCopy" }, [IN_ERROR]) },
  { subject: UNSHARDED.subject, reading: buildingKeys(UNSHARDED.copied) },
];

function buildingKeys(reading: Reading): Reading {
  const table = tableNamed("customer");
  const copying = withStreamsOf(reading, {}, [{ state: "Copying", copyStates: [{ table, lastPk: "its last" }] }]);
  const keyBuilds = (copying.workflow?.streams ?? []).map(({ shard, id }) => ({
    shard,
    streamId: id,
    table,
    since: reading.at,
    readAt: reading.at,
  }));
  return { ...copying, keyBuilds };
}

function withStreamsOf(reading: Reading, change: Partial<Workflow>, those: readonly Partial<Stream>[]): Reading {
  const { workflow } = reading;
  if (workflow === undefined) return reading;
  return { ...reading, workflow: { ...workflow, ...change, streams: workflow.streams.map((one, index) => ({ ...one, ...those[index] })) } };
}

function mirrored(reading: Reading): Reading {
  return { ...reading, rules: { ...reading.rules, mirrors: [{ from: "commerce.customer", to: "customer.customer", percent: 5 }] } };
}

function shardByShard(reading: Reading): Reading {
  const { workflow, rules } = reading;
  const shards = [{ fromKeyspace: "commerce", toKeyspace: "customer", shard: shardNamed("0") }];
  return { ...reading, rules: { ...rules, shards }, ...(workflow === undefined ? {} : { workflow: { ...workflow, subType: "Partial" } }) };
}

/** What routes a tenant's move, and a move shard by shard: the keyspace's rules, and the shard's. */
function routes({ traffic }: World): Pick<Reading["rules"], "keyspaces" | "shards"> {
  const to = (type: TabletType): string => (traffic[type] === "target" ? "customer" : "commerce");
  const suffixes = { PRIMARY: "", REPLICA: "@replica", RDONLY: "@rdonly" } as const;
  return {
    keyspaces: TYPES.map((type) => ({ fromKeyspace: `commerce${suffixes[type]}`, toKeyspace: to(type) })),
    shards: traffic.PRIMARY === "target" ? [{ fromKeyspace: "commerce", toKeyspace: "customer", shard: shardNamed("0") }] : [],
  };
}

const TYPES: readonly TabletType[] = ["PRIMARY", "REPLICA", "RDONLY"];

function ofKind(world: World, kind: "tenant" | "shards" | "atomic"): Reading {
  const reading = readingOf(world);
  const { keyspaces, shards } = routes(world);
  const change = { tenant: { tenant: "42" }, shards: { subType: "Partial" }, atomic: { subType: "AtomicCopy" } }[kind];
  const workflow = reading.workflow === undefined ? {} : { workflow: { ...reading.workflow, ...change } };
  if (kind === "atomic") return { ...reading, ...workflow };
  const rules = { ...reading.rules, tables: [], ...(kind === "tenant" ? { keyspaces } : { shards }) };
  return { ...reading, ...workflow, rules };
}

/** Moves that do not take whole tables, and those that copy from one snapshot, in every state of the world. */
const unusual: fc.Arbitrary<Moment> = fc
  .tuple(worlds, fc.constantFrom("tenant" as const, "tenant" as const, "shards" as const, "atomic" as const))
  .map(([world, kind]) => ({ subject: UNSHARDED.subject, reading: ofKind(world, kind) }));

const TENANT: World = { ...COPIED, denied: { source: false, target: false } };

/** A move that was to stop at the end of its copy, and one where a switch left the rdonly reads behind. */
const left: fc.Arbitrary<Moment> = fc.constantFrom<Moment[]>(
  { subject: UNSHARDED.subject, reading: early(UNSHARDED.copied, "after its copy") },
  { subject: UNSHARDED.subject, reading: readingOf({ ...SWITCHED, traffic: { ...SWITCHED.traffic, RDONLY: "source" } }) },
  { subject: UNSHARDED.subject, reading: ofKind({ ...TENANT, traffic: { ...SWITCHED.traffic, PRIMARY: "source" } }, "tenant") },
);

/** Readings: recorded ones, and combinations of traffic, denied tables, streams, reverse workflow, rules, lag and locks. */
export const moments: fc.Arbitrary<Moment> = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(...RECORDED) },
  { weight: 1, arbitrary: fc.constantFrom(...SELDOM) },
  { weight: 9, arbitrary: made },
  { weight: 2, arbitrary: half },
  { weight: 1, arbitrary: apart },
  { weight: 1, arbitrary: earlier },
  { weight: 4, arbitrary: unusual },
  { weight: 1, arbitrary: left },
  { weight: 1, arbitrary: fc.constant({ subject: UNSHARDED.subject }) },
);
