import type { TableName } from "../vitess/names.ts";
import type { CancelOptions } from "../options/options.ts";
import type { Subject } from "../operation/outcome/verdict.ts";
import type { Reading } from "../readings/readings.ts";
import { findDenials } from "../move/traffic.ts";
import { findMissingLooks } from "./cluster/could-not-look.ts";
import type { ClusterFacts, VSchemaFact } from "./facts/facts.ts";
import { sortBySeverity, listFew, type Finding, makeFinding, NOTHING } from "../findings/finding.ts";
import { type Looked, findSeen } from "./facts/looked.ts";
import { findSilentAround } from "./cluster/silent-tablets.ts";
import { findKnownFaults, findMixedVersions, takesWrittenEntries } from "./cluster/versions.ts";

/** What preflight judges a cancel on, besides the cluster around it. */
export interface CancelFacts extends Pick<ClusterFacts, "source" | "target" | "tables" | "version" | "answering"> {
  readonly subject: Subject;
  readonly reading: Reading;
  readonly options: Pick<CancelOptions, "keepData">;
  readonly targetVSchema: Looked<VSchemaFact>;
}

/** What the approvers of a cancel should know. Nothing blocks a cancel here: the gate handles what Vitess would refuse. */
export function listCancelFindings(facts: CancelFacts): readonly Finding[] {
  const { options, reading, subject, target } = facts;
  const version = findSeen(facts.version);
  const vschema = findSeen(facts.targetVSchema);
  const dropsData = !options.keepData;
  const meeting = {
    step: "cancel",
    dropsData,
    deniedInPart: findDenials(reading, { ...subject, targetKeyspace: subject.move.targetKeyspace }, subject.tables).target !== "all",
    isTargetSharded: vschema?.sharded === true,
  } as const;
  const faults = version === undefined ? NOTHING : findKnownFaults(version, meeting);
  const takesEntries = vschema?.sharded === false || (version !== undefined && takesWrittenEntries(version, meeting));
  return sortBySeverity([
    ...faults,
    ...(vschema === undefined || !dropsData || !takesEntries ? NOTHING : findEntriesThatGo(target, vschema, facts.tables)),
    ...findSilentAround(facts.answering, "a cancel tells every tablet what it may serve, and waits for those that do not answer"),
    ...(version === undefined ? NOTHING : findMixedVersions(version)),
    ...findMissingLooks({ version: facts.version, [`VSchema of ${target}`]: facts.targetVSchema }),
  ]);
}

/** VSchema entries of the target that Vitess removes together with the tables; losing an entry that says nothing is no loss. */
function findEntriesThatGo(target: string, { entries, sharded }: VSchemaFact, tables: readonly TableName[]): readonly Finding[] {
  const going = tables.flatMap((table) => {
    const entry = entries[table];
    return entry === undefined || entry === "{}" ? [] : [[table, entry] as const];
  });
  if (going.length === 0) return NOTHING;
  const evidence = listFew(going.map(([table, entry]) => `${target}.${table}: ${entry}`));
  return makeFinding(
    "vschema-entries-go",
    sharded ? "warning" : "notice",
    ["Vitess takes these entries out of the target's VSchema with the tables", ...evidence],
    "They are kept with the snapshot of this step; whoever wants them put back, writes them by ApplyVSchema afterwards.",
  );
}
