import type { Instant } from "../../../../src/core/readings/readings.ts";
import type { TabletType } from "../../../../src/core/options/kinds.ts";

export type Side = "source" | "target";

/** The state of a workflow's stream; `cut over` is what an unfinished switch leaves. */
export type Health = "running" | "stopped" | "in error" | "frozen" | "cut over";

/** The one stream of a workflow. A recreated workflow has another id. */
export interface Streams {
  readonly id: number;
  readonly health: Health;
}

/** Somebody's lock on the workflow. A dead vtctld leaves its own behind until it expires. */
export interface Lock {
  readonly by: string;
  readonly alive: boolean;
  readonly since: Instant;
  readonly until: Instant;
}

/** Vitess at one moment, as far as these tests need it: one move of two tables, one shard to one shard. */
export interface World {
  readonly now: Instant;
  readonly major: number;
  /** False if vtctld does not answer. */
  readonly readable: boolean;
  readonly traffic: Readonly<Record<TabletType, Side>>;
  readonly denied: Readonly<Record<Side, boolean>>;
  /** Missing if Vitess does not know the workflow. */
  readonly forward?: Streams;
  readonly reverse?: Streams;
  readonly lagSeconds: number;
  /** `astray`: one rule of the tables leads to a third keyspace. */
  readonly rules: "there" | "gone" | "astray";
  readonly tables: Readonly<Record<Side, boolean>>;
  readonly locks: readonly Lock[];
  readonly vdiff?: { readonly uuid: string; readonly differs: boolean };
  /** Until then running streams read as in error (docs/facts/switch-traffic.md#brief-error). */
  readonly unsettledUntil: Instant;
  /** Preflight would stop the step. */
  readonly blocked: boolean;
  /** A call on another move of the cluster is in flight. */
  readonly rulesInUse: boolean;
}

/** A move that is copied, compared, and not switched. */
export const COPIED: World = {
  now: Date.parse("2026-11-20T22:00:00Z"),
  major: 23,
  readable: true,
  traffic: { PRIMARY: "source", REPLICA: "source", RDONLY: "source" },
  denied: { source: false, target: true },
  forward: { id: 5, health: "running" },
  lagSeconds: 0,
  rules: "there",
  tables: { source: true, target: true },
  locks: [],
  vdiff: { uuid: "11111111-2222-4333-8444-000000000001", differs: false },
  unsettledUntil: 0,
  blocked: false,
  rulesInUse: false,
};

/** The same once everything was switched. */
export const SWITCHED: World = {
  ...COPIED,
  traffic: { PRIMARY: "target", REPLICA: "target", RDONLY: "target" },
  denied: { source: true, target: false },
  forward: { id: 5, health: "frozen" },
  reverse: { id: 11, health: "running" },
};

/** What a reading of this moment would show: streams that have not settled yet read as in error. */
export function shown(world: World): World {
  if (world.now >= world.unsettledUntil) return world;
  return withStreams(world, unsettled(world.forward), unsettled(world.reverse));
}

function unsettled(streams: Streams | undefined): Streams | undefined {
  return streams?.health === "running" ? { ...streams, health: "in error" } : streams;
}

/** The same world with only these workflows. */
export function withStreams({ forward: _forward, reverse: _reverse, ...rest }: World, forward?: Streams, reverse?: Streams): World {
  return { ...rest, ...(forward === undefined ? {} : { forward }), ...(reverse === undefined ? {} : { reverse }) };
}

export function withTraffic(world: World, types: readonly TabletType[], side: Side): World {
  return { ...world, traffic: { ...world.traffic, ...Object.fromEntries(types.map((type) => [type, side])) } };
}

/** Locks that can be seen: releases before 20 show none. */
export function visibleLocks({ major, locks }: World): readonly Lock[] {
  return major < 20 ? [] : locks;
}

/** Everything that a call can change, as one text: this model's own, separate from the one that core makes of a reading. */
export function shapeOfWorld(world: World): string {
  const { traffic, denied, forward, reverse, rules, tables } = shown(world);
  return JSON.stringify([traffic.PRIMARY, traffic.REPLICA, traffic.RDONLY, denied, forward, reverse, rules, tables]);
}
