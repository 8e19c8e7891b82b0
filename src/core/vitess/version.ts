/** The releases of Vitess that Tandem supports. */
export const OLDEST_MAJOR = 11;
export const NEWEST_MAJOR = 24;

/** From this release on a workflow has a lock of its own. Before it an operation locks only the keyspaces. */
export const WORKFLOW_LOCKS_SINCE = 20;

/** Before this release (the first with ExecuteFetchAsDBA) no statement can be sent to a tablet's MySQL. */
export const ASKS_MYSQL_SINCE = 14;

/** What Tandem found out, or was told, about one cluster's release. */
export interface VitessVersion {
  /** `legacy`: writes and VDiff go through `Vtctl.ExecuteVtctlCommand`, because vtctld has no typed calls for them (11 to 17). */
  readonly dialect: "typed" | "legacy";
  /** The lowest release that fits vtctld and its tablets. */
  readonly major: number;
  /** The highest release it may be, when Tandem could not tell exactly; absent when `major` is exact. */
  readonly newest?: number;
  /** The versions tablets report, each once, sorted: `21.0.5`. Empty when none was asked or none answered. */
  readonly tablets: readonly string[];
  readonly from: "probed" | "configured";
}

/** The highest release it may be: Tandem refuses an option only when this release lacks it too. */
export function pickNewestMajor({ major, newest }: VitessVersion): number {
  return newest ?? major;
}

/** The release in words: `23`, `18 or 19`, `22 or later`. */
export function formatRelease(version: VitessVersion): string {
  const { major } = version;
  const newest = pickNewestMajor(version);
  if (newest === major) return String(major);
  if (newest >= NEWEST_MAJOR) return `${major} or later`;
  return newest === major + 1 ? `${major} or ${newest}` : `${major} to ${newest}`;
}

/** From this release on Vitess cancels a workflow whose reads alone are switched (docs/facts/cancel-and-complete.md#reads-switched). */
export const CANCELS_WITH_READS_SINCE = 22;
