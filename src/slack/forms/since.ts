import type { ClusterName } from "../../core/vitess/names.ts";
import { pickNewestMajor, formatRelease, type VitessVersion } from "../../core/vitess/version.ts";

/** What Tandem knows about the release that will run a form's command. */
export interface FormRelease {
  readonly cluster: ClusterName;
  readonly version: VitessVersion;
}

/** `Since Vitess 22; prod has 21.` if the cluster's release is earlier; undefined otherwise. */
export function saySince(release: FormRelease | undefined, since: number | undefined): string | undefined {
  if (release === undefined || since === undefined || pickNewestMajor(release.version) >= since) return undefined;
  return `Since Vitess ${since}; ${release.cluster} has ${formatRelease(release.version)}.`;
}
