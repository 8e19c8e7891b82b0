import { NEWEST_MAJOR, OLDEST_MAJOR, type VitessVersion } from "../../core/vitess/version.ts";
import { attempt, Fault, ignoreFault } from "../../operations/fault.ts";
import type { Tablet } from "../../operations/ports.ts";
import type { Caller } from "../channel/caller.ts";
import type { Deadlines } from "../channel/deadlines.ts";
import { createTypedCalls, type Calls } from "../typed/call/calls.ts";
import { readEnumName } from "../typed/call/fields.ts";
import { decodeAlias, encodeAlias } from "../typed/cluster/topology.ts";
import { lookUpName } from "./reflection.ts";

/** The first release that knows each name, newest first (docs/facts/the-wire.md#reflection). Nobody checked 13, so 12 may be 13. */
const RELEASE_NAMES: readonly (readonly [major: number, name: string])[] = [
  [24, "vtctldata.TableCopyPhase"],
  [23, "vtctlservice.Vtctld.WorkflowAddTables"],
  [22, "vtctlservice.Vtctld.ValidatePermissionsKeyspace"],
  [21, "vtctlservice.Vtctld.WorkflowMirrorTraffic"],
  [20, "vtctlservice.Vtctld.GetKeyspaceRoutingRules"],
  [19, "vtctldata.WorkflowStatusRequest.shards"],
  [18, "vtctlservice.Vtctld.WorkflowStatus"],
  [17, "vtctlservice.Vtctld.WorkflowUpdate"],
  [16, "vtctlservice.Vtctld.UpdateThrottlerConfig"],
  [15, "vtctlservice.Vtctld.GetFullStatus"],
  [14, "vtctlservice.Vtctld.GetVersion"],
  [12, "vtctlservice.Vtctld.ValidateKeyspace"],
];

/** A lower bound for the release if vtctld's reflection is blocked: the newest of these calls that vtctld knows. */
interface Floor {
  readonly major: number;
  readonly has: (calls: Calls) => Promise<unknown>;
}

// Reads only, newest first. None names an existing keyspace: an error is an answer too, and only UNIMPLEMENTED means no.
const FLOORS: readonly Floor[] = [
  { major: 22, has: (calls) => calls.read("ValidatePermissionsKeyspace", {}) },
  { major: 21, has: (calls) => calls.read("GetMirrorRules", {}) },
  { major: 20, has: (calls) => calls.read("GetKeyspaceRoutingRules", {}) },
  { major: 18, has: (calls) => calls.read("WorkflowStatus", {}) },
  { major: 15, has: (calls) => calls.read("GetShardRoutingRules", {}) },
];
const FIRST_WITH_TABLET_VERSIONS = 14;
const FIRST_WITH_VALIDATE = 12;

/** How many tablets to ask at most, different keyspaces and types first: vtctld calls the web page of each one. */
const TABLETS_ASKED = 12;

/**
 * Finds out which release a cluster has. vtctld has no call for its own version, so this asks its reflection what it knows, which gives the
 * exact release; if reflection is blocked, it tries calls that came with later and later releases, which gives a range. It also believes
 * tablets whose version text has a number: the cluster counts as the oldest of them, within what vtctld allows.
 */
export async function probeVersion(caller: Caller, deadlines: Deadlines): Promise<VitessVersion> {
  const calls = createTypedCalls(caller, deadlines, () => Promise.resolve(NEWEST_MAJOR));
  const tablets = await readTabletsToAsk(calls);
  const [floor, ceiling] = (await probeByReflection(caller)) ?? (await probeByCalls(calls, tablets));
  const told = floor < FIRST_WITH_TABLET_VERSIONS ? [] : await readTabletVersions(calls, tablets);
  return deriveVersion({ floor, ceiling, tablets: told });
}

/** What is known of a cluster: vtctld is one of `floor` to `ceiling`; `tablets` are versions such as `21.0.5`. */
export interface VersionEvidence {
  readonly floor: number;
  readonly ceiling: number;
  readonly tablets: readonly string[];
}

export function deriveVersion({ floor, ceiling, tablets }: VersionEvidence): VitessVersion {
  const majors = tablets.map((version) => Number.parseInt(version, 10)).filter((major) => major >= OLDEST_MAJOR);
  const oldest = majors.length === 0 ? undefined : Math.min(...majors);
  return {
    dialect: floor >= FIRST_TYPED ? "typed" : "legacy",
    major: Math.min(oldest ?? floor, ceiling),
    ...(oldest === undefined && ceiling > floor ? { newest: ceiling } : {}),
    tablets: [...new Set(tablets)].toSorted(),
    from: "probed",
  };
}

const FIRST_TYPED = 18;

export function toConfiguredVersion(major: number): VitessVersion {
  return { dialect: major >= FIRST_TYPED ? "typed" : "legacy", major, tablets: [], from: "configured" };
}

type Range = readonly [floor: number, ceiling: number];

/** Undefined if reflection does not answer. Stops at the first name that vtctld knows. */
async function probeByReflection(caller: Caller): Promise<Range | undefined> {
  let ceiling = NEWEST_MAJOR;
  for (const [major, name] of RELEASE_NAMES) {
    const known = await lookUpName(caller, name);
    if (known === "untold") return undefined;
    // Tandem speaks to a release newer than any it knows as to the newest it knows.
    if (known === "known") return [major, ceiling];
    ceiling = major - 1;
  }
  return [OLDEST_MAJOR, OLDEST_MAJOR];
}

async function probeByCalls(calls: Calls, tablets: readonly Tablet["alias"][]): Promise<Range> {
  let ceiling = NEWEST_MAJOR;
  for (const { major, has } of FLOORS) {
    if (await callExists(() => has(calls))) return [major, ceiling];
    ceiling = major - 1;
  }
  const [tablet] = tablets;
  // Skipped if there is no tablet to name: nobody knows whether the call is harmless there without one.
  if (tablet !== undefined) {
    if (await callExists(() => calls.read("GetVersion", { tablet_alias: encodeAlias(tablet) })))
      return [FIRST_WITH_TABLET_VERSIONS, ceiling];
    ceiling = FIRST_WITH_TABLET_VERSIONS - 1;
  }
  if (await callExists(() => calls.read("ValidateKeyspace", { keyspace: "" }))) return [FIRST_WITH_VALIDATE, ceiling];
  return [OLDEST_MAJOR, FIRST_WITH_VALIDATE - 1];
}

/** False only if vtctld says that it has no such call. Throws if nobody answers, since that says nothing. */
async function callExists(ask: () => Promise<unknown>): Promise<boolean> {
  const fault = await attempt(ask);
  if (!(fault instanceof Fault)) return true;
  if (fault.kind === "unreachable" || fault.kind === "timed-out" || fault.kind === "denied") throw fault;
  return fault.kind !== "unsupported";
}

async function readTabletsToAsk(calls: Calls): Promise<readonly Tablet["alias"][]> {
  const { tablets = [] } = await readAllTablets(calls);
  const groups = new Map<string, Tablet["alias"][]>();
  for (const { alias = {}, keyspace = "", type } of tablets) {
    const group = `${keyspace}/${readEnumName(type, "UNKNOWN")}`;
    groups.set(group, [...(groups.get(group) ?? []), decodeAlias(alias)]);
  }
  const inRounds: Tablet["alias"][] = [];
  for (let round = 0; inRounds.length < Math.min(TABLETS_ASKED, tablets.length); round += 1) {
    for (const group of groups.values()) inRounds.push(...group.slice(round, round + 1));
  }
  return inRounds.slice(0, TABLETS_ASKED);
}

async function readAllTablets(calls: Calls) {
  const answer = await attempt(() => calls.read("GetTablets", {}), "unsupported");
  if (!(answer instanceof Fault)) return answer;
  // Every release since 11 has this call, in a service that has to be switched on.
  const fix = "vtctld does not serve its typed calls: start it with grpc-vtctl and grpc-vtctld in its service map";
  throw new Fault("unsupported", fix, { cause: answer });
}

/**
 * Leaves out tablets that do not answer and texts without a number: Vitess' own text only says when and from what a tablet was built
 * (docs/facts/the-wire.md#no-patch-level).
 */
async function readTabletVersions(calls: Calls, tablets: readonly Tablet["alias"][]): Promise<readonly string[]> {
  const told = await Promise.all(
    tablets.map(async (tablet): Promise<readonly string[]> => {
      const answer = await ignoreFault(() => calls.read("GetVersion", { tablet_alias: encodeAlias(tablet) }));
      const found = /(?:^|\bVersion: ?)(\d+\.\d+\.\d+)/.exec(answer?.version ?? "")?.[1];
      return found === undefined ? [] : [found];
    }),
  );
  return told.flat();
}
