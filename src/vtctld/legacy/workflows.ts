import type { Keyspace } from "../../core/names.ts";
import type { Stream, Workflow } from "../../core/readings.ts";
import { Fault } from "../../operations/fault.ts";
import type { TypedCalls } from "./typed-reads.ts";
import type { WorkflowsWanted } from "../typed/workflows.ts";
import type { Commands } from "./calls.ts";
import { lagOf, needsPositions } from "./lag.ts";
import type { SourcePositions } from "./lag.ts";
import { showWorkflow } from "./workflow-show.ts";
import type { Shown } from "./workflow-show.ts";

/** From here on `Workflow show` tells lag and throttling; 13 may, and is not sure to. */
const SHOWS_LAG_SINCE = 13;
/** From here on GetWorkflows tells what kind of workflow it is; `Workflow show` may a release earlier. */
const TELLS_TYPE_SINCE = 16;

/**
 * GetWorkflows of these releases takes no name and always sends the logs, so both are left out here. What it does not tell comes from elsewhere: lag,
 * throttling and kind from `Workflow show` where that has them; else the lag from times and positions, and the kind from the routing rules, which
 * only MoveTables makes.
 */
export async function readWorkflows(
  commands: Commands,
  typed: TypedCalls,
  keyspace: Keyspace,
  wanted: WorkflowsWanted = {},
): Promise<readonly Workflow[]> {
  const all = await typed.workflows(keyspace);
  const some = all.filter(({ name }) => wanted.workflow === undefined || name === wanted.workflow);
  const complete = await Promise.all(some.map((workflow) => completed(commands, typed, workflow)));
  return complete.map((workflow) => (wanted.logs === true ? workflow : { ...workflow, logs: [] }));
}

async function completed(commands: Commands, typed: TypedCalls, workflow: Workflow): Promise<Workflow> {
  const { major } = commands;
  const shown = major < SHOWS_LAG_SINCE ? undefined : await shownOf(commands, workflow);
  const type = workflow.type !== "" ? workflow.type : (shown?.type ?? (major < TELLS_TYPE_SINCE ? await kindByRules(typed, workflow) : ""));
  const subType = workflow.subType !== "" ? workflow.subType : (shown?.subType ?? "");
  const streams = shown === undefined ? workflow.streams : workflow.streams.map((stream) => withShown(stream, shown));
  if (shown?.lag !== undefined) return { ...workflow, type, subType, streams, lag: shown.lag };
  return { ...(await withOwnLag(typed, workflow)), type, subType };
}

async function shownOf(commands: Commands, { targetKeyspace, name }: Workflow): Promise<Shown | undefined> {
  try {
    return await showWorkflow(commands, { targetKeyspace, workflow: name });
  } catch (error) {
    // It ended between the two reads.
    if (error instanceof Fault && error.kind === "not-found") return undefined;
    throw error;
  }
}

function withShown(stream: Stream, { streams }: Shown): Stream {
  const { throttle, rowsCopied } = streams.find(({ tablet, id }) => tablet === stream.tablet && id === stream.id) ?? {};
  return { ...stream, ...(throttle === undefined ? {} : { throttle }), ...(rowsCopied === undefined ? {} : { rowsCopied }) };
}

async function withOwnLag(typed: TypedCalls, workflow: Workflow): Promise<Workflow> {
  if (!needsPositions(workflow.streams, Date.now())) return { ...workflow, lag: lagOf(workflow.streams, new Map(), Date.now()) };
  const positions = await positionsOf(typed, workflow);
  // Read again: a stream that was read before its source could look late although it is not.
  const again = (await typed.workflows(workflow.targetKeyspace)).find(({ name }) => name === workflow.name) ?? workflow;
  return { ...again, lag: lagOf(again.streams, positions, Date.now()) };
}

/** A shard whose position cannot be read is left out, and its streams look as late as their last transaction is old. */
async function positionsOf(typed: TypedCalls, { sourceKeyspace, streams }: Workflow): Promise<SourcePositions> {
  const shards = [...new Set(streams.map(({ sourceShard }) => sourceShard))];
  const read = await Promise.all(
    shards.map(async (shard): Promise<readonly (readonly [string, string])[]> => {
      try {
        const position = await typed.primaryPosition(sourceKeyspace, shard);
        return position === undefined ? [] : [[shard, position]];
      } catch (error) {
        if (error instanceof Fault) return [];
        throw error;
      }
    }),
  );
  return new Map(read.flat());
}

async function kindByRules(typed: TypedCalls, { sourceKeyspace, targetKeyspace, streams }: Workflow): Promise<string> {
  if (sourceKeyspace === targetKeyspace) return "";
  const tables = new Set(streams.flatMap((stream) => stream.tables));
  const { tables: rules } = await typed.rules();
  const routed = [...tables].some((table) =>
    rules.some(({ from }) => from === `${targetKeyspace}.${table}` || from === `${sourceKeyspace}.${table}`),
  );
  return routed ? "MoveTables" : "";
}
