import { expect, test } from "vitest";
import { parse } from "../../../src/command/parse.ts";
import { createClusterLookup } from "../../../src/config/lookups.ts";
import type { Installed } from "../../../src/config/cluster.ts";
import type { Answer } from "../../../src/core/command/answers.ts";
import type { ClusterName } from "../../../src/core/vitess/names.ts";
import { toChannelId } from "../../../src/core/people/people.ts";
import { answerCommand } from "../../../src/operations/commands/answer-command.ts";
import { chooseCluster } from "../../../src/operations/commands/which-cluster.ts";
import type { Clusters } from "../../../src/operations/deps.ts";
import type { Beside } from "../../../src/operations/talk.ts";
import { startRedis } from "../../../practice/redis.ts";
import { ANA, MOVES, openHarness } from "../harness.ts";
import { runningMove } from "../moves.ts";
import { requestNamed } from "../../names.ts";

const STAGING = "staging" as ClusterName;
const PROD = "prod" as ClusterName;
const POLICY = { operators: [], approvers: [], rule: { people: 2, requesterCounts: false }, rules: [] };
const CHANNEL = toChannelId("C0MOVES");

function configured(addresses: Readonly<Record<string, string>>): Clusters {
  const clusters = Object.entries(addresses).map(([name, address]) => ({ name, addresses: [address], policy: POLICY }));
  const installed = { clusters, defaultCluster: PROD, channels: new Map() } as unknown as Installed;
  return createClusterLookup(() => installed);
}

const ONE = configured({ prod: "127.0.0.1:15999" });
const FAR = configured({ prod: "vtctld.prod:15999" });
const TWO = configured({ prod: "127.0.0.1:15999", staging: "vtctld.staging:15999" });

function meant(clusters: Clusters, line: string) {
  const parsed = parse(line);
  if (parsed.kind !== "command") throw new Error(parsed.text);
  return chooseCluster(clusters, parsed.command, parsed.server, CHANNEL);
}

const show = (server: string, more = ""): string =>
  `vtctldclient --server ${server} MoveTables --target-keyspace customer --workflow w1 show${more}`;

test.each([
  ["the configured address itself", ONE, show("127.0.0.1:15999"), { kind: "cluster", cluster: PROD }],
  ["the same address in capitals", FAR, show("VTCTLD.prod:15999"), { kind: "cluster", cluster: PROD }],
  ["no server", TWO, "show customer.w1", { kind: "cluster", cluster: PROD }],
  ["a cluster by name", TWO, "show customer.w1 --cluster staging", { kind: "cluster", cluster: STAGING }],
])("%s means its cluster, without a note", (_, clusters, line, which) => {
  expect(meant(clusters, line)).toEqual(which);
});

test.each([
  ["another name of this machine", ONE, "localhost:15999"],
  ["this machine, although the cluster is elsewhere", FAR, "localhost:15999"],
  ["a placeholder", FAR, "vtctld.host:15999"],
  ["another name of this machine, of several clusters", TWO, "localhost:15999"],
])("%s means the only cluster, with a note", (_, clusters, server) => {
  expect(meant(clusters, show(server))).toEqual({ kind: "cluster", cluster: PROD, readAs: { server, cluster: PROD } });
});

test("an example address next to a cluster's name means that cluster", () => {
  const readAs = { server: "vtctld.host:15999", cluster: STAGING };
  expect(meant(TWO, show("vtctld.host:15999", " --cluster staging"))).toEqual({ kind: "cluster", cluster: STAGING, readAs });
});

test.each([
  ["an unknown name", ONE, show("h:1")],
  ["an example, of several clusters", TWO, show("vtctld.host:15999")],
  ["another port of this machine, of several clusters", TWO, show("localhost:1")],
  ["the address of one cluster with the name of another", TWO, show("vtctld.staging:15999", " --cluster prod")],
])("%s needs a question back", (_, clusters, line) => {
  expect(meant(clusters, line)).toMatchObject({ kind: "ask" });
});

test("a line with a foreign server does nothing until its author says where to run it", async () => {
  const redis = await startRedis();
  const harness = await openHarness(redis.url);
  try {
    await runningMove(harness);
    const told: { answer: Answer; beside: Beside | undefined }[] = [];
    const talk = { answer: (_: unknown, answer: Answer, beside?: Beside) => Promise.resolve(void told.push({ answer, beside })) };
    const ask = async (text: string): Promise<void> => {
      await harness.deps.records.inbox.create(text, { id: requestNamed(text), by: ANA, channel: MOVES, text, receivedAt: Date.now() });
      await answerCommand({ ...harness.deps, talk, understand: parse }, text);
    };
    const before = harness.simulator.calls().length;
    await ask("$ vtctldclient --server h:1 MoveTables --target-keyspace customer --workflow commerce2customer stop");
    expect(harness.simulator.calls()).toHaveLength(before);
    expect(told[0]?.answer).toEqual({
      kind: "which-cluster",
      server: "h:1",
      verb: "stop",
      lines: [
        {
          cluster: PROD,
          line: "$ vtctldclient MoveTables --target-keyspace customer --workflow commerce2customer stop --cluster=prod",
        },
      ],
    });
    await ask("$ vtctldclient MoveTables --target-keyspace customer --workflow commerce2customer stop --cluster=prod");
    expect(told[1]?.answer).toMatchObject({ kind: "receipt", doing: "stop" });
    await ask("vtctldclient --server vtctld.host:15999 MoveTables --target-keyspace customer --workflow commerce2customer show");
    expect(told[2]).toMatchObject({ answer: { kind: "show" }, beside: { readAs: { server: "vtctld.host:15999", cluster: PROD } } });
  } finally {
    await harness.end();
    await redis.close();
  }
});
