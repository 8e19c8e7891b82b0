import type { Calls } from "../call/calls.ts";

const DASHES_SINCE = 23;
// This one always had dashes.
const ALWAYS_DASHED = new Set(["vreplication_parallel_insert_workers"]);
// These kept their underscores when the others got dashes.
const ALWAYS_UNDERSCORED = new Set(["relay_log_max_size", "relay_log_max_items", "vstream_binlog_rotation_threshold"]);

/** VReplication's settings for one workflow, as the cluster's release spells them: with underscores before 23. */
export async function spellOverrides(calls: Calls, overrides: Readonly<Record<string, string>>): Promise<Readonly<Record<string, string>>> {
  const entries = Object.entries(overrides);
  if (entries.length === 0) return {};
  const major = await calls.major();
  return Object.fromEntries(entries.map(([name, value]) => [spellName(major, name), value]));
}

function spellName(major: number, name: string): string {
  const underscored = name.replaceAll("-", "_");
  const dashed = ALWAYS_DASHED.has(underscored) || (major >= DASHES_SINCE && !ALWAYS_UNDERSCORED.has(underscored));
  return dashed ? underscored.replaceAll("_", "-") : underscored;
}
