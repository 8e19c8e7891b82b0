import type { ClusterName } from "../../core/vitess/names.ts";
import { newestOf, releaseText, type VitessVersion } from "../../core/vitess/version.ts";

/** What is known of the release that a form's command will meet. */
export interface Release {
  readonly cluster: ClusterName;
  readonly version: VitessVersion;
}

/** `Since Vitess 22; prod has 21.`, when the release is an earlier one; undefined otherwise. */
export function sinceWords(release: Release | undefined, since: number | undefined): string | undefined {
  if (release === undefined || since === undefined || newestOf(release.version) >= since) return undefined;
  return `Since Vitess ${since}; ${release.cluster} has ${releaseText(release.version)}.`;
}
