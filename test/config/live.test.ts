import { unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { readConfig } from "../../src/config.ts";
import { openLiveConfig, type LiveConfig } from "../../src/config/live.ts";
import { createClusterLookup, createPolicyLookup } from "../../src/config/lookups.ts";
import { toChannelId } from "../../src/core/people/people.ts";
import type { ClusterName } from "../../src/core/vitess/names.ts";
import { BESIDE, folderWith } from "./file/files.ts";

const PROD = "prod" as ClusterName;
const FILE = "clusters: {prod: {addresses: ['127.0.0.1:15999']}}\npolicy: {operators: [S0DBA], approvers: [S0DBA]}\n";

let file: string;
let live: LiveConfig;

beforeEach(() => {
  file = join(folderWith({ "tandem.yaml": FILE }), "tandem.yaml");
  const read = () => readConfig({ ...BESIDE, TANDEM_CONFIG: file });
  live = openLiveConfig(read(), { file, read });
});

function write(text: string): void {
  writeFileSync(file, text);
}

/** Two looks, as a change counts when it was seen twice. */
function lookTwice(): ReturnType<LiveConfig["look"]> {
  return live.look() ?? live.look();
}

test("a change counts once it was seen twice, and is said once", () => {
  const policy = createPolicyLookup(live.installed);
  const clusters = createClusterLookup(live.installed);
  expect(lookTwice()).toBeUndefined();
  write(`${FILE}alarms: C0OPS\ndefault: prod\naudit: {keepDays: 90}\n`.replace("approvers: [S0DBA]", "approvers: [S0LEADS]"));
  expect(live.look()).toBeUndefined();
  expect(policy(PROD).approvers).toEqual(["S0DBA"]);
  expect(live.look()).toMatchObject({ how: "taken", file: "tandem.yaml", what: ["policy of prod", "alarms of prod", "audit"] });
  expect(policy(PROD).approvers).toEqual(["S0LEADS"]);
  expect(clusters.alarmsOf(PROD)).toBe("C0OPS");
  expect(live.installed().audit).toEqual({ keepDays: 90 });
  expect(lookTwice()).toBeUndefined();
  write(`# The same, with a comment.\n${FILE}alarms: C0OPS\naudit: {keepDays: 90}\n`.replace("approvers: [S0DBA]", "approvers: [S0LEADS]"));
  expect(lookTwice()).toBeUndefined();
});

test("a wrong file is refused whole, and what was in force stays until it is right", () => {
  const policy = createPolicyLookup(live.installed);
  write(FILE.replace("approvers: [S0DBA]", "approvers: [S0LEADS], approvals: 1"));
  expect(lookTwice()).toMatchObject({
    how: "refused",
    what: [expect.stringMatching(/^policy\.approvals.*\(tandem\.yaml line 2\) is 1; .*\.$/)],
  });
  expect(policy(PROD).approvers).toEqual(["S0DBA"]);
  unlinkSync(file);
  expect(lookTwice()).toMatchObject({ how: "refused", what: [expect.stringContaining("cannot be read (ENOENT)")] });
  expect(lookTwice()).toBeUndefined();
  write(FILE);
  expect(lookTwice()).toMatchObject({ how: "taken", what: [] });
  expect(lookTwice()).toBeUndefined();
});

test("nothing of a file is taken whose clusters, or the ways to them, are others", () => {
  const clusters = createClusterLookup(live.installed);
  write("default: dev\nclusters: {dev: {addresses: ['127.0.0.1:1']}}\n");
  expect(lookTwice()).toMatchObject({ how: "needs-restart", what: ["clusters.prod, which is gone", "clusters.dev, which is new"] });
  const secret = "credentials: {username: tandem, password: '${REDIS_URL}'}";
  write(`clusters: {prod: {addresses: ['127.0.0.1:2'], ${secret}}}\nchannels: {C0MOVES: prod}\n`);
  const looked = lookTwice();
  expect(looked).toMatchObject({ how: "needs-restart", what: ["clusters.prod.addresses", "clusters.prod.credentials"] });
  expect(clusters.names).toEqual(["prod"]);
  expect(clusters.defaultFor(toChannelId("C0MOVES"))).toBe("prod");
  expect(live.installed().channels.size).toBe(0);
  expect(clusters.at("127.0.0.1:2")).toBeUndefined();
});
