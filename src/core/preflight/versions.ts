import type { VitessVersion } from "../vitess-version.ts";
import { few, type Finding, found, NOTHING, type PreflightStep } from "./finding.ts";

/** A fault of Vitess that some releases have, and a step that meets it. */
export interface KnownBad {
  readonly issue: string;
  readonly what: string;
  readonly steps: readonly PreflightStep[];
  /** First and last major release that has it; `fixedIn` is where it went away within a major, as `minor.patch`. */
  readonly from: number;
  readonly to: number;
  readonly fixedIn: Readonly<Record<number, string>>;
  readonly advice: string;
}

/** Known faults that change what somebody should do, from vitess.md §6a and §2.5. */
export const KNOWN_BAD: readonly KnownBad[] = [
  {
    issue: "#17620",
    what: "when a switch fails, its own cancel fails too and can leave writes denied at the source",
    steps: ["switch", "reverse"],
    from: 18,
    to: 21,
    fixedIn: { 19: "0.10", 20: "0.8", 21: "0.5" },
    advice: "After a failed switch look at routing and denied tables at once; upgrade if you can.",
  },
  {
    issue: "#16817",
    what: "rows that are in the target already are found only as a duplicate key in the middle of the copy",
    steps: ["create"],
    from: 11,
    to: 21,
    fixedIn: {},
    advice: "Make sure that the target's tables are empty or absent.",
  },
  {
    issue: "#16731",
    what: "a table of the same name in two workflows makes Vitess say that writes are switched when they are not",
    steps: ["switch", "complete"],
    from: 11,
    to: 20,
    fixedIn: {},
    advice: "Have each table name in one workflow only.",
  },
  {
    issue: "#17127",
    what: "a workflow whose reads are switched cannot be cancelled",
    steps: ["switch"],
    from: 11,
    to: 21,
    fixedIn: {},
    advice: "Switch reads back before a cancel.",
  },
  {
    issue: "#15963",
    what: "a cancel fails when a shard does not deny all of the tables",
    steps: ["create"],
    from: 11,
    to: 20,
    fixedIn: {},
    advice: "Look at the denied tables before a cancel.",
  },
  {
    issue: "12.0.6 item 2",
    what: "a client that is lost during a switch leaves writes denied at the source, and that does not heal",
    steps: ["switch"],
    from: 11,
    to: 17,
    fixedIn: {},
    advice: "Watch the switch to its end; SwitchWrites -cancel gives writes back.",
  },
  {
    issue: "12.0.6 item 7",
    what: "a failed ReverseTraffic can delete the record of the workflow",
    steps: ["reverse"],
    from: 11,
    to: 14,
    fixedIn: {},
    advice: "Read routing rules and the source's workflows afterwards, whatever it says.",
  },
];

/** The faults of the connected version that this step meets. */
export function knownBad(version: VitessVersion, step: PreflightStep): readonly Finding[] {
  const met = KNOWN_BAD.filter((one) => one.steps.includes(step) && has(one, version));
  if (met.length === 0) return NOTHING;
  const evidence = met.map((one) => `Vitess ${labels(version)}: ${one.what} (${one.issue})`);
  return found("known-bad-version", "warning", few(evidence), met[0]?.advice ?? "");
}

/** Tablets of several major releases at once: an upgrade is under way, or was never finished. */
export function mixedVersions({ tablets }: VitessVersion): readonly Finding[] {
  const majors = new Set(tablets.map((one) => one.split(".")[0]));
  if (majors.size < 2) return NOTHING;
  return found("mixed-versions", "warning", [`tablets run Vitess ${tablets.join(", ")}`], "Finish the upgrade first, if you can.");
}

/** The tablets' own releases count where they are known: the fix stands in a patch release. */
function has(bad: KnownBad, { major, tablets }: VitessVersion): boolean {
  const versions = tablets.length > 0 ? tablets : [String(major)];
  return versions.some((text) => {
    const [first = 0, second, third] = text.split(/[.-]/).map(Number);
    if (first < bad.from || first > bad.to) return false;
    const fixed = bad.fixedIn[first];
    if (fixed === undefined || second === undefined || third === undefined) return true;
    const [minor = 0, patch = 0] = fixed.split(".").map(Number);
    return second < minor || (second === minor && third < patch);
  });
}

function labels({ major, tablets }: VitessVersion): string {
  return tablets.length === 0 ? String(major) : tablets.join(", ");
}
