import type { ClusterName } from "../../core/vitess/names.ts";
import { ignoreFault } from "../fault.ts";
import type { Vitess } from "../ports.ts";

/** The release of a cluster; undefined if it cannot be read now. Never throws a Fault. */
export async function readKnownMajor(
  deps: { vitess(cluster: ClusterName): Pick<Vitess, "version"> },
  cluster: ClusterName,
): Promise<number | undefined> {
  return (await ignoreFault(() => deps.vitess(cluster).version()))?.major;
}
