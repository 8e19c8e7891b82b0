import { z } from "zod";
import { readRows } from "../../../practice/vtctld/cluster/query-result.ts";

const shownVDiff = z.object({
  tablet_responses: z.record(
    z.string(),
    z.object({
      vdiff_uuid: z.string(),
      output: z
        .object({
          fields: z.array(z.object({ name: z.string() })),
          rows: z.array(z.object({ lengths: z.array(z.string()), values: z.instanceof(Uint8Array) })),
        })
        .nullable(),
    }),
  ),
});

/** The rows of a VDiffShow answer, by shard. */
export function vdiffRows(response: unknown): Record<string, Record<string, string | null>[]> {
  const { tablet_responses: shards } = shownVDiff.parse(response);
  return Object.fromEntries(Object.entries(shards).map(([shard, { output }]) => [shard, output === null ? [] : readRows(output)]));
}
