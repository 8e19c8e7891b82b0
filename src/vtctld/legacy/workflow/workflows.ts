import type { Keyspace } from "../../../core/vitess/names.ts";
import type { Stream, Workflow } from "../../../core/readings/readings.ts";
import { ignoreFault } from "../../../operations/fault.ts";
import type { TypedCalls } from "../call/typed-reads.ts";
import type { WorkflowsWanted } from "../../typed/workflow/workflows.ts";
import type { Commands } from "../call/calls.ts";
import { formatSourceShard, measureLag, needsPositions, type SourcePositions } from "./lag.ts";
import { showWorkflow, type ShownWorkflow } from "./show.ts";

/** Since this release `Workflow show` reports lag and throttling; 13 may or may not. */
const SHOWS_LAG_SINCE = 13;
/** Since this release GetWorkflows reports the kind of a workflow; `Workflow show` may do so one release earlier. */
const TELLS_TYPE_SINCE = 16;

/**
 * GetWorkflows of these releases takes no name and always sends the logs, so we filter both here. What it lacks comes from elsewhere: lag,
 * throttling and kind from `Workflow show` if it has them; else the lag from times and positions, and the kind from the routing rules,
 * which only MoveTables makes. Anything that several workflows need is read once.
 */
export async function readWorkflows(
  commands: Commands,
  typed: TypedCalls,
  keyspace: Keyspace,
  wanted: WorkflowsWanted = {},
): Promise<readonly Workflow[]> {
  const { major } = commands;
  const selectWanted = (all: readonly Workflow[]): readonly Workflow[] =>
    all.filter(({ name }) => wanted.workflow === undefined || name === wanted.workflow);
  const told = selectWanted(await typed.workflows(keyspace));
  const shown = await Promise.all(told.map(async (workflow) => (major < SHOWS_LAG_SINCE ? undefined : showOne(commands, workflow))));
  const some = told.map((workflow, at) => withShown(workflow, shown[at]));
  const silent = some.filter((_, at) => shown[at]?.lag === undefined);
  const withLags = silent.length === 0 ? some : await withOwnLags(typed, keyspace, some, silent);
  const complete = major < TELLS_TYPE_SINCE ? await withKinds(typed, withLags) : withLags;
  return wanted.logs === true ? complete : complete.map((workflow) => ({ ...workflow, logs: [] }));
}

function showOne(commands: Commands, { targetKeyspace, name }: Workflow): Promise<ShownWorkflow | undefined> {
  // It may end between the two reads.
  return ignoreFault(() => showWorkflow(commands, { targetKeyspace, workflow: name }), "not-found");
}

function withShown(workflow: Workflow, shown: ShownWorkflow | undefined): Workflow {
  if (shown === undefined) return workflow;
  const { lag = workflow.lag, type = "", subType = "" } = shown;
  const streams = workflow.streams.map((stream): Stream => {
    const { throttle, rowsCopied } = shown.streams.find(({ tablet, id }) => tablet === stream.tablet && id === stream.id) ?? {};
    return { ...stream, ...(throttle === undefined ? {} : { throttle }), ...(rowsCopied === undefined ? {} : { rowsCopied }) };
  });
  return {
    ...workflow,
    lag,
    streams,
    type: workflow.type === "" ? type : workflow.type,
    subType: workflow.subType === "" ? subType : workflow.subType,
  };
}

/** The same workflows; those that are `silent` about their lag get one that we compute. */
async function withOwnLags(
  typed: TypedCalls,
  keyspace: Keyspace,
  some: readonly Workflow[],
  silent: readonly Workflow[],
): Promise<readonly Workflow[]> {
  const late = silent.filter(({ streams }) => needsPositions(streams, Date.now()));
  const positions = await readSourcePositions(typed, late);
  // Read again: a stream that was read before its source could seem late although it is not.
  const again = late.length === 0 ? [] : await typed.workflows(keyspace);
  return some.map((workflow) => {
    if (!silent.includes(workflow)) return workflow;
    const streams = again.find(({ name }) => late.includes(workflow) && name === workflow.name)?.streams ?? workflow.streams;
    return { ...workflow, streams, lag: measureLag(streams, positions, Date.now()) };
  });
}

/** Leaves out a shard whose position cannot be read: its streams then seem as late as their last transaction is old. */
async function readSourcePositions(typed: TypedCalls, late: readonly Workflow[]): Promise<SourcePositions> {
  const sources = new Map(late.flatMap(({ streams }) => streams).map((stream) => [formatSourceShard(stream), stream]));
  const read = await Promise.all(
    [...sources].map(async ([source, { sourceKeyspace, sourceShard }]): Promise<readonly (readonly [string, string])[]> => {
      const position = await ignoreFault(() => typed.primaryPosition(sourceKeyspace, sourceShard));
      return position === undefined ? [] : [[source, position]];
    }),
  );
  return new Map(read.flat());
}

/** A workflow whose kind no read reports is a move if its tables have routing rules. */
async function withKinds(typed: TypedCalls, some: readonly Workflow[]): Promise<readonly Workflow[]> {
  if (some.every(({ type }) => type !== "")) return some;
  const { tables: rules } = await typed.rules();
  const ruled = new Set(rules.map(({ from }) => from));
  return some.map((workflow) => {
    const { type, sourceKeyspace, targetKeyspace, streams } = workflow;
    const tables = streams.flatMap((stream) => stream.tables);
    const isRouted = tables.some((table) => ruled.has(`${targetKeyspace}.${table}`) || ruled.has(`${sourceKeyspace}.${table}`));
    return type === "" && sourceKeyspace !== targetKeyspace && isRouted ? { ...workflow, type: "MoveTables" } : workflow;
  });
}
