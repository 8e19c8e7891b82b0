import { parseFile } from "../../../src/config/file/parse.ts";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { buildSchemaForEditors } from "../../../src/config/file/schema.ts";
import { readConfig } from "../../../src/config.ts";
import { createClusterLookup, createPolicyLookup } from "../../../src/config/lookups.ts";
import { isClusterName, type ClusterName } from "../../../src/core/vitess/names.ts";
import { toChannelId } from "../../../src/core/people/people.ts";
import { NOBODY } from "../../../src/core/operation/request/policy.ts";
import { decideRequirement } from "../../../src/core/policy/requirement.ts";
import { LEAST } from "../environments.ts";
import { configWith, LEAST_FILE, problemsIn } from "./files.ts";

function named(name: string): ClusterName {
  if (!isClusterName(name)) throw new Error(name);
  return name;
}

/** The example, with the files of its secrets in its own folder. */
function example(): ReturnType<typeof configWith> {
  const pem = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
  const yaml = readFileSync("deploy/tandem.example.yaml", "utf8").replaceAll("/run/secrets/", "");
  const files = { "vtctld-prod-password": "hunter2\n", "vtctld-prod-ca.pem": pem, "tandem-prod.pem": pem, "tandem-prod-key.pem": pem };
  return configWith(yaml, {}, files);
}

test("one cluster with an address is enough, and everything else has its default", () => {
  const config = configWith(LEAST_FILE);
  expect(config.clusters).toMatchObject([
    {
      name: "prod",
      addresses: ["127.0.0.1:15999"],
      policy: { operators: [], approvers: [], rule: { people: 2, requesterCounts: false }, rules: [], limits: NOBODY.limits },
    },
  ]);
  expect(config.defaultCluster).toBe("prod");
  expect(config.warnings).toEqual([
    "policy.operators of clusters.prod is empty: nobody may start, change or ask for anything.",
    "policy.approvers of clusters.prod is empty: guarded verbs will be refused.",
  ]);
});

test("the example is a complete configuration, without a warning", () => {
  const config = example();
  expect(config.warnings).toEqual([]);
  expect(config.clusters.map(({ name, addresses, version }) => [name, addresses.length, version])).toEqual([
    ["prod", 2, undefined],
    ["staging", 1, 21],
  ]);
  expect(config.clusters[0]?.credentials).toMatchObject({
    username: "tandem",
    password: { file: expect.stringMatching(/^\/.*\/vtctld-prod-password$/) },
  });
  expect(config.clusters[0]?.tls).toMatchObject({ ca: { file: expect.stringMatching(/ca\.pem$/) }, serverName: "vtctld.prod.example.com" });
});

test("the example says how the audit may be kept, and does nothing about it by itself", () => {
  const written = parseFile("clusters: {prod: {addresses: ['127.0.0.1:1']}}\naudit: {anchors: C0AUDIT, keepDays: 400}", "tandem.yaml");
  expect(written).toMatchObject({ file: { audit: { anchors: "C0AUDIT", keepDays: 400 } } });
  expect(parseFile("clusters: {prod: {addresses: ['127.0.0.1:1']}}\naudit: {keepDays: 7}", "tandem.yaml")).toMatchObject({ kind: "wrong" });
  expect(example()).not.toHaveProperty("audit");
});

test("a command without a cluster means the channel's cluster, or else the default one", () => {
  const clusters = createClusterLookup(example);
  expect(clusters.defaultFor(toChannelId("C0STAGING"))).toBe("staging");
  expect(clusters.defaultFor(toChannelId("C0MOVES"))).toBe("prod");
  expect(clusters.at("VTCTLD.staging.example.com:15999")).toEqual({ cluster: "staging", isLiteral: true });
  expect(clusters.at("vtctld.elsewhere:15999")).toBeUndefined();
  expect([clusters.alarmsOf(named("prod")), clusters.alarmsOf(named("staging"))]).toEqual(["C0OPS", "C0STAGING"]);
});

test("a cluster's policy is the file's own with the cluster's changes, and nobody may do anything in an unknown one", () => {
  const policy = createPolicyLookup(example);
  expect(policy(named("staging"))).toMatchObject({
    operators: ["S0DBA", "S0DEVELOPERS"],
    approvers: ["S0DBA"],
    rule: { people: 2, requesterCounts: true },
    rules: [],
    limits: { soakMs: 0, approveByMs: 1_800_000 },
  });
  expect(policy(named("prod")).limits.soakMs).toBe(300_000);
  expect(policy(named("gone"))).toEqual(NOBODY);
});

test("the first matching rule applies", () => {
  const prod = createPolicyLookup(example)(named("prod"));
  const needed = (verb: "switch" | "complete" | "reverse", keyspace: string) =>
    decideRequirement(prod, { verb, keyspaces: [keyspace], tables: [], touched: [] }).rule.people;
  expect([
    needed("switch", "payments"),
    needed("complete", "customer"),
    needed("reverse", "customer"),
    needed("switch", "customer"),
  ]).toEqual([3, 3, 1, 2]);
});

test("a password may be in an environment variable of any name", () => {
  const yaml = "clusters: {prod: {addresses: ['127.0.0.1:1'], credentials: {username: '${VTCTLD_NAME}', password: '${VTCTLD_WORD}'}}}";
  const { clusters } = configWith(yaml, { VTCTLD_NAME: "tandem", VTCTLD_WORD: "hunter2" });
  expect(clusters[0]?.credentials).toEqual({ username: "tandem", password: "hunter2" });
});

test("a login sent over the network in plain text gets a warning", () => {
  const yaml =
    "clusters: {prod: {addresses: ['vtctld:1'], credentials: {username: u, password: '${WORD}'}, policy: {operators: [U0ANA], approvers: [S0DBA]}}}";
  expect(configWith(yaml, { WORD: "hunter2" }).warnings).toEqual([
    "The password of clusters.prod goes over the network in the clear to vtctld:1; set clusters.prod.tls to use TLS.",
  ]);
});

test("the schema for editors is the one that Tandem reads by", () => {
  expect(JSON.parse(readFileSync("deploy/tandem.schema.json", "utf8"))).toEqual(buildSchemaForEditors());
});

test("reads are open in the channels that the file or the environment names, and in none otherwise", () => {
  expect(configWith(`${LEAST_FILE}\nreads: {channels: [C0PARTNERS, G0PARTNERS]}`).readChannels).toEqual(["C0PARTNERS", "G0PARTNERS"]);
  expect(configWith(LEAST_FILE).readChannels).toEqual([]);
  expect(readConfig({ ...LEAST, TANDEM_READ_CHANNELS: "C0PARTNERS, C0MOVES" }).readChannels).toEqual(["C0PARTNERS", "C0MOVES"]);
  expect(problemsIn(`${LEAST_FILE}\nreads: {channels: [partners]}`)).toHaveLength(1);
  expect(problemsIn(LEAST_FILE, { TANDEM_READ_CHANNELS: "C0PARTNERS" })).toEqual([expect.stringContaining("as reads.channels")]);
});
