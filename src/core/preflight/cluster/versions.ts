import { pickNewestMajor, formatRelease, type VitessVersion } from "../../vitess/version.ts";
import { listFew, type Finding, makeFinding, NOTHING } from "../../findings/finding.ts";
import { KNOWN_FAULTS, type KnownFault, type Meeting } from "./known-faults.ts";

/** The connected version's faults that this step meets, given its options and findings; none on any other version. */
export function findKnownFaults(version: VitessVersion, meeting: Meeting): readonly Finding[] {
  const met = KNOWN_FAULTS.filter((one) => one.meets(meeting) && hasFault(one, version));
  if (met.length === 0) return NOTHING;
  const evidence = met.map((one) => `Vitess ${formatVersionLabels(version)}: ${one.what} (${one.reference})`);
  return makeFinding("known-bad-version", "warning", listFew(evidence), [...new Set(met.map((one) => one.advice))].join(" "));
}

/** True where a cancel removes entries that people wrote in a sharded target's VSchema. */
export function takesWrittenEntries(version: VitessVersion, meeting: Meeting): boolean {
  return KNOWN_FAULTS.some((one) => one.takesWrittenEntries === true && one.meets(meeting) && hasFault(one, version));
}

/** Tablets run several major releases at once: an upgrade is under way or was never finished. */
export function findMixedVersions({ tablets }: VitessVersion): readonly Finding[] {
  const majors = new Set(tablets.map((one) => one.split(".")[0]));
  if (majors.size < 2) return NOTHING;
  return makeFinding("mixed-versions", "warning", [`tablets run Vitess ${tablets.join(", ")}`], "Finish the upgrade first, if you can.");
}

/**
 * Goes by the tablets' own releases where they are known. Tandem reports a missing patch release only where it knows the patch level: no
 * Vitess call returns it (docs/facts/the-wire.md#no-patch-level), and a warning that most clusters do not deserve teaches people to ignore
 * it. A fault that destroys something is reported wherever it may exist.
 */
function hasFault(fault: KnownFault, version: VitessVersion): boolean {
  const { major, tablets } = version;
  if (tablets.length > 0) return tablets.some((text) => isFaultIn(fault, text));
  const majors = listMajors(major, pickNewestMajor(version));
  return fault.isIrreversible ? majors.some((text) => isFaultIn(fault, text)) : majors.every((text) => isFaultIn(fault, text));
}

function isFaultIn(fault: KnownFault, text: string): boolean {
  const [first = 0, second, third] = text.split(/[.-]/).map(Number);
  if (first < fault.from || first > fault.to) return false;
  const fixed = fault.fixedIn[first];
  if (fixed === undefined) return true;
  if (second === undefined || third === undefined) return fault.isIrreversible;
  const [minor = 0, patch = 0] = fixed.split(".").map(Number);
  return second < minor || (second === minor && third < patch);
}

function listMajors(oldest: number, newest: number): readonly string[] {
  return Array.from({ length: newest - oldest + 1 }, (_, more) => String(oldest + more));
}

function formatVersionLabels(version: VitessVersion): string {
  return version.tablets.length === 0 ? formatRelease(version) : version.tablets.join(", ");
}
