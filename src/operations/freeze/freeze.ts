import type { Answer } from "../../core/command/answers.ts";
import type { Command } from "../../core/command/command.ts";
import { readUntil } from "../../core/command/until.ts";
import type { NoticeBody } from "../../core/announce/notices.ts";
import { publishJobs, publishNoticeJobs, type WantedJob } from "../../core/announce/wanted-jobs.ts";
import { addFreeze, type Scope, decideThaw, type Thawing } from "../../core/operation/freeze/change.ts";
import { type Freeze, listFreezes, toFreezeNow } from "../../core/operation/freeze/freezes.ts";
import type { Refused } from "../../core/operation/outcome/refusals.ts";
import type { Instant } from "../../core/readings/readings.ts";
import { type ClusterName, moveId } from "../../core/vitess/names.ts";
import { composeNotices } from "../announce/notices.ts";
import type { Asker, VerbDeps } from "../deps.ts";
import { ignoreFault } from "../fault.ts";
import { handOver } from "../hand-over.ts";
import { readRoster } from "../people/roster.ts";
import type { ClusterDecision } from "../decision.ts";
import { refuse } from "../refusals.ts";
import { refuseGlass } from "./glass.ts";

type CommandOf<V extends Command["verb"]> = Extract<Command, { readonly verb: V }>;

/**
 * Freezes a keyspace or a whole cluster: from the commit on, no call of what is approved is recorded there. Operators and approvers may. The
 * same command again is the same freeze. A keyspace that cannot be checked because Vitess does not answer is frozen all the same.
 */
export async function freeze(deps: VerbDeps, cluster: ClusterName, command: CommandOf<"freeze">, asker: Asker): Promise<Answer> {
  const standing = await readFreezer(deps, cluster, asker);
  if ("kind" in standing) return standing;
  const { keyspace, reason } = command;
  const keyspaces = keyspace === undefined ? undefined : await ignoreFault(() => deps.vitess(cluster).keyspaces());
  if (keyspace !== undefined && keyspaces !== undefined && !keyspaces.includes(keyspace))
    return refuse("unknown-keyspace", keyspace, keyspaces);
  // From the time of the command, so that a second run means the same moment.
  const until = command.until === undefined ? undefined : readUntil(command.until, asker.at);
  const now = await deps.records.now();
  if (until !== undefined && until <= now) return refuse("freeze-is-over", command.until ?? "");
  const scope = keyspace === undefined ? {} : { keyspace };
  const made: Freeze = { ...scope, by: asker.by, at: asker.at, ...(until === undefined ? {} : { until }), reason };
  const shown = toFreezeNow(made);
  const moves = await listMovesIn(deps, cluster, scope);
  await commitOnCluster(deps, cluster, (before, at) => {
    const freezes = addFreeze(before, made, asker.id, at);
    if (freezes === before) return { result: undefined };
    const facts = { cluster, keyspace: keyspace ?? "*", until: until ?? "until thawed", reason };
    return {
      freezes,
      audit: [{ kind: "frozen", by: asker.by, facts }],
      ...announceToCluster(deps, cluster, { key: `freeze:${asker.id}`, body: { kind: "freeze", cluster, freeze: shown } }, { at, moves }),
      result: undefined,
    };
  });
  return { kind: "frozen", cluster, freeze: shown };
}

/** Thaws a keyspace or a cluster: one's own freeze alone, somebody else's with a second person. Operators and approvers may. */
export async function thaw(deps: VerbDeps, cluster: ClusterName, command: CommandOf<"thaw">, asker: Asker): Promise<Answer> {
  const standing = await readFreezer(deps, cluster, asker);
  if ("kind" in standing) return standing;
  return carryOutThaw(deps, cluster, { ...command, reason: command.reason ?? "" }, { asker, ...standing, isGlassBroken: false });
}

/** One person ends every freeze on a keyspace or a cluster, by typing its name. A freeze of the policy ends only there. */
export async function breakGlassAndThaw(
  deps: VerbDeps,
  cluster: ClusterName,
  command: CommandOf<"break-glass-thaw">,
  asker: Asker,
): Promise<Answer> {
  const refusal = await refuseGlass(deps, cluster, asker.by);
  if (refusal !== undefined) return refusal;
  const { keyspace, confirm, reason } = command;
  const name = keyspace ?? cluster;
  if (confirm !== name)
    return {
      kind: "break-glass-plan",
      cluster,
      what: "thaw",
      name,
      typed: `${cluster}/${keyspace ?? "*"}`,
      reason,
      ...(confirm === undefined ? {} : { instead: confirm }),
    };
  return carryOutThaw(deps, cluster, command, { asker, isApprover: true, isGlassBroken: true });
}

interface Thawer {
  readonly asker: Asker;
  readonly isApprover: boolean;
  readonly isGlassBroken: boolean;
}

async function carryOutThaw(
  deps: VerbDeps,
  cluster: ClusterName,
  { keyspace, reason }: Scope & { readonly reason: string },
  { asker, isApprover, isGlassBroken }: Thawer,
): Promise<Answer> {
  const { by, id } = asker;
  const scope = keyspace === undefined ? {} : { keyspace };
  const moves = await listMovesIn(deps, cluster, scope);
  const thawing = await commitOnCluster<Thawing>(deps, cluster, (before, at) => {
    const result = decideThaw(before, scope, { id, by, reason, isApprover, isGlassBroken }, at);
    const { thawed, asked, after, isRepeated } = result;
    if (isRepeated || thawed.length + asked.length === 0) return { result };
    const what = thawed.length > 0 ? ("thawed" as const) : ("thaw-asked" as const);
    const first = thawed.flatMap((one) => (one.thaw === undefined || one.thaw.by === by ? [] : [one.thaw.by]))[0];
    const facts = {
      cluster,
      keyspace: keyspace ?? "*",
      reason,
      freezes: thawed.length,
      ...(first === undefined ? {} : { askedBy: first }),
    };
    const body = {
      kind: what,
      cluster,
      ...scope,
      by,
      ...(first === undefined ? {} : { askedBy: first }),
      reason,
      ...(isGlassBroken ? { isGlassBroken: true as const } : {}),
    };
    return {
      freezes: after,
      audit: [
        ...(isGlassBroken ? [{ kind: "broke-glass", by, facts: { cluster, what: "thaw", keyspace: keyspace ?? "*", reason } }] : []),
        { kind: what, by, facts },
      ],
      ...announceToCluster(deps, cluster, { key: `thaw:${id}`, body }, { at, moves }),
      result,
    };
  });
  const { thawed, asked, isRepeated } = thawing;
  const now = await deps.records.now();
  if (asked.length > 0 && thawed.length === 0) return { kind: "thaw-asked", cluster, ...scope, freezes: asked };
  const left = listFreezes(deps.policy(cluster).freezes, thawing.after, now).filter((one) => one.keyspace === keyspace);
  if (thawed.length > 0 || isRepeated) return { kind: "thawed", cluster, ...scope, left };
  return refuse(left.length > 0 ? "frozen-by-policy" : "nothing-frozen", `${cluster}/${keyspace ?? "*"}`);
}

/** Operators and approvers may freeze and thaw. */
async function readFreezer(
  { records, policy }: Pick<VerbDeps, "records" | "policy">,
  cluster: ClusterName,
  { by }: Asker,
): Promise<Refused | { readonly isApprover: boolean }> {
  const { operators, approvers } = policy(cluster);
  const [all, voters] = await Promise.all([readRoster(records, [...operators, ...approvers]), readRoster(records, approvers)]);
  const membership = all.membershipOf(by);
  if (membership === "member") return { isApprover: voters.membershipOf(by) === "member" };
  return refuse(membership === "unknown" ? "people-unknown" : "freeze-not-allowed", cluster);
}

async function commitOnCluster<R>(
  deps: Pick<VerbDeps, "records" | "jobs">,
  cluster: ClusterName,
  decide: Parameters<typeof deps.records.commitOnCluster<R>>[1],
): Promise<R> {
  const { result, wanted } = await deps.records.commitOnCluster<R>(cluster, decide);
  await handOver(deps, wanted);
  return result;
}

function announceToCluster(
  deps: Pick<VerbDeps, "clusters">,
  cluster: ClusterName,
  notice: { readonly key: string; readonly body: NoticeBody },
  { at, moves }: { readonly at: Instant; readonly moves: readonly WantedJob[] },
): Pick<ClusterDecision<unknown>, "notices" | "jobs"> {
  const notices = composeNotices(deps, cluster, [notice], at);
  return { notices, jobs: [...publishNoticeJobs(notices), ...moves] };
}

/** The cards and requests of the moves that it concerns say so at once. */
async function listMovesIn(
  { records }: Pick<VerbDeps, "records">,
  cluster: ClusterName,
  { keyspace }: Scope,
): Promise<readonly WantedJob[]> {
  const concerned = (await records.moves.active()).filter(
    ({ name, sourceKeyspace }) =>
      name.cluster === cluster && (keyspace === undefined || keyspace === name.targetKeyspace || keyspace === sourceKeyspace),
  );
  return concerned.flatMap(({ name }) => publishJobs(moveId(name)));
}
