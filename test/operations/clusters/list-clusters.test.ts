import { createServer } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Answer } from "../../../src/core/command/answers.ts";
import { isClusterName, type ClusterName } from "../../../src/core/vitess/names.ts";
import { toChannelId } from "../../../src/core/people/people.ts";
import type { VerbDeps } from "../../../src/operations/deps.ts";
import { listClusters } from "../../../src/operations/clusters/list-clusters.ts";
import { openClusters, type OpenClusters } from "../../../src/vtctld/open-all.ts";
import { type PrivateRedis, startRedis } from "../../../practice/redis.ts";
import { createCommerceCluster } from "../../../practice/vtctld/cluster/presets.ts";
import { startVtctldSimulator, type VtctldSimulator } from "../../../practice/vtctld/simulator.ts";
import { MOVES, openHarness, POLICY, PROD, type Harness } from "../harness.ts";
import { listenOnLoopback } from "../../loopback.ts";

const [STAGING, OLD] = [named("staging"), named("old")];

let redis: PrivateRedis;
let harness: Harness;
let staging: VtctldSimulator;
let silent: ReturnType<typeof createServer>;
let open: OpenClusters;
let deps: VerbDeps;

beforeAll(async () => {
  redis = await startRedis();
  harness = await openHarness(redis.url);
  staging = await startVtctldSimulator({ cluster: createCommerceCluster({ version: 21 }) });
  // Accepts connections and says nothing, like a host that hangs.
  silent = createServer();
  const silentPort = await listenOnLoopback(silent);
  open = openClusters([
    { name: PROD, addresses: ["127.0.0.1:1", harness.address.vtctld] },
    { name: STAGING, addresses: [staging.address], version: 21 },
    { name: OLD, addresses: [`127.0.0.1:${silentPort}`] },
  ]);
  deps = {
    ...harness.deps,
    vitess: (cluster) => open.vitess(cluster),
    clusters: {
      ...harness.deps.clusters,
      names: [PROD, STAGING, OLD],
      defaultFor: (channel) => (channel === "C0STAGING" ? STAGING : PROD),
    },
    policy: (cluster) =>
      cluster === PROD
        ? { ...POLICY, rules: [{ verbs: ["complete"], keyspaces: [], rule: { people: 3, requesterCounts: false } }] }
        : { ...POLICY, operators: ["S0NEW"] },
  };
});

afterAll(async () => {
  open.close();
  silent.close();
  await harness.end();
  await staging.close();
  await redis.close();
});

async function list(channel: string, withinMs: number): Promise<Extract<Answer, { kind: "clusters" }>["clusters"]> {
  const answer = await listClusters(deps, toChannelId(channel), withinMs);
  if (answer.kind !== "clusters") throw new Error(answer.kind);
  return answer.clusters;
}

test("each cluster shows its release, its addresses, its keyspaces and its approvers; a silent cluster holds up none", async () => {
  const started = Date.now();
  const [prod, second, old] = await list(MOVES, 2_500);
  expect(Date.now() - started).toBeLessThan(5_000);
  expect(prod).toMatchObject({
    name: "prod",
    defaultIn: "everywhere",
    version: { major: 23, dialect: "typed", from: "probed" },
    keyspaces: 3,
    trouble: "",
    operators: { people: 1, isKnown: true },
    approvers: { people: 3, isKnown: true },
    approvals: 2,
    rules: 1,
  });
  expect(prod?.addresses.map(({ state }) => state)).toEqual(["away", "answers"]);
  expect(second).toMatchObject({
    name: "staging",
    defaultIn: "no",
    version: { major: 21, from: "configured" },
    keyspaces: 3,
    operators: { people: 0, isKnown: false },
    rules: 0,
  });
  expect(old).toMatchObject({ name: "old", trouble: "no answer within 2.5 s" });
  expect(old).not.toHaveProperty("keyspaces");
  expect(old).not.toHaveProperty("version");
});

test("a channel's own cluster is the one meant there", async () => {
  expect((await list("C0STAGING", 500)).map(({ defaultIn }) => defaultIn)).toEqual(["elsewhere", "here", "no"]);
});

test("a cluster that is no longer configured is a fault of the call, and the others go on", async () => {
  expect(() => open.vitess(named("gone"))).toThrow(expect.objectContaining({ kind: "unreachable" }));
  expect(await open.vitess(PROD).keyspaces()).toHaveLength(3);
});

function named(name: string): ClusterName {
  if (!isClusterName(name)) throw new Error(name);
  return name;
}
