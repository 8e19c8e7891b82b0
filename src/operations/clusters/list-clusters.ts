import type { Answer } from "../../core/command/answers.ts";
import type { ClusterView, PeopleCount } from "../../core/readings/clusters.ts";
import type { ClusterName } from "../../core/vitess/names.ts";
import type { ChannelId } from "../../core/people/people.ts";
import type { VerbDeps } from "../deps.ts";
import { attempt, Fault } from "../fault.ts";
import { type PeopleList, readRoster } from "../people/roster.ts";

type Deps = Pick<VerbDeps, "records" | "vitess" | "clusters" | "policy">;

// A person waits, and that a cluster needs longer to list its keyspaces says enough about it.
const LIST_WITHIN_MS = 6_000;

/** Every configured cluster and its answer. All are asked at once, each with its own deadline: a dead one delays no other. */
export async function listClusters(deps: Deps, channel: ChannelId, withinMs = LIST_WITHIN_MS): Promise<Answer> {
  const clusters = await Promise.all(deps.clusters.names.map((name) => viewCluster(deps, name, channel, withinMs)));
  return { kind: "clusters", clusters, now: await deps.records.now() };
}

async function viewCluster(deps: Deps, name: ClusterName, channel: ChannelId, withinMs: number): Promise<ClusterView> {
  const { records, clusters } = deps;
  const { operators, approvers, rule, rules } = deps.policy(name);
  const vitess = deps.vitess(name);
  const [version, keyspaces, operating, approving] = await Promise.all([
    settleWithin(withinMs, vitess.version()),
    settleWithin(withinMs, vitess.keyspaces()),
    countPeople(records, operators),
    countPeople(records, approvers),
  ]);
  const trouble = [version, keyspaces].find((one) => one instanceof Fault);
  return {
    name,
    defaultIn: classifyDefault(name, clusters.defaultCluster, clusters.defaultFor(channel)),
    // Read last: the calls above find out which endpoints answer.
    addresses: vitess.addresses(),
    ...(version instanceof Fault ? {} : { version }),
    ...(keyspaces instanceof Fault ? {} : { keyspaces: keyspaces.length }),
    trouble: trouble?.message ?? "",
    operators: operating,
    approvers: approving,
    approvals: rule.people,
    rules: rules.length,
  };
}

function classifyDefault(name: ClusterName, general: ClusterName, here: ClusterName): ClusterView["defaultIn"] {
  if (name === here) return name === general ? "everywhere" : "here";
  return name === general ? "elsewhere" : "no";
}

/** The answer or the fault; also a fault if no answer comes in time. */
async function settleWithin<T>(ms: number, asked: Promise<T>): Promise<T | Fault> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Fault>((resolve) => {
    timer = setTimeout(() => resolve(new Fault("timed-out", `no answer within ${ms / 1000} s`)), ms);
  });
  try {
    return await Promise.race([attempt(() => asked), late]);
  } finally {
    clearTimeout(timer);
  }
}

async function countPeople(records: Deps["records"], list: PeopleList): Promise<PeopleCount> {
  const { people, unread } = await readRoster(records, list);
  return { people: people.size, isKnown: unread.length === 0 };
}
