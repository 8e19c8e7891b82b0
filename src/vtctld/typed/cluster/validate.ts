import type { Keyspace } from "../../../core/vitess/names.ts";
import { redact } from "../../../core/explain/redact/redact.ts";
import type { Requests } from "../../wire/messages.ts";
import type { Calls } from "../call/calls.ts";
import { withoutDefaults } from "../call/fields.ts";

/** The call succeeds whatever it finds: it lists even a missing keyspace as a problem. */
export async function validateKeyspace(calls: Calls, keyspace: Keyspace, pingTablets: boolean): Promise<readonly string[]> {
  const request: Requests["ValidateKeyspace"] = withoutDefaults({ keyspace, ping_tablets: pingTablets });
  const { results = [], results_by_shard = {} } = await calls.read("ValidateKeyspace", request, calls.deadlines.validate);
  const ofShards = Object.entries(results_by_shard)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, shard]) => shard.results ?? []);
  return [...results, ...ofShards].map(redact);
}
