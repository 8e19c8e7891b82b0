/** The releases of Vitess that Tandem speaks to. */
export const OLDEST_MAJOR = 11;
export const NEWEST_MAJOR = 24;

/** From this release on the lock of a workflow can be read. Before, that nobody is seen to hold one says nothing. */
export const LOCKS_TOLD_SINCE = 20;

/** What one cluster is, as far as Tandem found out or was told. */
export interface VitessVersion {
  /** `legacy`: writes and VDiff go through `Vtctl.ExecuteVtctlCommand`, because vtctld has no typed calls for them (11 to 17). */
  readonly dialect: "typed" | "legacy";
  /** The release whose options are sent: the lowest that fits vtctld and its tablets, so never one that was not proven. */
  readonly major: number;
  /** What the tablets say, each version once, sorted: `21.0.5`. Empty where none was asked or none answered. */
  readonly tablets: readonly string[];
  readonly from: "probed" | "configured";
}
