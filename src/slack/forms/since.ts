import { parse } from "../../command/parse.ts";
import { lackingIn } from "../../core/capabilities.ts";
import type { ClusterName } from "../../core/vitess/names.ts";
import { releaseText } from "../../core/vitess/version.ts";
import type { VitessVersion } from "../../core/vitess/version.ts";

/** What is known of the release that a form's command will meet. */
export interface Release {
  readonly cluster: ClusterName;
  readonly version: VitessVersion;
}

/**
 * `Since Vitess 22; prod has 21.`, when the release lacks what the probe asks for beyond the form's own verb; undefined otherwise. The same table
 * refuses the command, so both always agree.
 */
export function sinceWords(release: Release | undefined, probe: string, added = ""): string | undefined {
  if (release === undefined) return undefined;
  const { cluster, version } = release;
  const ofVerb = needs(version, probe);
  const all = added === "" ? ofVerb : needs(version, `${probe} ${added}`).filter((need) => !ofVerb.includes(need));
  return all.length === 0 ? undefined : `Since Vitess ${Math.max(...all)}; ${cluster} has ${releaseText(version)}.`;
}

function needs(version: VitessVersion, line: string): readonly number[] {
  const parsed = parse(line);
  if (parsed.kind === "refused") throw new TypeError(`A form's probe does not parse: ${line}: ${parsed.text}`);
  return lackingIn(version, parsed.command).map((lacking) => lacking.needs);
}
