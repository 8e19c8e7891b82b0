import type { Shard, TableName } from "../../../core/vitess/names.ts";
import type { VDiffOptions } from "../../../core/options/options.ts";
import { VDIFF_STEER } from "../../../core/options/small.ts";
import type { VDiff, VDiffListed } from "../../../core/vdiff/vdiff.ts";
import { attempt, Fault } from "../../../operations/fault.ts";
import type { WorkflowIn } from "../../../operations/ports.ts";
import type { VDiffRun, VDiffRuns } from "../../../operations/vdiff-runs.ts";
import { saysNoSuchVDiff } from "../../channel/faults.ts";
import type { Commands } from "../call/calls.ts";
import { buildCommand, nameWorkflow, type Flags } from "../call/command-line.ts";
import { listNeeds, refuseMissingNeeds, toUnsupportedFault } from "../../typed/call/needs.ts";
import type { VDiffPort } from "./port.ts";
import { toVDiffFlags, needsOfVDiff, findRowLimit } from "./options.ts";
import { parseVDiff, parseListedVDiffs } from "./summary.ts";

// Before this release the command means the first kind unless told otherwise.
const STANDARD_SINCE = 16;
// 14 has only create, show and resume, and no --verbose.
const WHOLE_SINCE = 15;

/** VDiff of the second kind: it runs on the target's tablets and outlives every client. */
export function createVDiffV2(
  commands: Commands,
  runs: VDiffRuns,
  tablesOf: (name: WorkflowIn) => Promise<readonly TableName[]>,
): VDiffPort {
  const { major, deadlines } = commands;

  function args(flags: Flags, name: WorkflowIn, ...words: readonly string[]): readonly string[] {
    const second = major < STANDARD_SINCE ? { v2: true as const } : {};
    return buildCommand(major, "VDiff", { ...second, format: "json", ...flags }, nameWorkflow(name), ...words);
  }

  async function show(name: WorkflowIn, arg: string): Promise<string> {
    const flags = major < WHOLE_SINCE || arg === "all" ? {} : { verbose: true as const };
    return commands.read(args(flags, name, "show", arg));
  }

  async function remembered(name: WorkflowIn): Promise<(uuid: string) => VDiffRun | undefined> {
    const known = await runs.of(nameWorkflow(name));
    return (uuid) => known.find((run) => run.uuid === uuid);
  }

  async function change(name: WorkflowIn, action: "stop" | "resume" | "delete", arg: string, shards: readonly Shard[]): Promise<void> {
    if (action !== "resume" && major < WHOLE_SINCE) throw toUnsupportedFault(`VDiff ${action}`, WHOLE_SINCE, major);
    refuseMissingNeeds(major, listNeeds(VDIFF_STEER, { shards }));
    await commands.write(args({}, name, action, arg), deadlines.vdiff);
  }

  return {
    async show(name, uuid): Promise<VDiff | undefined> {
      const told = await attempt(() => show(name, uuid ?? "last"));
      if (!(told instanceof Fault)) return parseVDiff(told, await remembered(name));
      if (saysNoSuchVDiff(told)) return undefined;
      throw told;
    },
    async list(name): Promise<readonly VDiffListed[]> {
      return parseListedVDiffs(await show(name, "all"), await remembered(name));
    },
    async create(name, uuid, options: VDiffOptions): Promise<void> {
      refuseMissingNeeds(major, needsOfVDiff(major, options));
      const limit = findRowLimit(options);
      const tables = options.tables.length > 0 ? options.tables : await tablesOf(name);
      // Save it first: if the response is lost the VDiff may still be running.
      const limits = { ...(limit === undefined ? {} : { rowLimit: limit }), ...(options.onlyPks ? { keysOnly: true as const } : {}) };
      await runs.save({ uuid, workflow: nameWorkflow(name), startedAt: Date.now(), tables, ...limits });
      await commands.write(args(toVDiffFlags(major, options), name, "create", uuid), deadlines.vdiff);
    },
    stop: (name, uuid, shards) => change(name, "stop", uuid, shards),
    resume: (name, uuid, shards) => change(name, "resume", uuid, shards),
    async delete(name, uuidOrAll) {
      await change(name, "delete", uuidOrAll, []);
      for (const { uuid } of await runs.of(nameWorkflow(name)))
        if (uuidOrAll === "all" || uuidOrAll === uuid) await runs.forget(nameWorkflow(name), uuid);
    },
  };
}
