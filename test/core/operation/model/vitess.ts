import type { FaultNote } from "../../../../src/core/operation/outcome/outcomes.ts";
import type { Instant } from "../../../../src/core/readings/readings.ts";
import { afterCall, type Does, type Wanted } from "./effects.ts";
import { type Lock, withTraffic, type World } from "./world.ts";

/** What becomes of one call. */
export interface Fate {
  readonly does: Does;
  /**
   * `ok`, `error`: vtctld's answer, which may differ from what it did. `broken`: the connection breaks when the call ends. `goes on`: it
   * breaks before that, and the call goes on. `timed-out`: nobody answers within the deadline.
   */
  readonly answers: "ok" | "error" | "broken" | "goes on" | "timed-out";
  readonly arrivesAfterMs: number;
  readonly takesMs: number;
  /** How long its effect takes to become visible. */
  readonly settlesAfterMs: number;
  /** vtctld dies during it, and its lock stays this long from its start. */
  readonly lockStaysMs?: number;
}

/** One message that left a worker. */
export interface Call {
  readonly id: string;
  readonly executionId: string;
  readonly wanted: Wanted;
  readonly fate: Fate;
  readonly sentAt: Instant;
  state: "on its way" | "waiting" | "running" | "over";
  startedAt: Instant;
  endsAt: Instant;
  /** vtctld refuses to do it: `busy`, `not-found` or `refused`. */
  no?: FaultNote["kind"];
  deniedBefore: World["denied"];
}

/** vtctld and the cluster behind it. */
export interface Vitess {
  world: World;
  readonly calls: Call[];
  /** Called when a call arrives, with the calls of the same execution that are running then. */
  arrived(call: Call, others: readonly Call[]): void;
}

const DEADLINE_MS = 10 * 60_000;
const GIVES_UP_ON_LOCK_MS = 45_000;
const BREAKS_AFTER_MS = 2_000;

export function sendCall(vitess: Vitess, call: Pick<Call, "id" | "executionId" | "wanted" | "fate">): Call {
  const { now, denied } = vitess.world;
  const sent: Call = { ...call, sentAt: now, state: "on its way", startedAt: 0, endsAt: 0, deniedBefore: denied };
  vitess.calls.push(sent);
  advance(vitess, now);
  return sent;
}

/** How a call was answered, as far as its sender knows now. */
export function answerTo(call: Call, now: Instant): { readonly fault?: FaultNote } | undefined {
  const { fate, sentAt, state, no } = call;
  const isOver = state === "over" && now >= call.endsAt;
  if (fate.answers === "goes on" && now >= sentAt + BREAKS_AFTER_MS && !(isOver && call.endsAt <= sentAt + BREAKS_AFTER_MS))
    return fault("unreachable");
  if (fate.answers !== "timed-out" && isOver) {
    if (fate.answers === "broken" || fate.answers === "goes on") return fault("unreachable");
    if (no !== undefined) return fault(no);
    return fate.answers === "ok" ? {} : fault("refused");
  }
  return now >= sentAt + DEADLINE_MS ? fault("timed-out") : undefined;
}

/** When a sender that waits should look again. */
export function hearsAt(vitess: Vitess, call: Call): Instant {
  const { now } = vitess.world;
  if (answerTo(call, now) !== undefined) return now;
  const marks = [call.sentAt + DEADLINE_MS, call.sentAt + BREAKS_AFTER_MS, nextEvent(vitess)];
  return Math.min(...marks.filter((mark) => mark > now));
}

function fault(kind: FaultNote["kind"]): { readonly fault: FaultNote } {
  return { fault: { kind, text: `vtctld: ${kind}` } };
}

/** Lets time pass, with every event in its order. */
export function advance(vitess: Vitess, to: Instant): void {
  for (let at = nextEvent(vitess); at <= to; at = nextEvent(vitess)) {
    setWorld(vitess, { now: Math.max(at, vitess.world.now) });
    for (const call of vitess.calls) happen(vitess, call);
  }
  setWorld(vitess, { now: Math.max(to, vitess.world.now) });
}

function setWorld(vitess: Vitess, change: Partial<World>): void {
  const world = { ...vitess.world, ...change };
  vitess.world = world.locks.some(({ until }) => until <= world.now)
    ? { ...world, locks: world.locks.filter(({ until }) => until > world.now) }
    : world;
}

function nextEvent({ world, calls }: Vitess): Instant {
  const due = calls.map((call): Instant => {
    if (call.state === "on its way") return call.sentAt + call.fate.arrivesAfterMs;
    if (call.state === "waiting") return call.startedAt + GIVES_UP_ON_LOCK_MS;
    return call.state === "running" ? call.endsAt : Number.POSITIVE_INFINITY;
  });
  return Math.min(...due, ...world.locks.map(({ until }) => until));
}

function happen(vitess: Vitess, call: Call): void {
  const { now } = vitess.world;
  if (call.state === "on its way" && now >= call.sentAt + call.fate.arrivesAfterMs) {
    call.state = "waiting";
    call.startedAt = now;
    const others = vitess.calls.filter((one) => one.executionId === call.executionId && one !== call);
    vitess.arrived(
      call,
      others.filter(({ state }) => state === "waiting" || state === "running"),
    );
  }
  if (call.state === "waiting") begin(vitess, call);
  if (call.state === "running" && now >= call.endsAt) end(vitess, call);
}

/** Rules are replaced without the workflow's lock; everything else waits for that lock, and only a call on the workflow takes it. */
function begin(vitess: Vitess, call: Call): void {
  const { world } = vitess;
  const { wanted, fate } = call;
  const isFree = wanted.proposal.kind === "restore" || world.locks.length === 0;
  if (!isFree && world.now < call.startedAt + GIVES_UP_ON_LOCK_MS) return;
  const no = isFree ? whyNot(call, world) : "busy";
  if (no !== undefined) call.no = no;
  call.state = "running";
  // Rules and denied tables are written first; nobody sees what follows.
  call.endsAt = world.now + (call.no !== undefined ? 0 : wanted.proposal.kind === "workflow" ? fate.takesMs : 20);
  call.deniedBefore = world.denied;
  if (call.no !== undefined) return;
  const lock: Lock = { by: call.id, alive: true, since: world.now, until: Number.POSITIVE_INFINITY };
  const during = isOfWrites(call) ? { denied: { source: true, target: true } } : {};
  setWorld(vitess, { ...during, ...(wanted.proposal.kind === "workflow" ? { locks: [...world.locks, lock] } : {}) });
}

function isOfWrites({ wanted, fate }: Call): boolean {
  const { proposal, types } = wanted;
  if (proposal.kind !== "workflow" || fate.does === "nothing") return false;
  return (proposal.operation.verb === "switch" || proposal.operation.verb === "reverse") && types.includes("PRIMARY");
}

/** Why vtctld does not do it, for reasons that no earlier look can rule out. */
function whyNot({ wanted }: Call, { forward, reverse }: World): FaultNote["kind"] | undefined {
  const { proposal, types } = wanted;
  if (proposal.kind !== "workflow") return undefined;
  if (forward === undefined) return "not-found";
  const { verb } = proposal.operation;
  const isIdle = forward.health === "stopped" || forward.health === "in error";
  if (verb === "switch" && types.includes("PRIMARY") && isIdle) return "refused";
  const hasWayBack = reverse !== undefined && (reverse.health === "running" || reverse.health === "cut over");
  return verb === "reverse" && types.includes("PRIMARY") && !hasWayBack ? "refused" : undefined;
}

function end(vitess: Vitess, call: Call): void {
  const { fate, wanted } = call;
  call.state = "over";
  if (call.no !== undefined) return reads(vitess, call);
  const { world } = vitess;
  const isFree = fate.lockStaysMs === undefined;
  const locks = world.locks.flatMap((lock) =>
    lock.by !== call.id ? [lock] : isFree ? [] : [{ ...lock, alive: false, until: lock.since + (fate.lockStaysMs ?? 0) }],
  );
  const done = afterCall(wanted, fate.does, { ...world, locks, denied: call.deniedBefore });
  const hasMoved = isOfWrites(call) && fate.does === "all";
  vitess.world = { ...done, ...(hasMoved ? { unsettledUntil: world.now + fate.settlesAfterMs } : {}) };
  setWorld(vitess, {});
}

/** A switch with stopped streams still moves the reads and then fails (docs/facts/switch-traffic.md#dry-run-misses). */
function reads(vitess: Vitess, { wanted, no }: Call): void {
  const { proposal, types } = wanted;
  const isSwitch = proposal.kind === "workflow" && proposal.operation.verb === "switch" && no === "refused";
  if (isSwitch)
    vitess.world = withTraffic(
      { ...vitess.world, rules: "there" },
      types.filter((type) => type !== "PRIMARY"),
      "target",
    );
}
