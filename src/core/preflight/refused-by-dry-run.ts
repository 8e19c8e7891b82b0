import { type Finding, makeFinding, NOTHING } from "../findings/finding.ts";

const REFUSALS = [
  {
    code: "reverse-rights",
    text: "not able to fully manage the reverse vreplication workflow",
    evidence: "Vitess: the primaries of the source lack rights that the reverse workflow needs",
    fix: "Give Vitess's filtered user (vt_filtered) its rights on _vt at the source; or switch without reverse replication.",
  },
  {
    code: "no-reverse-source",
    text: "no tablets were available to stream from",
    evidence: "Vitess: the target has no tablet that the reverse workflow could read from",
    fix: "Bring up a tablet of the workflow's types in its cells at the target, or change them: update --tablet-types, --cells",
  },
  {
    code: "tablets-not-refreshed",
    text: "could not refresh all of the tablets",
    evidence: "Vitess: not every tablet of both keyspaces answers",
    fix: "Repair the tablets that do not answer, or delete their records (DeleteTablets); --force goes on without them.",
  },
] as const;

/** What Vitess's own dry run refuses and people can fix beforehand. Its text names tablets, never rows. */
export function findDryRunRefusal(text: string): readonly Finding[] {
  const known = REFUSALS.find((one) => text.includes(one.text));
  if (known === undefined) return NOTHING;
  const tablets = [...new Set(text.match(/[A-Za-z0-9_]+-\d{10}/g) ?? [])];
  const names = tablets.length === 0 ? [] : [`tablets: ${tablets.slice(0, 10).join(", ")}`];
  return makeFinding(known.code, "blocking", [known.evidence, ...names], known.fix);
}
