/** The releases of Vitess that Tandem speaks to. */
export const OLDEST_MAJOR = 11;
export const NEWEST_MAJOR = 24;

/** From this release on a workflow has a lock of its own. Before, an operation on it takes those of its keyspaces alone. */
export const WORKFLOW_LOCKS_SINCE = 20;

/** What one cluster is, as far as Tandem found out or was told. */
export interface VitessVersion {
  /** `legacy`: writes and VDiff go through `Vtctl.ExecuteVtctlCommand`, because vtctld has no typed calls for them (11 to 17). */
  readonly dialect: "typed" | "legacy";
  /** The lowest release that fits vtctld and its tablets. */
  readonly major: number;
  /** The highest release that it may be, where it could not be told exactly; absent where `major` is the release. */
  readonly newest?: number;
  /** What the tablets say, each version once, sorted: `21.0.5`. Empty where none was asked or none answered. */
  readonly tablets: readonly string[];
  readonly from: "probed" | "configured";
}

/** The highest release that it may be: an option is refused only when this one lacks it too. */
export function newestOf({ major, newest }: VitessVersion): number {
  return newest ?? major;
}

/** The release in words: `23`, `18 or 19`, `22 or later`. */
export function releaseText(version: VitessVersion): string {
  const { major } = version;
  const newest = newestOf(version);
  if (newest === major) return String(major);
  if (newest >= NEWEST_MAJOR) return `${major} or later`;
  return newest === major + 1 ? `${major} or ${newest}` : `${major} to ${newest}`;
}

/** From this release on Vitess cancels a workflow whose reads alone are switched (docs/facts/cancel-and-complete.md#reads-switched). */
export const CANCELS_WITH_READS_SINCE = 22;
