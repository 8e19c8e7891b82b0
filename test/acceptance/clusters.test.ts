import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createCommerceCluster } from "../../practice/vtctld/cluster/presets.ts";
import { startVtctldSimulator, type VtctldSimulator } from "../../practice/vtctld/simulator.ts";
import type { SlackMessage } from "../../practice/slack/workspace/workspace.ts";
import { ACTIONS } from "../../src/slack/actions.ts";
import { ANA, approve, ask, BEN, CHO, copied, DEV, INCIDENT, inThread, newMove, requested, words } from "./people.ts";
import { expectNoSecrets } from "./secrets.ts";
import { openHarness, SAID_IN_FILE, type Harness, type Surroundings } from "./harness.ts";

const PACE = { streamStartMs: 5, postCopyMs: 5, betweenTablesMs: 5, vdiffStartMs: 5, switchStepMs: 5, copyRowsPerSecond: 100_000 };

let harness: Harness;
let staging: VtctldSimulator;
let folder: string;

/** Two healthy clusters, and one whose vtctld does not answer. Dev is an operator in staging alone. */
function yaml({ vitess }: Surroundings): string {
  return `
default: prod
channels: {${INCIDENT}: staging}
policy:
  operators: [S0DBA]
  approvers: [S0DBA]
  clocks: {soak: 0}
clusters:
  prod:
    addresses: ["127.0.0.1:1", "${vitess.address}"]
    policy:
      rules:
        - {verbs: [complete], approvals: 4}
        - {keyspaces: [customer], verbs: [switch], approvals: 3, requesterCounts: true}
  staging:
    addresses: ["${staging.address}"]
    credentials: {username: tandem, password: "\${STAGING_PASSWORD}"}
    policy:
      operators: [S0DBA, ${DEV}]
      approvers: [${DEV}, ${BEN}]
      requesterCounts: true
  dead:
    addresses: ["127.0.0.1:2"]
`;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tandem-clusters-"));
  staging = await startVtctldSimulator({
    cluster: createCommerceCluster({ customerRows: 1_000, corderRows: 2_000, copySeconds: 0.2, pace: PACE }),
  });
  harness = await openHarness({
    env: (around) => {
      const file = join(folder, "tandem.yaml");
      writeFileSync(file, yaml(around));
      return { ...SAID_IN_FILE, TANDEM_CONFIG: file, STAGING_PASSWORD: "hunter2" };
    },
  });
});

afterAll(async () => {
  expectNoSecrets(harness);
  await harness.close();
  await staging.close();
  rmSync(folder, { recursive: true });
});

/** The workflows that were created in a cluster. */
function createdIn(cluster: Pick<VtctldSimulator, "calls">): readonly unknown[] {
  return cluster.calls().flatMap(({ method, request }) => (method === "MoveTablesCreate" ? [request["workflow"]] : []));
}

/** Runs the VDiff that a switch needs; resolves when it is done. */
async function compared(workflow: string): Promise<void> {
  expect(await ask(harness, ANA, `vdiff create ${workflow}`)).toContain("VDiff");
  await expect.poll(() => ask(harness, ANA, `vdiff show ${workflow} last`), { interval: 100 }).toContain("VDiff clean");
}

function create(workflow: string, table: string): string {
  return `create ${workflow} --source-keyspace commerce --tables ${table}`;
}

describe("a command means", () => {
  it("the default cluster, the one of its channel, the one it names, or the one whose vtctld a pasted line names", async () => {
    for (const name of ["here", "named", "pasted"])
      staging.sql.createTable({ keyspace: "commerce", table: name }, { rows: 1_000, bytes: 100_000 });
    await newMove(harness, "alpha");
    expect(await ask(harness, ANA, create("customer.here", "here"), INCIDENT)).toContain("Creating customer.here in *staging*");
    expect(await ask(harness, ANA, create("staging/customer.named", "named"))).toContain("in *staging*");
    const pasted = `vtctldclient --server ${staging.address} MoveTables --target-keyspace customer --workflow pasted create --source-keyspace commerce --tables pasted`;
    expect(await ask(harness, ANA, pasted)).toContain("in *staging*");
    expect(createdIn(harness.vitess)).toEqual(["alpha"]);
    expect(createdIn(staging)).toEqual(["here", "named", "pasted"]);
  });

  it("nothing if it names a cluster or a vtctld that is not configured", async () => {
    expect(await ask(harness, ANA, "status stagng/customer.here")).toContain("staging");
    expect(await ask(harness, ANA, "list --server=vtctld.elsewhere:15999")).toContain("vtctld.elsewhere:15999");
  });
});

describe("each cluster has its own policy", () => {
  it("an operator of one is not an operator of another", async () => {
    expect(await ask(harness, DEV, "stop prod/customer.alpha")).toContain("You are not one of Tandem's operators");
    await copied({ slack: harness.slack, vitess: staging }, "named");
    expect(await ask(harness, DEV, "stop staging/customer.named")).toContain("Stopping customer.named");
    expect(await ask(harness, DEV, "start staging/customer.named")).toContain("Starting customer.named");
  });

  it("in one a rule for the verb and the keyspace needs three people, including the requester", async () => {
    await compared("prod/customer.alpha");
    const request = await requested(harness, "customer.alpha", "switch");
    expect(words(request)).toContain("*Approvals* 0 of 3");
    expect(await approve(harness, DEV, request)).toContain("Only approvers can decide this.");
    expect(await approve(harness, ANA, request)).toBe("Counted: customer.alpha: 1 of 3. 2 more people are needed.");
    expect(await approve(harness, BEN, request)).toContain("2 of 3");
    expect(
      harness.vitess.calls().filter(({ method, request: sent }) => method === "WorkflowSwitchTraffic" && sent["dry_run"] !== true),
    ).toEqual([]);
    expect(await approve(harness, CHO, request)).toContain("3 of 3");
    await inThread(harness, "customer.alpha", /Switched/);
  });

  it("an operation that needs more approvers than there are is refused before anybody is asked to vote", async () => {
    expect(await ask(harness, ANA, "complete customer.alpha --rename-tables")).toContain("There are fewer approvers than this needs");
  });

  it("in another its own approvers decide, and the switch runs there and nowhere else", async () => {
    await compared("staging/customer.here");
    const before = harness.vitess.calls().length;
    expect(await ask(harness, ANA, "switch staging/customer.here", INCIDENT)).toContain("Requested:");
    const request = await harness.slack.waitFor(() => harness.slack.messages(INCIDENT).findLast(canBeApproved));
    expect(words(request)).toContain("Approval needed");
    expect(await approve(harness, CHO, request)).toContain("Only approvers can decide this.");
    expect(await approve(harness, DEV, request)).toContain("1 of 2");
    expect(await approve(harness, BEN, request)).toContain("2 of 2");
    await expect
      .poll(
        () => staging.calls().filter(({ method, request: sent }) => method === "WorkflowSwitchTraffic" && sent["dry_run"] !== true).length,
        { timeout: 30_000 },
      )
      .toBe(2);
    expect(
      harness.vitess
        .calls()
        .slice(before)
        .some(({ method }) => method === "WorkflowSwitchTraffic"),
    ).toBe(false);
  });
});

describe("a cluster that does not answer", () => {
  it("is shown by `clusters`, with all addresses and who decides", async () => {
    const told = await ask(harness, DEV, "clusters", INCIDENT);
    expect(told).toContain("Tandem knows 3 clusters; dead does not answer");
    expect(told).toContain("*prod* · meant in other channels when no cluster is named");
    expect(told).toContain("*staging* · meant in this channel when no cluster is named");
    expect(told).toMatch(/`127\.0\.0\.1:1` does not answer since .*: `no connection`/);
    expect(told).toContain(`\`${harness.vitess.address}\` answers since`);
    expect(told).toContain("4 operators · 2 approvers · 2 approvals needed");
  });

  it("holds up neither a command elsewhere nor the watching of a move", async () => {
    const dead = ask(harness, ANA, "list --cluster=dead");
    const started = Date.now();
    expect(await ask(harness, ANA, "status customer.alpha", INCIDENT)).toContain("customer.alpha");
    expect(Date.now() - started).toBeLessThan(5_000);
    expect(await dead).toContain("vtctld does not answer");
  });
});

it("a changed file counts at once, and a wrong one is said and changes nothing", async () => {
  const operators = `operators: [S0DBA, ${DEV}]`;
  const file = yaml(harness).replace("default: prod", `default: prod\nalarms: ${INCIDENT}`);
  const lost = file.replace(operators, "operators: [S0DBA]");
  const toOperators = (title: RegExp) => harness.slack.messages(INCIDENT).filter((one) => title.test(words(one)));
  const told = async (title: RegExp): Promise<string> => {
    await harness.slack.waitFor(() => toOperators(title)[0], 30_000);
    return words(toOperators(title)[0] ?? { text: "" });
  };
  writeFileSync(join(folder, "tandem.yaml"), lost);
  expect(await told(/was changed and is in force/)).toContain("policy of staging");
  expect(await ask(harness, DEV, "stop staging/customer.named")).toContain("You are not one of Tandem's operators");

  writeFileSync(join(folder, "tandem.yaml"), file.replace("approvals: 4", "approvals: 1"));
  expect(await told(/was changed and cannot be used/)).toMatch(/clusters\.prod\.policy\.rules\.?\S* .*line \d+/);
  expect(await ask(harness, DEV, "stop staging/customer.named")).toContain("You are not one of Tandem's operators");
  // Three clusters share the channel.
  expect(harness.slack.messages(INCIDENT).filter((one) => /tandem\.yaml was changed/.test(words(one)))).toHaveLength(2);
});

function canBeApproved(message: SlackMessage): boolean {
  return JSON.stringify(message.blocks ?? []).includes(ACTIONS.approve);
}
