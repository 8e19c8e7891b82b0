import { z } from "zod";
import { decodeLag, type Lag } from "../../../core/readings/lag.ts";
import type { Instant, Throttle } from "../../../core/readings/readings.ts";
import { Fault } from "../../../operations/fault.ts";
import type { WorkflowIn } from "../../../operations/ports.ts";
import type { Commands } from "../call/calls.ts";
import { buildCommand, nameWorkflow } from "../call/command-line.ts";

/** What `Workflow show` reports and the typed reads of these releases do not. */
export interface ShownWorkflow {
  /** Missing before Vitess 14, and if the release omitted the field. */
  readonly lag?: Lag;
  readonly type?: string;
  readonly subType?: string;
  readonly streams: readonly ShownStream[];
}

export interface ShownStream {
  readonly tablet: string;
  readonly id: bigint;
  readonly throttle?: Throttle;
  readonly rowsCopied?: bigint;
}

const STREAM = z.object({
  Tablet: z.string(),
  ID: z.number(),
  TimeThrottled: z.number().optional(),
  ComponentThrottled: z.string().optional(),
  WorkflowType: z.string().optional(),
  WorkflowSubType: z.string().optional(),
  RowsCopied: z.number().optional(),
});
// 11 says Master where later releases say Primary.
const SHARD = z.object({ PrimaryReplicationStatuses: z.array(STREAM).nullish(), MasterReplicationStatuses: z.array(STREAM).nullish() });
const PRINTED = z.object({ MaxVReplicationTransactionLag: z.number().optional(), ShardStatuses: z.record(z.string(), SHARD) });

export async function showWorkflow(commands: Commands, name: WorkflowIn): Promise<ShownWorkflow> {
  return parseShownWorkflow(await commands.read(buildCommand(commands.major, "Workflow", {}, nameWorkflow(name), "show")));
}

export function parseShownWorkflow(printed: string): ShownWorkflow {
  const read = PRINTED.safeParse(parsePrinted(printed));
  if (!read.success) throw new Fault("unexpected", "Vitess showed a workflow in a form that Tandem does not know");
  const { MaxVReplicationTransactionLag: raw, ShardStatuses } = read.data;
  const streams = Object.values(ShardStatuses).flatMap(
    (shard) => shard.PrimaryReplicationStatuses ?? shard.MasterReplicationStatuses ?? [],
  );
  const { WorkflowType: type, WorkflowSubType: subType } = streams[0] ?? {};
  return {
    ...(raw === undefined ? {} : { lag: toShownLag(raw) }),
    ...(type === undefined ? {} : { type }),
    ...(subType === undefined ? {} : { subType: subType === "None" ? "" : subType }),
    streams: streams.map(({ Tablet, ID, TimeThrottled, ComponentThrottled, RowsCopied }) => ({
      tablet: Tablet,
      id: BigInt(ID),
      ...toThrottle(ComponentThrottled, TimeThrottled),
      ...(RowsCopied === undefined ? {} : { rowsCopied: BigInt(RowsCopied) }),
    })),
  };
}

// 1970 to now: the lag of a stream that never wrote a time (docs/facts/streams-and-copy.md#never-copied).
const NEVER_RAN = 1_000_000_000;

/** JSON rounds 2^63-1 up, which still means that rows are being copied. */
function toShownLag(raw: number): Lag {
  if (raw >= NEVER_RAN) return { kind: "copying" };
  return decodeLag(BigInt(Math.trunc(raw)));
}

function toThrottle(component = "", seconds = 0): { readonly throttle?: Throttle } {
  const at: Instant = seconds * 1000;
  return component === "" || seconds <= 0 ? {} : { throttle: { component, at } };
}

/** Parses a command's output; throws a {@link Fault} if it is not JSON. Numbers above 2^53 lose digits. */
export function parsePrinted(printed: string): unknown {
  try {
    return JSON.parse(printed);
  } catch (error) {
    if (error instanceof SyntaxError) throw new Fault("unexpected", "Vitess printed something else where JSON stands");
    throw error;
  }
}
