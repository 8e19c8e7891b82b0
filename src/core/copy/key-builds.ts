import type { Instant, Reading, Stream, Workflow } from "../readings/readings.ts";
import type { KeyBuild } from "../readings/recent-copy.ts";
import type { TableName } from "../vitess/names.ts";
import type { TableProgress } from "./tables.ts";

/** In a stream's log this is the last line exactly while the keys are added (docs/facts/streams-and-copy.md#post-copy-actions). */
const BEGINS = /^Executing \d+ post copy action\(s\) for (?<table>.+) table$/;

/** The tables whose secondary keys Vitess is adding, by the logs of a workflow that was read with them at this moment. */
export function findKeyBuilds({ streams, logs }: Workflow, readAt: Instant): readonly KeyBuild[] {
  return streams.flatMap(({ shard, id, copyStates }): readonly KeyBuild[] => {
    const last = logs.findLast((log) => log.shard === shard && log.streamId === id);
    const name = BEGINS.exec(last?.message ?? "")?.groups?.["table"];
    const left = copyStates.find(({ table }) => table === name);
    return last === undefined || left === undefined ? [] : [{ shard, streamId: id, table: left.table, since: last.at, readAt }];
  });
}

/** Those of the reading's key builds that its streams do not contradict, and that a log has confirmed lately. */
export function selectKeyBuilds({ at, workflow, keyBuilds = [] }: Pick<Reading, "at" | "workflow" | "keyBuilds">): readonly KeyBuild[] {
  const streams = workflow?.streams ?? [];
  return keyBuilds.filter((build) => at - build.readAt <= CONFIRMED_WITHIN_MS && streams.some((stream) => isOf(build, stream)));
}

/** What the reading before knew of keys being built, as far as it still holds: where a key has moved, rows are copied. */
export function carryKeyBuilds(workflow: Workflow, previous: Reading | undefined, at: Instant): readonly KeyBuild[] {
  if (previous === undefined) return [];
  const before = previous.workflow?.streams ?? [];
  return selectKeyBuilds({ ...previous, workflow, at }).filter((build) =>
    workflow.streams.some((stream) => isOf(build, stream) && standsStill(stream, before)),
  );
}

function isOf({ shard, streamId, table }: KeyBuild, { shard: of, id, state, copyStates }: Stream): boolean {
  return shard === of && streamId === id && state === "Copying" && copyStates.some((one) => one.table === table);
}

/** True while every stream with tables left adds keys: no row and no key can move then, and nothing stands still by mistake. */
export function areAllBuildingKeys({ streams }: Workflow, builds: readonly KeyBuild[]): boolean {
  const copying = streams.filter(({ copyStates }) => copyStates.length > 0);
  return copying.length > 0 && copying.every((stream) => builds.some((build) => isOf(build, stream)));
}

/** True once nothing is left of a copy but the keys of the tables in these builds: all rows are there. */
export function areOnlyKeysLeft(workflow: Workflow, builds: readonly KeyBuild[]): boolean {
  // Before a stream has a position Vitess has not yet listed what is left.
  return (
    areAllBuildingKeys(workflow, builds) && workflow.streams.every(({ position, copyStates }) => position !== "" && copyStates.length <= 1)
  );
}

/** The tables as far as their rows go: one that only waits for its keys has them all. */
export function countRowsThere(tables: readonly TableProgress[], reading: Reading): readonly TableProgress[] {
  const builds = selectKeyBuilds(reading);
  if (builds.length === 0) return tables;
  const streams = reading.workflow?.streams ?? [];
  const isThere = (table: TableName): boolean => streams.every((stream) => hasAllRows(stream, table, builds));
  return tables.map((one) => (one.state === "copying" && isThere(one.table) ? { ...one, state: "done" } : one));
}

function hasAllRows(stream: Stream, table: TableName, builds: readonly KeyBuild[]): boolean {
  if (!stream.tables.includes(table)) return true;
  const isLeft = stream.position === "" || stream.copyStates.some((one) => one.table === table);
  return !isLeft || builds.some((build) => build.table === table && isOf(build, stream));
}

/** Logs of one workflow cost as much as everything else that is read of it, and a copy stands still for other reasons too. */
const LOGS_EVERY_MS = 10_000;
/** A log that could not be read for a while tells nothing of now. */
const CONFIRMED_WITHIN_MS = 60_000;

/**
 * True when a workflow's logs may say more than they did at the reading before: it defers keys, and a stream's last key is still the same.
 */
export function wantsLogs(workflow: Workflow, previous: Reading | undefined, at: Instant): boolean {
  if (workflow.defersKeys !== true || previous?.workflow === undefined) return false;
  const isFresh = Math.floor(previous.at / LOGS_EVERY_MS) === Math.floor(at / LOGS_EVERY_MS);
  return !isFresh && workflow.streams.some((stream) => standsStill(stream, previous.workflow?.streams ?? []));
}

function standsStill({ shard, id, copyStates }: Stream, before: readonly Stream[]): boolean {
  const known = before.find((stream) => stream.shard === shard && stream.id === id)?.copyStates ?? [];
  return copyStates.some(({ table, lastPk }) => lastPk !== "" && known.some((one) => one.table === table && one.lastPk === lastPk));
}
