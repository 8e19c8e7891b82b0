import { advanceCluster } from "../workflow/copy.ts";
import { VtctldError } from "../cluster/errors.ts";
import { toShownState } from "../cluster/streams.ts";
import { formatGoDuration } from "../traffic/switch-dry-run.ts";
import { listPlacedStreams, type WorkflowView } from "../cluster/workflows.ts";
import { legacyTexts } from "./errors.ts";
import type { LegacyOperation } from "./event-log.ts";
import { formatStreamDetails } from "./workflow-state.ts";

const lookMs = 1000;

/**
 * Waits for a new workflow to start, checking once a second. For 12 a stream has started when its copy is done, so that Create of a big
 * table ends in a timeout; for 14 when it copies. Whatever it reports at the end, the workflow exists and goes on.
 */
export async function waitForStart(operation: LegacyOperation, workflow: WorkflowView, timeoutMs: number): Promise<void> {
  const { cluster, clock, log, signal } = operation;
  const startedStates = cluster.version >= 13 ? ["Running", "Copying"] : ["Running"];
  log.print("Waiting for workflow to start:\n");
  const giveUpAt = clock.now() + timeoutMs;
  const streams = workflow.streams.map(({ stream }) => stream);
  for (;;) {
    await clock.sleep(Math.min(lookMs, Math.max(1, giveUpAt - clock.now())), signal);
    advanceCluster(cluster, clock.now());
    if (listPlacedStreams(workflow.target, workflow.name).length === 0) {
      const gone = legacyTexts.noStreamsForWorkflow(workflow.target.name, workflow.name);
      log.error("vtctl.go", gone);
      throw new VtctldError(gone);
    }
    const broken = workflow.streams.filter(({ stream }) => toShownState(stream) === "Error");
    if (broken.length > 0) {
      const lines = broken.map(({ shard, stream }) => `\tTablet: ${shard.primary.uid}, Id: ${stream.id} :: ${stream.message}\n`);
      log.print(`Found problems with the streams created for this workflow:\n${lines.join("")}`);
      throw new VtctldError("errors starting workflow");
    }
    const started = streams.filter((stream) => stream.position !== undefined && startedStates.includes(toShownState(stream))).length;
    if (started === streams.length) break;
    log.print(`${Math.floor((started * 100) / streams.length)}% ... `);
    if (clock.now() < giveUpAt) continue;
    const text = legacyTexts.notStarted(formatGoDuration(timeoutMs / 1000));
    log.error("vtctl.go", text);
    throw new VtctldError(text);
  }
  log.print(`\nWorkflow started successfully with ${streams.length} stream(s)\n`);
  log.print(formatStreamDetails(operation, workflow));
}
