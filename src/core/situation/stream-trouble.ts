import type { StreamTrouble } from "../move/moves.ts";
import type { Reading, Workflow } from "../readings/readings.ts";
import { hasError, isFrozen } from "../move/phase.ts";

/** A trouble is remembered for this long, so that the same error is not taken for another one. */
const REMEMBERED_FOR_MS = 15 * 60_000;

/** Vitess retries every few seconds and the watch looks four times a minute: an error unseen this long is over, even at a quiet source. */
const QUIET_MS = 3 * 60_000;

/** What a reading changes about the streams' trouble, and whether its words mean something else than before. */
export interface TroubleNow {
  readonly trouble?: StreamTrouble;
  readonly isOther: boolean;
}

/**
 * Keeps one trouble for all errors that come and go while the streams make no progress. It is over when the streams moved without an error,
 * or showed none for a while; it is remembered for a time so that the next error of the same meaning is not announced.
 */
export function followTrouble(before: StreamTrouble | undefined, previous: Reading | undefined, reading: Reading): TroubleNow {
  const carrier = findCarrier(reading);
  const failed = carrier?.streams.find(hasError);
  if (carrier === undefined || failed === undefined) return endTrouble(before, previous, reading);
  const { at } = reading;
  const wasSeen = previous !== undefined && findCarrier(previous)?.streams.some(hasError) === true;
  const base: StreamTrouble = before ?? { since: at, lastAt: at, times: 0, toldAt: at, message: failed.message };
  const isAnew = before === undefined || before.isOver === true;
  const { isOver: _over, ...kept } = base;
  const isOther = failed.message !== base.message && stripChangingWords(failed.message) !== stripChangingWords(base.message);
  return {
    trouble: {
      ...kept,
      since: isAnew ? at : base.since,
      times: isAnew ? 1 : base.times + (wasSeen ? 0 : 1),
      lastAt: at,
      message: failed.message,
      toldAt: isOther ? at : base.toldAt,
      ...(carrier === reading.reverse ? { ofReverse: true as const } : {}),
    },
    isOther,
  };
}

function endTrouble(before: StreamTrouble | undefined, previous: Reading | undefined, reading: Reading): TroubleNow {
  if (before === undefined || reading.at - before.lastAt >= REMEMBERED_FOR_MS) return { isOther: false };
  const hasMoved = previous !== undefined && formatProgressMark(previous) !== formatProgressMark(reading);
  // Only movement after the error counts.
  const isOver = before.isOver === true || (hasMoved && previous.at > before.lastAt) || reading.at - before.lastAt >= QUIET_MS;
  return { trouble: isOver ? { ...before, isOver: true } : before, isOther: false };
}

/** The workflow that carries writes to the other side: the reverse workflow after the switch. */
function findCarrier({ workflow, reverse }: Reading): Workflow | undefined {
  return workflow !== undefined && isFrozen(workflow) ? reverse : workflow;
}

/** How far the streams have come; two different marks mean progress. */
function formatProgressMark(reading: Reading): string {
  const streams = findCarrier(reading)?.streams ?? [];
  return JSON.stringify(streams.map(({ id, position, copyStates }) => [String(id), position, copyStates]));
}

/** An error's words without what changes at each retry: positions, numbers, quoted values. */
function stripChangingWords(message: string): string {
  return message.replaceAll(/'[^']*'|"[^"]*"|[0-9a-f-]{36}\S*|\d+/gi, "");
}

/** The trouble, unless it is over. A reverse stream may briefly read Error after a switch (docs/facts/switch-traffic.md#brief-error). */
export function findLastingTrouble(trouble: StreamTrouble | undefined): StreamTrouble | undefined {
  if (trouble === undefined || trouble.isOver === true) return undefined;
  return trouble.ofReverse === true && trouble.times === 1 ? undefined : trouble;
}
