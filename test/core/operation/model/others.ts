import { type Health, withStreams, withTraffic, type World } from "./world.ts";

/** What other people, other tools and accidents do to a move. */
export const OTHERS = {
  "reads switched": (world) => withTraffic({ ...world, rules: "there" }, ["REPLICA", "RDONLY"], "target"),
  "reads switched back": (world) => withTraffic(world, ["REPLICA", "RDONLY"], "source"),
  "one kind of reads switched back": (world) => withTraffic(world, ["RDONLY"], "source"),
  "everything switched": (world) =>
    withStreams(
      withTraffic({ ...world, rules: "there", denied: { source: true, target: false } }, ["PRIMARY", "REPLICA", "RDONLY"], "target"),
      { id: world.forward?.id ?? 5, health: "frozen" },
      { id: world.reverse?.id ?? 11, health: "running" },
    ),
  "everything switched back": (world) =>
    withStreams(
      withTraffic({ ...world, rules: "there", denied: { source: false, target: true } }, ["PRIMARY", "REPLICA", "RDONLY"], "source"),
      { id: (world.forward?.id ?? 5) + 3, health: "running" },
    ),
  "made anew": (world) => withStreams(world, { id: (world.forward?.id ?? 5) + 20, health: "running" }, world.reverse),
  "rules removed": (world) => ({ ...withTraffic(world, ["PRIMARY", "REPLICA", "RDONLY"], "source"), rules: "gone" }),
  "a rule led astray": (world) => ({ ...world, rules: "astray" }),
  "source denies": (world) => ({ ...world, denied: { ...world.denied, source: true } }),
  "denied tables removed": (world) => ({ ...world, denied: { source: false, target: false } }),
  "streams stopped": (world) => withHealth(world, "stopped"),
  "streams in error": (world) => withHealth(world, "in error"),
  "streams started": (world) => withHealth(world, "running"),
  "reverse stopped": (world) => withStreams(world, world.forward, world.reverse && { ...world.reverse, health: "stopped" }),
  "reverse in error": (world) => withStreams(world, world.forward, world.reverse && { ...world.reverse, health: "in error" }),
  "workflow removed": (world) => withStreams(world),
  "VDiff finds differences": (world) => ({ ...world, vdiff: { uuid: "22222222-2222-4333-8444-000000000002", differs: true } }),
  "another VDiff": (world) => ({ ...world, vdiff: { uuid: "33333333-2222-4333-8444-000000000003", differs: false } }),
  "lag grows": (world) => ({ ...world, lagSeconds: 41 }),
  "lag is gone": (world) => ({ ...world, lagSeconds: 0 }),
  "locked for half a minute": (world) => locked(world, 30_000),
  "locked by somebody who died": (world) => ({ ...world, locks: [...world.locks, lockOf(world, -4 * 60_000, 60 * 60_000)] }),
  "locks lapse": (world) => ({ ...world, locks: world.locks.filter(({ until }) => until === Number.POSITIVE_INFINITY) }),
  "schema change begins": (world) => ({ ...world, blocked: true }),
  "schema change ends": (world) => ({ ...world, blocked: false }),
  "rules in use": (world) => ({ ...world, rulesInUse: true }),
  "rules free": (world) => ({ ...world, rulesInUse: false }),
  "vtctld goes away": (world) => ({ ...world, readable: false }),
  "vtctld comes back": (world) => ({ ...world, readable: true }),
} as const satisfies Record<string, (world: World) => World>;

export type Other = keyof typeof OTHERS;

/** Changes that touch none of the approved facts: a run may still reach its goal after them. */
export const HARMLESS: readonly Other[] = ["lag is gone", "locks lapse", "schema change ends", "rules free", "vtctld comes back"];

function withHealth(world: World, health: Health): World {
  return withStreams(world, world.forward && { ...world.forward, health }, world.reverse);
}

function locked(world: World, ms: number): World {
  return { ...world, locks: [...world.locks, { ...lockOf(world, 0, ms), alive: true }] };
}

function lockOf({ now, locks }: World, sinceMs: number, lastsMs: number): World["locks"][number] {
  return { by: `somebody-${locks.length}`, alive: false, since: now + sinceMs, until: now + lastsMs };
}
