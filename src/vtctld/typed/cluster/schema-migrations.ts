import { isKeyspace, type Keyspace } from "../../../core/vitess/names.ts";
import { ignoreFault } from "../../../operations/fault.ts";
import type { MigrationFact } from "../../../core/preflight/facts/facts.ts";
import type { SchemaMigration__Output as MigrationMessage } from "../../wire/generated/vtctldata/SchemaMigration.ts";
import type { Received } from "../../wire/messages.ts";
import type { Calls } from "../call/calls.ts";
import { readEnumName } from "../call/fields.ts";
import { decodeTime } from "../call/times.ts";

// How many of the newest to read: enough to see what runs and what ended since a VDiff.
const NEWEST = "200";
// Each shard runs a change by itself, so a change is as far along as its slowest shard.
const SLOWEST_FIRST = ["running", "ready", "queued", "requested", "failed", "cancelled", "complete"];

/** Newest first. */
export async function readSchemaMigrations(calls: Calls, keyspace: Keyspace): Promise<readonly MigrationFact[] | undefined> {
  const answer = await ignoreFault(
    () => calls.read("GetSchemaMigrations", { keyspace, order: "DESCENDING", limit: NEWEST }),
    "unsupported",
  );
  if (answer === undefined) return undefined;
  const byUuid = new Map<string, MigrationFact>();
  for (const message of answer.migrations ?? []) {
    const one = decodeMigration(keyspace, message);
    const other = byUuid.get(one.uuid);
    byUuid.set(one.uuid, other === undefined ? one : pickSlower(other, one));
  }
  return [...byUuid.values()];
}

function decodeMigration(asked: Keyspace, message: Received<MigrationMessage>): MigrationFact {
  const { uuid = "", keyspace = "", table = "", status, completed_at } = message;
  const completedAt = decodeTime(completed_at);
  return {
    uuid,
    keyspace: isKeyspace(keyspace) ? keyspace : asked,
    table,
    status: readEnumName(status, "UNKNOWN").toLowerCase(),
    ...(completedAt === undefined ? {} : { completedAt }),
  };
}

function pickSlower(a: MigrationFact, b: MigrationFact): MigrationFact {
  const [slow, fast] = rankMigration(a) <= rankMigration(b) ? [a, b] : [b, a];
  if (slow.completedAt === undefined || fast.completedAt === undefined) return slow;
  return { ...slow, completedAt: Math.max(slow.completedAt, fast.completedAt) };
}

// A status that a newer Vitess added counts as under way.
function rankMigration({ status }: MigrationFact): number {
  return SLOWEST_FIRST.indexOf(status);
}
