import { listFew, type Finding, makeFinding, NOTHING } from "../../findings/finding.ts";
import type { ClusterFacts } from "../facts/facts.ts";
import type { Looked, Sampled } from "../facts/looked.ts";

/** Everything preflight asked Vitess for, by the name people know it by. */
export type Looks = Readonly<Record<string, Looked<unknown> | Sampled<unknown> | undefined>>;

/** What every step that moves rows or traffic looks at around its keyspaces. */
export function collectClusterLooks(facts: ClusterFacts): Looks {
  return {
    version: facts.version,
    cells: facts.cells,
    [`tablets of ${facts.source}`]: facts.sourceTablets,
    [`tablets of ${facts.target}`]: facts.targetTablets,
    [`tablet controls of ${facts.source}`]: facts.sourceControls,
    [`tablet controls of ${facts.target}`]: facts.targetControls,
    "schema changes": facts.migrations,
    "other workflows": facts.workflows,
    replication: facts.replication,
    "throttler status": facts.throttlers,
    "throttler check": facts.throttlerChecks,
  };
}

/**
 * Reports what preflight could not look at: one finding for what failed, and one for what the connected version has no call for or what is
 * too much to ask. Tandem never assumes that something it did not look at is fine.
 */
export function findMissingLooks(looks: Looks): readonly Finding[] {
  const failed: string[] = [];
  const left: string[] = [];
  for (const [what, look] of Object.entries(looks)) {
    if (look === undefined) continue;
    if ("kind" in look) sortLook(what, look, failed, left);
    else {
      for (const one of look.looked) sortLook(`${what} of ${one.where}`, one.look, failed, left);
      if (look.looked.length < look.of) left.push(`${what}: looked at ${look.looked.length} of ${look.of}`);
    }
  }
  return [
    ...(failed.length === 0
      ? NOTHING
      : makeFinding("could-not-look", "warning", listFew(failed), "Look at these yourself, or run preflight again.")),
    ...(left.length === 0 ? NOTHING : makeFinding("could-not-look", "notice", listFew(left), "Look at these yourself where they matter.")),
  ];
}

function sortLook(what: string, look: Looked<unknown>, failed: string[], left: string[]): void {
  if (look.kind === "seen") return;
  if (look.why === "") left.push(`${what}: this version of Vitess does not tell`);
  else failed.push(`${what}: ${look.why}`);
}
