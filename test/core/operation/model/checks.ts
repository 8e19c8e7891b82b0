import type { Decided } from "../../../../src/core/operation/execution/decided.ts";
import type { Execution } from "../../../../src/core/operation/execution/executions.ts";
import { isUnheard, type Outcome } from "../../../../src/core/operation/outcome/outcomes.ts";
import type { Sight } from "../../../../src/core/operation/execution/sight.ts";
import { LIMITS, nowOn, requestOf, type Harness } from "./harness.ts";
import { areAt, isReached } from "./effects.ts";
import { inTheWay, notHeld, wholeOf } from "./facts-held.ts";
import { count, must } from "./ledger.ts";
import { type Look, lookBehind } from "./look.ts";
import type { Call, Fate } from "./vitess.ts";
import { shapeOfWorld, visibleLocks, type World } from "./world.ts";

// The promises in figures of this file, not of the code: 3 s to send, 5 s of margin; 5 min if no lock can be seen; a look is valid for a
// minute; a call seen running is waited for half an hour, unless its vtctld is known to be gone.
const TAKEN_OVER_AFTER_MS = 8_000;
const OVER_WITHOUT_LOCKS_MS = 5 * 60_000;
const A_LOOK_LASTS_MS = 60_000;
const SOAK_LOOKS_MS = 15_000;
const WAITED_FOR_MS = 30 * 60_000;
const MOST_CALLS = 2;

interface Step {
  readonly before: Execution;
  readonly sight: Sight;
  readonly result: Decided;
}

/** How a transition of the table is counted. */
export function wayOf(from: string, sight: string, to: string): string {
  return `way: ${from}, ${sight}, ${to}`;
}

export function decided(harness: Harness, step: Step): void {
  const { ledger } = harness;
  const { before, sight, result } = step;
  count(ledger, wayOf(before.state.kind, sight.kind, result.execution.state.kind));
  const look = sight.kind === "seen" || sight.kind === "prepared" ? lookBehind(sight.seen) : undefined;
  if (look !== undefined) {
    closed(harness, step, look);
    soaked(harness, step, look);
  }
  const { effect } = result;
  if (result.execution.state.kind === "soaking" && effect.kind === "wait")
    must(ledger, "a soak is looked at every quarter of a minute", effect.ms <= SOAK_LOOKS_MS);
  const ends = result.events.filter((event) => event.kind === "ended");
  for (const { outcome } of ends) ended(harness, result.execution, outcome, look);
}

function stepOf({ id }: Execution, types: readonly string[]): string {
  return `${id}:${types.join("+")}`;
}

function closed({ ledger }: Harness, { before, result }: Step, look: Look): void {
  const { state } = before;
  if (state.kind !== "calling" || result.execution.done.length === before.done.length) return;
  const { startedAt: recordedAt, end } = state.call;
  const step = stepOf(before, state.left[0].tabletTypes);
  ledger.closings.push({ step, recordedAt, look, isKnown: end !== undefined && !isUnheard(end.fault) });
}

/** A soak lasts from a look that showed the reads switched, and ends at the first look that shows otherwise. */
function soaked(harness: Harness, { before, result }: Step, look: Look): void {
  const { ledger } = harness;
  const { state } = result.execution;
  const reads = ["REPLICA", "RDONLY"] as const;
  const areThere = areAt(look.world, reads, "target");
  if (state.kind === "soaking" && before.state.kind !== "soaking") {
    must(ledger, "a soak begins with the reads over there", areThere);
    const { denied, forward, traffic } = harness.approvedOn.get(before.id) ?? look.world;
    const isCutOff = traffic.PRIMARY === "source" ? denied.source : forward?.health !== "frozen";
    must(ledger, "a soak begins only where nothing waits for the writes", !isCutOff);
    must(ledger, "a soak is planned for its whole length", state.until >= look.at + LIMITS.soakMs);
    ledger.soaks.set(before.id, look);
  }
  if (before.state.kind !== "soaking") return;
  if (!areThere && visibleLocks(look.world).length === 0)
    must(ledger, "a soak ends at the first look that shows the reads elsewhere", state.kind === "ended");
  const from = ledger.soaks.get(before.id);
  if (state.kind !== "soaking" && state.kind !== "ended")
    must(ledger, "a soak lasts its whole length", from !== undefined && nowOn(harness) >= from.at + LIMITS.soakMs);
}

/** When a message leaves, none of the approved facts may have changed, and no earlier message may have been sent without proof. */
export function sent(
  harness: Harness,
  { execution, seen, fate }: { readonly execution: Execution; readonly seen: Parameters<typeof lookBehind>[0]; readonly fate: Fate },
): void {
  const { ledger } = harness;
  const { state } = execution;
  if (state.kind !== "calling") throw new Error("a message without a record");
  const types = state.left[0].tabletTypes;
  const look = lookBehind(seen);
  const recordedAt = state.call.startedAt;
  const step = stepOf(execution, types);
  sentAgain(harness, execution, step);
  const approved = harness.approvedOn.get(execution.id) ?? look.world;
  const broken = notHeld(execution, approved, look.world);
  must(ledger, "sent only on the facts that were approved", broken.length === 0, () => broken.join());
  const barred = inTheWay(execution, types, look.world);
  must(ledger, "sent only while nothing stands in the way", barred.length === 0, () => barred.join());
  must(ledger, "sent only on a look that is not old", recordedAt - look.at <= A_LOOK_LASTS_MS);
  const turnLasts = (harness.turns.get(execution.id) ?? 0) - recordedAt;
  must(ledger, "sent only while it has the turn, and as long as the message may leave", turnLasts >= TAKEN_OVER_AFTER_MS);
  approvalStood(harness, execution, look);
  must(
    ledger,
    "nothing is recorded and sent after a call-off",
    !ledger.callOffs.has(execution.id) || ledger.callOffs.get(execution.id) === recordedAt,
  );
  ledger.sends.push({ step, recordedAt, look });
  if (isOutOfHand(fate)) ledger.isDisturbed = true;
}

/** It arrives after everybody's margin, or continues in a vtctld whose connection broke: nobody can foresee its effect. */
function isOutOfHand({ arrivesAfterMs, answers }: Fate): boolean {
  return arrivesAfterMs > 5_000 || answers === "goes on";
}

function approvalStood(harness: Harness, execution: Execution, look: Look): void {
  const { ledger } = harness;
  if (execution.state.kind !== "calling") return;
  const soak = ledger.soaks.get(execution.id);
  const usableFrom = soak === undefined ? execution.createdAt : Math.max(execution.createdAt, soak.at + LIMITS.soakMs);
  must(ledger, "sent only before its time is up", execution.state.call.startedAt < usableFrom + LIMITS.useByMs);
  const request = requestOf(harness, execution);
  if (request === undefined) return;
  const standing = [...ledger.approvers].filter((person) => person !== request.askedBy && look.members?.has(person) === true);
  must(ledger, "sent only while two others approve who are approvers", standing.length >= 2, () => standing.join());
}

function sentAgain({ ledger, vitess }: Harness, { proposal }: Execution, step: string): void {
  const before = ledger.sends.filter((one) => one.step === step);
  const last = before.at(-1);
  if (last === undefined) return;
  const closing = ledger.closings.find((one) => one.step === step && one.recordedAt === last.recordedAt);
  const shape = (world: World): string =>
    proposal.kind === "restore" ? JSON.stringify([world.traffic, world.rules]) : shapeOfWorld(world);
  const isUnchanged = closing !== undefined && shape(closing.look.world) === shape(last.look.world);
  // Unblocking twice does no harm, and calls without an answer are repeated to be sure.
  must(ledger, "sent again only when a look showed that nothing changed", isUnchanged || proposal.kind === "rescue");
  if (closing === undefined) return;
  const waited = closing.look.at - last.recordedAt;
  const least = vitess.world.major < 20 ? OVER_WITHOUT_LOCKS_MS : TAKEN_OVER_AFTER_MS;
  must(ledger, "sent again only when the first can leave no more", closing.isKnown || waited >= least, () => `${waited} ms`);
  if (proposal.kind === "rescue") return;
  must(ledger, "sent again only when nobody held the lock", visibleLocks(closing.look.world).length === 0);
  must(ledger, "never sent a third time", before.length < MOST_CALLS);
}

/** `look`: the look it was decided on; missing if there was none. */
export function ended(harness: Harness, execution: Execution, outcome: Outcome, look?: Look): void {
  const { ledger } = harness;
  ledger.ends.push(execution.id);
  count(ledger, `outcome ${outcome.kind}`);
  const whole = wholeOf(execution);
  if (outcome.kind === "succeeded") must(ledger, "a success is seen whole", look !== undefined && isReached(whole, look.world));
  if (outcome.kind === "already-so") {
    must(ledger, "what is already so is seen whole", look !== undefined && isReached(whole, look.world));
    must(
      ledger,
      "what is already so was not sent",
      ledger.sends.every(({ step }) => !step.startsWith(`${execution.id}:`)),
    );
  }
  if (outcome.kind === "refused" || outcome.kind === "failed" || outcome.kind === "called-off") {
    const isSwitch = whole.proposal.kind === "workflow" && whole.proposal.operation.verb === "switch";
    const hasMovedReads = isSwitch && execution.done.some(({ did, tabletTypes }) => did === "step" && !tabletTypes.includes("PRIMARY"));
    must(ledger, "whoever is told of an end is told that the reads are over there", (outcome.readsSwitched === true) === hasMovedReads);
  }
  const atWork = harness.vitess.calls.filter(
    (call) => call.state === "running" && !isOutOfHand(call.fate) && nowOn(harness) < call.startedAt + WAITED_FOR_MS,
  );
  // A call whose goal was reached may clean up for a while.
  const isShort = ({ executionId, wanted }: Call): boolean =>
    executionId !== execution.id ||
    !execution.done.some(({ did, tabletTypes }) => did === "step" && tabletTypes.join() === wanted.types.join());
  const isSeen = atWork.some((call) => isShort(call) && look !== undefined && visibleLocks(look.world).some(({ by }) => by === call.id));
  must(ledger, "nothing but success is told while its call is seen at work and short of its goal", outcome.kind === "succeeded" || !isSeen);
  undisturbed(harness, execution, outcome);
}

/** If nobody interfered, what people are told is true. */
function undisturbed({ ledger, vitess }: Harness, execution: Execution, outcome: Outcome): void {
  const own = vitess.calls.filter((call) => call.executionId === execution.id);
  if (ledger.isDisturbed || ledger.callOffs.size > 0 || own.some(({ state }) => state !== "over")) return;
  // Vitess writes the rules first and then rebuilds the cells: after an error no look shows whether it did.
  if (execution.proposal.kind === "restore" && outcome.kind === "unfinished" && outcome.fault !== undefined) return;
  // No look shows whether a tablet has read the record, so nothing without an answer is announced as done.
  if (execution.proposal.kind === "rescue" && outcome.kind === "unknown") return;
  const isGood = outcome.kind === "succeeded" || outcome.kind === "already-so";
  must(
    ledger,
    "undisturbed, success is told exactly when the goal is reached",
    isGood === isReached(wholeOf(execution), vitess.world),
    () => outcome.kind,
  );
  const last = ledger.sends.find(({ recordedAt }) => recordedAt === execution.done.at(-1)?.startedAt);
  if (outcome.kind === "failed" && last !== undefined)
    must(
      ledger,
      "undisturbed, what failed changed nothing",
      shapeOfWorld(last.look.world) === shapeOfWorld({ ...vitess.world, unsettledUntil: 0 }),
    );
}

/** At the very end everything has ended, once, and was announced once. */
export function finished(harness: Harness): void {
  const { ledger, executions } = harness;
  for (const [id, { state }] of executions) {
    const times = (list: readonly string[]): number => list.filter((one) => one === id).length;
    must(ledger, "every run ends", state.kind === "ended");
    const told = [times(ledger.ends), times(ledger.outcomeLines), times(ledger.outcomeAudits)];
    must(
      ledger,
      "each outcome is decided, told and audited once",
      told.every((one) => one === 1),
      () => told.join(),
    );
  }
}
