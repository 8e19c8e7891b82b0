import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { AuditEvent } from "../../src/core/announce/audit.ts";
import type { CarryOutDeps } from "../../src/operations/carry-out/deps.ts";
import { startFreshnessCheck } from "../../src/core/operation/request/freshness.ts";
import type { Timing } from "../../src/core/operation/execution/timing.ts";
import { readClocks } from "../../src/vtctld/channel/clocks.ts";
import type { VerbDeps } from "../../src/operations/deps.ts";
import type { Jobs } from "../../src/operations/jobs.ts";
import type { Vitess } from "../../src/operations/ports.ts";
import type { Records } from "../../src/operations/records.ts";
import { isClusterName, type ClusterName, type MoveName, parseMoveId } from "../../src/core/vitess/names.ts";
import { toChannelId, toPersonId } from "../../src/core/people/people.ts";
import { DEFAULT_LIMITS, type Limits, type Policy } from "../../src/core/operation/request/policy.ts";
import type { StoredJob } from "../../src/core/announce/wanted-jobs.ts";
import { openRedis } from "../../src/store/redis/connect.ts";
import { openStore } from "../../src/store/open.ts";
import { verifyAudit } from "../../src/store/audit/verify.ts";
import { openVitess } from "../../src/vtctld/open.ts";
import type { Cluster } from "../../practice/vtctld/cluster/cluster.ts";
import { createCommerceCluster, type CommerceOptions } from "../../practice/vtctld/cluster/presets.ts";
import { digest } from "../../src/digest.ts";
import { startVtctldSimulator, type VtctldSimulator } from "../../practice/vtctld/simulator.ts";

export const ANA = toPersonId("U0ANA");
export const BEN = toPersonId("U0BEN");
export const CHO = toPersonId("U0CHO");
export const MOVES = toChannelId("C0MOVES");
export const PROD = cluster("prod");
export const C2C: MoveName = move("prod/customer.commerce2customer");

/** Waits short enough for tests, in the proportions of an installation. */
export const QUICK: Timing = {
  leaseMs: 1_500,
  leaseTakenRetryMs: 50,
  holdRetryMs: 50,
  inLineRetryMs: 1_000,
  windowLookMs: 50,
  unreadableRetryMs: 50,
  settleMs: 320,
  rereadMs: 40,
  soakLookMs: 50,
  lookLastsMs: 2_000,
  sendWithinMs: 1_000,
  takeOverAfterMs: 1_200,
  callIsOverMs: 3_000,
  lockedIsOverMs: 3_000,
  deadLockLapsesMs: 6_000,
};

/** The same for whole processes, which would spend all their time on looks that nobody needs. */
export const PATIENT_LOOKS: Timing = { ...QUICK, holdRetryMs: 250, unreadableRetryMs: 250, soakLookMs: 250 };

/** Ana requests; all three may approve. The soak is over before anybody looks. */
export const POLICY: Policy = {
  operators: [ANA],
  approvers: [ANA, BEN, CHO],
  rule: { people: 2, requesterCounts: false },
  rules: [],
  limits: { ...DEFAULT_LIMITS, soakMs: 10, vdiffRequired: false },
};

/** The same harness under another policy. */
export function under<D extends Pick<VerbDeps, "policy">>(
  deps: D,
  change: Partial<Omit<Policy, "limits">> & { limits?: Partial<Limits> },
): D {
  const policy = { ...POLICY, ...change, limits: { ...POLICY.limits, ...change.limits } };
  return { ...deps, policy: () => policy };
}

/** What was queued, in order: `carry-out r1`, `publish-thread prod/customer.c2c`. */
export interface AskedJobs extends Jobs {
  readonly asked: string[];
}

export function askedJobs(): AskedJobs {
  const asked: string[] = [];
  const note = async (job: StoredJob, inMs?: number): Promise<void> => {
    asked.push([...Object.values(job), inMs ?? ""].join(" ").trim());
  };
  return { asked, ask: note, askStored: note };
}

/** What a second process needs to join a harness. */
export interface HarnessAddress {
  readonly redisUrl: string;
  readonly prefix: string;
  readonly vtctld: string;
}

export interface Joined {
  readonly records: Records;
  readonly vitess: Vitess;
  readonly jobs: AskedJobs;
  readonly deps: VerbDeps & CarryOutDeps;
  /** What was noted for the rule book. */
  readonly unknownTexts: readonly string[];
  /** The audit so far, after a check of its chain. */
  audited(): Promise<readonly AuditEvent[]>;
  close(): void;
}

/** Opens Tandem's own side of a harness: real store, real adapter, jobs recorded. */
export function joinHarness({ redisUrl, prefix, vtctld }: HarnessAddress): Joined {
  const redis = openRedis(redisUrl, "records", () => undefined);
  const records = openStore(redis, { prefix });
  const { vitess, close } = openVitess({ addresses: [vtctld], deadlines: { read: 1_500, ping: 1_500, pingAgain: 1_500 } });
  const jobs = askedJobs();
  const unknownTexts: string[] = [];
  const deps: VerbDeps & CarryOutDeps = {
    records,
    jobs,
    vitess: () => vitess,
    clusters: {
      defaultCluster: PROD,
      defaultFor: () => PROD,
      alarmsOf: () => undefined,
      names: [PROD],
      at: (address) => (address === vtctld ? { cluster: PROD, isLiteral: true } : undefined),
    },
    policy: () => POLICY,
    namesOf: async () => () => undefined,
    timing: QUICK,
    freshFor: (ms) => startFreshnessCheck(readClocks, ms),
    pause: (ms) => sleep(ms),
    digest,
    noteUnknown: (text) => void unknownTexts.push(text),
  };
  return {
    records,
    vitess,
    jobs,
    deps,
    unknownTexts,
    async audited() {
      const verdict = await verifyAudit(redis, prefix);
      if (verdict.kind !== "intact") throw new Error(JSON.stringify(verdict));
      const links = await redis.xrange(`${prefix}:audit`, "-", "+");
      return links.map(([, fields]): AuditEvent => JSON.parse(fields[fields.indexOf("event") + 1] ?? ""));
    },
    close() {
      close();
      redis.disconnect();
    },
  };
}

export interface Harness extends Joined {
  readonly address: HarnessAddress;
  readonly simulator: VtctldSimulator;
  end(): Promise<void>;
}

/** A cluster of its own with small tables, and a fresh prefix in Redis. */
export function openHarness(redisUrl: string, options: CommerceOptions = {}): Promise<Harness> {
  const tiny = { customerRows: 1_000, corderRows: 2_000, copySeconds: 0.2 };
  const pace = { streamStartMs: 5, postCopyMs: 5, vdiffStartMs: 5, switchStepMs: 5, ...options.pace };
  return openHarnessOn(redisUrl, createCommerceCluster({ ...tiny, ...options, pace }));
}

/** This cluster, and a fresh corner of Redis. */
export async function openHarnessOn(redisUrl: string, shown: Cluster): Promise<Harness> {
  const simulator = await startVtctldSimulator({ cluster: shown });
  const address = { redisUrl, prefix: `{t-${randomUUID().slice(0, 8)}}`, vtctld: simulator.address };
  const joined = joinHarness(address);
  await isConnected(joined.records);
  return {
    ...joined,
    address,
    simulator,
    async end() {
      joined.close();
      await simulator.close();
    },
  };
}

/** On a busy machine a connection takes longer than a person would be kept waiting. */
export async function isConnected(records: Records): Promise<void> {
  await until(() => records.now().catch(() => undefined));
}

/** Checks every few milliseconds until something is true. */
export async function until<T>(look: () => Promise<T | undefined | false>, limitMs = 30_000): Promise<T> {
  const end = Date.now() + limitMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > end) throw new Error("It did not become so in time");
    await sleep(15);
  }
}

function cluster(name: string): ClusterName {
  if (!isClusterName(name)) throw new Error(name);
  return name;
}

export function move(id: string): MoveName {
  const name = parseMoveId(id);
  if (name === undefined) throw new Error(id);
  return name;
}
