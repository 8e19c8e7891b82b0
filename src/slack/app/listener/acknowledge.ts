import type { Logger } from "pino";
import { Fault, mayPass } from "../../../operations/fault.ts";
import type { Records } from "../../../operations/records.ts";

/** Slack shows a failure after three seconds (docs/facts/slack-limits.md#acknowledge); the rest is for the network round trip. */
export const WRITE_WITHIN_MS = 2_500;

/** `nothingSent`: the store was never asked, so nothing is written; otherwise nobody knows. */
export type InTime<T> = { readonly kind: "done"; readonly value: T } | { readonly kind: "failed"; readonly nothingSent: boolean };

/** Waits at most `ms` for work that a person is waiting for. Never throws: it logs what went wrong. */
export async function finishInTime<T>(log: Logger, what: string, ms: number, work: () => Promise<T>): Promise<InTime<T>> {
  return raceDeadline(log, what, ms, work());
}

/** `isDurable`: known to outlive a power cut or a failover, as far as the settings demand and the store can tell. */
export type RecordedPress<T> = Extract<InTime<T>, { kind: "done" }> & { readonly isDurable: boolean };

/**
 * Runs the one write that has to be done before Tandem acknowledges a press, because the acknowledgement says that it counts, and waits until it
 * is durable, for as long as Slack waits. A write that was sent and failed or timed out may still reach the store.
 */
export async function recordBeforeAck<T>(
  { log, records }: { readonly log: Logger; readonly records: Pick<Records, "durable"> },
  write: () => Promise<T>,
): Promise<RecordedPress<T> | Extract<InTime<T>, { kind: "failed" }>> {
  const began = performance.now();
  const written = await writeBeforeAck(log, write);
  if (written.kind === "failed") return written;
  const isDurable = await records.durable(Math.max(0, WRITE_WITHIN_MS - (performance.now() - began)));
  if (!isDurable) log.warn("Redis has not confirmed in time that a press is durable");
  return { ...written, isDurable };
}

/**
 * Runs the one write that has to be done before Tandem acknowledges a command, because it makes the answer true. A write that was sent and
 * failed or timed out may still reach the store, so `undo` runs once the write has ended; it does not if this process ends first.
 */
export async function writeBeforeAck<T>(log: Logger, write: () => Promise<T>, undo?: () => Promise<unknown>): Promise<InTime<T>> {
  const writing = write();
  const written = await raceDeadline(log, "A write before an acknowledgement", WRITE_WITHIN_MS, writing);
  if (written.kind === "failed" && !written.nothingSent && undo !== undefined) void takeBack(log, writing, undo);
  return written;
}

/** Acknowledges a delivery. If the socket has just broken this fails; the write stands, so the work continues without it. */
export async function acknowledge(log: Logger, ack: () => Promise<unknown>): Promise<void> {
  try {
    await ack();
  } catch (error) {
    log.warn({ err: error }, "An acknowledgement did not reach Slack; the work goes on");
  }
}

/** Runs what follows an acknowledgement. The records already say what to do, so the sweep picks up whatever fails here. */
export async function runAfterAck(log: Logger, what: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    log[mayPass(error) ? "warn" : "error"]({ err: error }, `${what} failed after the acknowledgement`);
  }
}

async function raceDeadline<T>(log: Logger, what: string, ms: number, work: Promise<T>): Promise<InTime<T>> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<"late">((resolve) => {
    timer = setTimeout(() => resolve("late"), ms);
  });
  try {
    const first = await Promise.race([work.then((value) => ({ kind: "done" as const, value })), late]);
    if (first !== "late") return first;
    log.warn(`${what} took longer than ${ms} ms`);
  } catch (error) {
    log[mayPass(error) ? "warn" : "error"]({ err: error }, `${what} failed`);
    return { kind: "failed", nothingSent: error instanceof Fault && error.nothingSent };
  } finally {
    clearTimeout(timer);
  }
  return { kind: "failed", nothingSent: false };
}

const UNDO_EVERY_MS = 2_000;
const UNDO_TRIES = 30;

/** While the store is down nobody can check the write, so Tandem retries the undo for a minute. */
async function takeBack(log: Logger, writing: Promise<unknown>, undo: () => Promise<unknown>): Promise<void> {
  await Promise.allSettled([writing]);
  for (let left = UNDO_TRIES; left > 0; left -= 1) {
    const undone = await finishInTime(
      left === UNDO_TRIES ? log : log.child({}, { level: "silent" }),
      "Taking back a write that came late",
      WRITE_WITHIN_MS,
      undo,
    );
    if (undone.kind === "done") return;
    await new Promise<void>((resolve) => setTimeout(resolve, UNDO_EVERY_MS).unref());
  }
}
