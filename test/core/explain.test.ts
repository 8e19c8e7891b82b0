import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Explanation, explain } from "../../src/core/explain.ts";
import { RULES } from "../../src/core/rules.ts";
import { type RecordedCall, recordedCalls } from "./recorded.ts";

/** What Tandem calls, and the recordings have errors of. */
const CALLS = new Set([
  "GetKeyspaces",
  "GetRoutingRules",
  "GetSchema",
  "GetShard",
  "GetTablets",
  "GetVSchema",
  "GetWorkflows",
  "MoveTablesComplete",
  "MoveTablesCreate",
  "VDiffCreate",
  "VDiffDelete",
  "VDiffResume",
  "VDiffShow",
  "VDiffStop",
  "WorkflowDelete",
  "WorkflowStatus",
  "WorkflowSwitchTraffic",
  "WorkflowUpdate",
]);

/** Recorded texts that no rule needs to know, each with the reason why nobody meets it through Tandem. */
const LEFT: readonly (readonly [RegExp, string])[] = [
  [/invalid request, no workflow provided/, "Tandem takes no empty workflow name"],
  [/action argument .*not supported/, "Tandem asks for last, all, or a UUID"],
];

/** gRPC's own codes, as kinds; everything that vtctld says by itself is code 2. */
const KIND_OF_CODE: Readonly<Record<number, string>> = {
  1: "timed-out",
  2: "refused",
  4: "timed-out",
  7: "denied",
  12: "unsupported",
  14: "unreachable",
  16: "denied",
};

const SCENARIOS = readdirSync(new URL("../recordings/v23.0.3", import.meta.url)).map((name) => name.replace(".jsonl", ""));
const ERRORS: readonly RecordedCall[] = SCENARIOS.flatMap((scenario) => recordedCalls(scenario)).filter(
  ({ method, status }) => status.code !== 0 && CALLS.has(method.split("/").at(-1) ?? ""),
);

function isUnexplained({ rule }: Explanation): boolean {
  return rule === undefined;
}

function isLeft(text: string): boolean {
  return LEFT.some(([pattern]) => pattern.test(text));
}

/** One text for each rule at least, as Vitess sends it: from a recording where one has it, else as vitess.md quotes it. */
const TEXTS: readonly (readonly [rule: string, text: string])[] = [
  [
    "cancel-failed",
    "failed to sync up replication between the source and target: x\n\ncancel migration failed, manual cleanup work may be necessary: could not revert denied tables / shard access: x",
  ],
  ["after-the-journal", "failed to update the routing rules: x"],
  ["after-the-journal", "failed to freeze the workflow in the customer keyspace: x"],
  ["after-the-journal", "traffic switching has reached the point of no return, cannot cancel"],
  ["locks-lost", "locks were lost: commerce keyspace lock was lost: x"],
  ["locks-lost", "failed to gather replication positions on migration sources: x"],
  ["workflow-locked", "failed to lock the customer/f1 workflow: deadline exceeded: /vitess/global/internal/named_locks/customer/f1/locks"],
  ["keyspace-locked", "failed to lock the commerce keyspace: deadline exceeded: /vitess/global/keyspaces/commerce/locks"],
  ["keyspace-locked", "lock for keyspace commerce is already held"],
  ["copy-in-progress", "cannot switch traffic for workflow big at this time: copy is still in progress"],
  ["lag-too-high", "cannot switch traffic for workflow lag at this time: replication lag 16s is higher than allowed lag 5s"],
  ["workflow-has-errors", "cannot switch traffic for workflow se1 at this time: workflow has errors"],
  [
    "workflow-frozen",
    "rpc error: code = FailedPrecondition desc = TabletManager.UpdateVReplicationWorkflow on zone1-0000000200: cannot start a workflow when it is frozen",
  ],
  [
    "tablets-not-refreshed",
    "cannot switch traffic for workflow f1 at this time: could not refresh all of the tablets involved in the operation:\nfailed to successfully refresh all tablets in the customer/0 target shard (<nil>):\n  failed to refresh tablet zone1-0000000201: Code: DEADLINE_EXCEEDED\nrpc error: code = DeadlineExceeded desc = latest balancer error",
  ],
  [
    "catch-up-stopped",
    "failed to sync up replication between the source and target: rpc error: code = Unknown desc = TabletManager.VReplicationWaitForPos on zone1-0000000100: replication has stopped at b9577d7c:1-8884 before reaching position b9577d7c:1-8887, message: ",
  ],
  [
    "catch-up",
    "failed to sync up replication between the source and target: rpc error: code = DeadlineExceeded desc = context deadline exceeded",
  ],
  [
    "reverse-permissions",
    "primary tablets are not able to fully manage the reverse vreplication workflow in the commerce keyspace: failed to validate required vreplication metadata permissions: x",
  ],
  [
    "no-tablet-to-stream-from",
    "no tablets were available to stream from in the customer keyspace: no tablet found to source data in keyspace customer, shard 0",
  ],
  ["stop-writes-failed", "failed to execute LOCK TABLES (attempt 1 of 2) on sources: x"],
  ["mirror-rules", "wrong number of pre-existing mirror rules"],
  ["nothing-to-reverse", "invalid request: requesting reversal of read traffic for RDONLYs but RDONLY reads have not been switched"],
  ["invalid-tablet-type", "invalid tablet type passed DRAINED"],
  ["already-in-denylist", "one or more tables are already present in the denylist"],
  ["already-in-denylist", "failed to stop writes in the commerce keyspace: one or more tables are already present in the denylist"],
  ["no-reverse-workflow", "no streams found in keyspace commerce for big_reverse"],
  ["no-such-workflow", "no streams found in keyspace customer for nosuchwf"],
  ["no-such-workflow", "failed to get workflow state for customer.wf workflow: no streams found in keyspace customer for wf"],
  ["no-such-workflow", "the nosuchwf workflow does not exist in the customer keyspace"],
  ["workflow-exists", "workflow big already exists in keyspace customer on tablet zone1-0000000200"],
  ["tables-not-found", "table(s) not found in source keyspace commerce: nosuch"],
  ["no-tables", "no tables to move"],
  ["target-not-empty", "failed to validate that all target tables are empty: non-empty tables found in target keyspace(customer): corder"],
  ["same-keyspace", "source and target keyspace must be different for MoveTables workflows"],
  ["table-not-in-vschema", "table product not found in vschema for keyspace customer2"],
  ["time-zone", "unable to perform time_zone conversions from US/Nowhere to UTC — value from DB was: [[NULL]]"],
  ["no-shards", "no source shards specified for workflow e0 "],
  ["no-shards", "shard zz not found in keyspace customer"],
  ["no-primary", "source shard commerce/0 currently has no primary tablet"],
  ["create-left-pieces", "failed to put initial denied tables entries in place on the target shards: x"],
  ["not-all-switched", "cannot complete workflow because you have not yet switched all read and write traffic"],
  [
    "not-frozen",
    "vreplication streams are not frozen on tablet 100\nrouting still exists from keyspace customer table product to customer.product@rdonly",
  ],
  ["writes-already-switched", "cannot delete workflow because you have already switched write traffic"],
  ["not-in-denylist", "cannot remove tables since one or more do not exist in the denylist"],
  ["vdiff-not-running", "not all streams are running in workflow customer.se1"],
  ["vdiff-after-switch", "invalid VDiff run: writes have been already been switched for workflow customer.e2"],
  [
    "vdiff-not-found",
    "rpc error: code = FailedPrecondition desc = TabletManager.VDiff on zone1-0000000200: no vdiff found for UUID 44444444-2222-4333-8444-0000000000ff on tablet zone1-0000000200",
  ],
  [
    "vdiff-exists",
    "rpc error: code = Unknown desc = TabletManager.VDiff on zone1-0000000200: vdiff with UUID 44444444-2222-4333-8444-000000000001 already exists on tablet zone1-0000000200",
  ],
  [
    "vdiff-not-resumable",
    "rpc error: code = Unknown desc = TabletManager.VDiff on zone1-0000000200: no completed or stopped vdiff found for UUID 44444444-2222-4333-8444-000000000001 on tablet zone1-0000000200",
  ],
  ["vdiff-uuid", "invalid UUID provided: bogus: invalid UUID length: 5"],
  ["vdiff-no-tables", "error: buildPlan: no tables found to diff"],
  ["vdiff-engine", "vdiff engine is still trying to open"],
  [
    "duplicate-key",
    "terminal error: error applying event: Duplicate entry 'SKU-9001' for key 'product.PRIMARY' (errno 1062) (sqlstate 23000)",
  ],
  ["table-missing", "error applying event: Table 'vt_customer.product' doesn't exist (errno 1146) (sqlstate 42S02)"],
  ["column-missing", "terminal error: error applying event: Unknown column 'extra' in 'field list' (errno 1054) (sqlstate 42S22)"],
  [
    "read-only",
    "rpc error: code = Code(17) desc = TabletManager.ApplySchema on zone1-0000000200: The MySQL server is running with the --super-read-only option so it cannot execute this statement (errno 1290) (sqlstate HY000)",
  ],
  [
    "position-ahead",
    "vttablet: rpc error: code = InvalidArgument desc = GTIDSet Mismatch: requested source position:MySQL56/a9cf3613:1-10053, current target vrep position: MySQL56/a9cf3613:1-9927",
  ],
  ["source-tablet-gone", "vttablet: rpc error: code = Unavailable desc = error reading from server: EOF"],
  ["ddl", "Stopped at DDL alter table product add column extra int"],
  [
    "mysql-down",
    "rpc error: code = Unknown desc = TabletManager.ReadVReplicationWorkflow on zone1-0000000200: error in connecting to mysql db with connection <nil>, err net.Dial(/vtdataroot/vt_0000000200/mysql.sock) to local server failed: dial unix: connect: connection refused (errno 2002) (sqlstate HY000)",
  ],
  [
    "tablet-away",
    'rpc error: code = DeadlineExceeded desc = latest balancer error: connection error: desc = "transport: Error while dialing: dial tcp 127.0.0.1:16200: connect: connection refused"',
  ],
  ["lease-lost", "node doesn't exist: lease"],
  ["cell-unknown", "node doesn't exist: /vitess/global/cells/nosuchcell/CellInfo"],
  ["shard-unknown", "node doesn't exist: /vitess/global/keyspaces/customer/shards/zz/Shard"],
  ["tablet-unknown", 'GetTablet(cell:"zone1" uid:999) failed: node doesn\'t exist: /vitess/zone1/tablets/zone1-0000000999/Tablet'],
  ["keyspace-unknown", "FindAllShardsInKeyspace(nosuchks): List: node doesn't exist: /vitess/global/keyspaces/nosuchks/shards"],
];

describe("every error that a real cluster sent to a call of Tandem's", () => {
  it("is explained, apart from those that nobody meets", () => {
    const unexplained = ERRORS.filter(
      ({ status }) => !isLeft(status.details) && isUnexplained(explain(status.details, KIND_OF_CODE[status.code] ?? "")),
    );
    expect(unexplained.map(({ scenario, seq, status }) => `${scenario}/${seq}: ${status.details}`)).toEqual([]);
    const texts = new Set(ERRORS.map(({ status }) => status.details));
    const left = [...texts].filter(isLeft);
    console.log(`errors of the recordings: ${ERRORS.length}, different texts: ${texts.size}, left with a reason: ${left.length}`);
    expect(ERRORS.length).toBeGreaterThan(100);
  });

  it.each(LEFT)("is left for a reason that still holds: %s", (pattern) => {
    expect(ERRORS.some(({ status }) => pattern.test(status.details))).toBe(true);
  });

  it("keeps Vitess's own words", () => {
    for (const { status } of ERRORS) expect(explain(status.details, "refused").text).toBe(status.details);
  });
});

describe("every rule", () => {
  it.each(TEXTS)("%s ← %s", (rule, text) => {
    expect(explain(text, "refused").rule).toBe(rule);
  });

  it("is reached by a text, and named once", () => {
    const ids = RULES.map((rule) => rule.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !TEXTS.some(([rule]) => rule === id))).toEqual([]);
  });

  it("says what it means, what is left, and what to do, in whole sentences", () => {
    for (const { id, meaning, stateLeft, next } of RULES) {
      for (const sentence of [meaning, stateLeft, next]) expect(`${id}: ${sentence}`).toMatch(/: (?:[A-Z]|vtctld ).*\.$/);
    }
  });
});

function nextStep(text: string): string {
  return explain(text, "refused").next;
}

describe("the one safe next step", () => {
  it("after the journal is the same switch again", () => {
    for (const [, text] of TEXTS.filter(([rule]) => rule === "after-the-journal"))
      expect(nextStep(text)).toMatch(/^Run the same switch again/);
  });

  it("where Vitess may have left writes denied is to look first", () => {
    for (const rule of ["cancel-failed", "locks-lost", "catch-up-stopped", "lease-lost"]) {
      const text = TEXTS.find(([id]) => id === rule)?.[1] ?? "";
      expect(nextStep(text)).toMatch(/^Look at the status/);
    }
  });

  it("after a catch-up that failed says that writes are given back and reads may stay", () => {
    expect(explain(TEXTS.find(([rule]) => rule === "catch-up")?.[1] ?? "", "refused").stateLeft).toBe(
      "Vitess gives writes back to the source by itself; reads may stay switched.",
    );
  });
});

describe("an error without words of Vitess's own", () => {
  it.each(["unreachable", "timed-out", "denied", "unsupported", "unreadable", "interrupted"])("is explained by its kind: %s", (kind) => {
    expect(explain("", kind).rule).toBe(kind);
  });
});

describe("a text that nobody knows yet", () => {
  it("is shown as it is, and says so", () => {
    const explanation = explain("the flux capacitor is empty", "refused");
    expect(isUnexplained(explanation)).toBe(true);
    expect(explanation.text).toBe("the flux capacitor is empty");
    expect(explanation.meaning).toMatch(/does not know yet/);
  });

  it("is shown without row values all the same", () => {
    expect(explain("something new during query: insert into people values ('ana@example.com')", "refused").text).toBe(
      "something new during query: …",
    );
  });
});

describe("a stream's message", () => {
  it("is explained for every error of the recordings", () => {
    const messages = SCENARIOS.flatMap((scenario) => recordedCalls(scenario))
      .flatMap(({ response }) => response?.workflows ?? [])
      .flatMap((workflow) => Object.values(workflow.shard_streams).flatMap(({ streams }) => streams.map((stream) => stream.message ?? "")))
      .filter((message) => message.toLowerCase().includes("error"));
    const different = [...new Set(messages)];
    console.log(`stream errors of the recordings: ${messages.length}, different: ${different.length}`);
    expect(different.filter((message) => isUnexplained(explain(message, "unexpected")))).toEqual([]);
    expect(different.length).toBeGreaterThan(3);
  });
});
