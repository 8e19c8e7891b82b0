import { findTablet, isSameAlias, type Shard, type TabletAlias, type TabletType } from "../cluster/cluster.ts";
import { VtctldError, texts } from "../cluster/errors.ts";
import type { Operation } from "../cluster/operation.ts";
import type { WorkflowUpdateRequest } from "../cluster/requests.ts";
import { startStream, writeLog, type Stream, type StreamState } from "../cluster/streams.ts";
import { findKeyspaceOrThrow, listPlacedStreams } from "../cluster/workflows.ts";

type TabletRequest = NonNullable<WorkflowUpdateRequest["tablet_request"]>;

/** WorkflowUpdate: start, stop and settings. Without the sentinels it resets what it does not name, as vtctld does. */
export async function updateWorkflow(
  operation: Operation,
  request: WorkflowUpdateRequest,
): Promise<{ tablet: TabletAlias; changed: boolean }[]> {
  const keyspace = findKeyspaceOrThrow(operation.cluster, request.keyspace);
  const update = request.tablet_request;
  const workflow = update?.workflow ?? "";
  const unknown = update?.shards.find((shard) => !keyspace.shards.has(shard));
  if (unknown !== undefined) throw new VtctldError(texts.shardNotInKeyspace(unknown, request.keyspace));
  const placed = listPlacedStreams(keyspace, workflow, update?.shards);
  if (update === null || placed.length === 0) throw new VtctldError(texts.workflowMissing(workflow, request.keyspace));
  await refuseDeadPrimary(
    operation,
    placed.map(({ shard }) => shard),
  );
  const frozen = placed.find(({ stream }) => stream.message === "FROZEN");
  if (update.state === "Running" && frozen !== undefined) throw new VtctldError(texts.frozenStart(frozen.shard.primary));
  const results: { tablet: TabletAlias; changed: boolean }[] = [];
  for (const { shard, stream } of placed) {
    const before = formatSettings(stream);
    changeSettings(stream, update);
    const now = operation.clock.now();
    const state = pickWantedState(update) ?? (stream.state === "Copying" ? "Running" : stream.state);
    if (stream.state === "Copying") writeLog(shard, stream, now, "Message", "Copying", "EOF");
    if (state === "Running" && stream.state !== "Running") startStream(operation.cluster, shard, stream, now);
    if (state === "Stopped" && stream.state !== "Stopped") {
      // Every update of a row makes the engine stop the stream and start it again if it runs.
      writeLog(shard, stream, now, "State Changed", stream.state === "Copying" ? "Stopped" : "Running");
      stream.state = state;
    }
    // What an update without a state does before 21.
    if (state === "Unknown") stream.state = state;
    if (update.message !== undefined) stream.message = update.message;
    const changed = formatSettings(stream) !== before;
    const same = results.find((result) => isSameAlias(result.tablet, shard.primary));
    if (same === undefined) results.push({ tablet: shard.primary, changed });
    else same.changed ||= changed;
  }
  return results;
}

/** Twice vtctld's timeout for a remote operation: unlike the other calls, this one gives up by itself. */
const giveUpMs = 30_000;

async function refuseDeadPrimary(operation: Operation, shards: readonly Shard[]): Promise<void> {
  const dead = shards.find((shard) => findTablet(operation.cluster, shard.primary)?.alive === false);
  if (dead === undefined) return;
  await operation.clock.sleep(giveUpMs, operation.signal);
  throw new VtctldError(texts.dialRefused(dead.primary));
}

function pickWantedState(update: TabletRequest): StreamState | undefined {
  return update.state === "Running" || update.state === "Stopped" || update.state === "Unknown" ? update.state : undefined;
}

function changeSettings(stream: Stream, update: TabletRequest): void {
  if (update.cells[0] !== "NULL") stream.cells = update.cells;
  const keepsTypes = update.tablet_types.some((type) => typeof type === "number");
  if (!keepsTypes) stream.tabletTypes = update.tablet_types.filter((type): type is TabletType => typeof type === "string");
  // Preference UNKNOWN keeps the hint; INORDER sets it; everything else, including a missing one, removes it.
  if (update.tablet_selection_preference !== "UNKNOWN") stream.inOrder = update.tablet_selection_preference === "INORDER";
  const onDdl = update.on_ddl;
  if (onDdl === "IGNORE" || onDdl === "STOP" || onDdl === "EXEC" || onDdl === "EXEC_IGNORE") stream.onDdl = onDdl;
  stream.options = { ...stream.options, config: { ...stream.options.config, ...update.config_overrides } };
}

function formatSettings(stream: Stream): string {
  return JSON.stringify([stream.cells, stream.tabletTypes, stream.inOrder, stream.onDdl, stream.state, stream.message, stream.options]);
}
