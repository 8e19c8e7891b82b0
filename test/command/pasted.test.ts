import { expect, test } from "vitest";
import { CREATE_DEFAULTS, SWITCH_DEFAULTS, VDIFF_DEFAULTS } from "../../src/core/options/options.ts";
import { parse } from "../../src/command/parse.ts";

const name = { targetKeyspace: "customer", workflow: "commerce2customer" };

test("the create line of the Vitess guide is accepted as it is", () => {
  const line =
    "$ vtctldclient MoveTables --target-keyspace customer --workflow commerce2customer create --source-keyspace commerce --tables 'customer,corder'";
  expect(parse(line)).toEqual({
    kind: "command",
    command: {
      verb: "create",
      name,
      options: { ...CREATE_DEFAULTS, sourceKeyspace: "commerce", tables: ["customer", "corder"] },
      dryRun: false,
    },
    pasted: true,
    ignored: [],
  });
});

test("a pasted SwitchTraffic does what it says: everything in one call", () => {
  const line = "vtctldclient MoveTables --target-keyspace customer --workflow commerce2customer SwitchTraffic";
  expect(parse(line)).toMatchObject({ command: { verb: "switch", options: { ...SWITCH_DEFAULTS, allAtOnce: true } } });
});

test("a pasted complete drops the source tables, which is the client's default, and opens no form", () => {
  const line = "vtctldclient MoveTables --target-keyspace customer --workflow commerce2customer complete";
  expect(parse(line)).toMatchObject({ command: { verb: "complete", options: { keepData: false, renameTables: false }, form: false } });
});

test("a pasted VDiff keeps the reference client's defaults", () => {
  const line = "vtctldclient VDiff --target-keyspace customer --workflow commerce2customer create --wait";
  expect(parse(line)).toMatchObject({ command: { verb: "vdiff-create", options: VDIFF_DEFAULTS }, ignored: ["--wait"] });
});

test("the server of a pasted line is kept, and what only the client needs is reported as ignored", () => {
  const line =
    "vtctldclient --server vtctld.prod:15999 --action_timeout 10m MoveTables --target_keyspace customer --workflow commerce2customer status --format=json";
  expect(parse(line)).toEqual({
    kind: "command",
    command: { verb: "status", name },
    server: "vtctld.prod:15999",
    pasted: true,
    ignored: ["--action-timeout", "--format"],
  });
});

test.each<[line: string, command: object]>([
  ["vtctldclient MoveTables -w commerce2customer --target-keyspace customer Show --include-logs=false", { verb: "show", name }],
  ["/usr/local/bin/vtctldclient Workflow -k customer show --workflow commerce2customer", { verb: "show", name }],
  ["MoveTables --workflow commerce2customer --target-keyspace customer STOP", { verb: "stop", name }],
  ["vtctldclient Workflow start --keyspace customer --workflow commerce2customer", { verb: "start", name }],
  ["vtctldclient Workflow --keyspace customer list", { verb: "list", keyspace: "customer" }],
  [
    "vtctldclient VDiff --format=json --target-keyspace customer --workflow commerce2customer show last --verbose",
    { verb: "vdiff-show", name, arg: "last" },
  ],
  ["vtctldclient --server h:15999 MoveTables -- Progress customer.commerce2customer", { verb: "status", name }],
  [
    "vtctldclient MoveTables --workflow commerce2customer --target-keyspace customer cancel --keep-data --compact",
    { verb: "cancel", name, options: { keepData: true, keepRoutingRules: false } },
  ],
  ["vtctldclient MoveTables SwitchTraffic --help", { verb: "help", topic: "switch" }],
])("%j is understood", (line, command) => {
  expect(parse(line)).toMatchObject({ kind: "command", command });
});

test.each([
  ["vtctldclient MoveTables -w commerce2customer --target-keyspace customer Show --include-logs=false", "--include-logs"],
  ["show customer.commerce2customer --logs", "--include-logs"],
  ["vtctldclient VDiff --target-keyspace customer --workflow commerce2customer show last --verbose", "--verbose"],
])("%j reports what changes nothing as ignored", (line, option) => {
  expect(parse(line)).toMatchObject({ kind: "command", ignored: [option] });
});

function createOf(tables: string): string {
  return `vtctlclient MoveTables -source commerce -tables '${tables}' Create customer.commerce2customer`;
}

test("the tables of an older line may be a VSchema, of which only the names are used, and the answer says so", () => {
  const create = { verb: "create", name, options: { tables: ["customer", "corder"] } };
  const plain = parse(createOf('{"customer":{},"corder":{}}'));
  expect(plain).toMatchObject({ command: create });
  expect(plain).not.toHaveProperty("said");
  const said = expect.stringContaining("the VSchema in it is not applied");
  expect(parse(createOf('{"customer":{"column_vindexes":[{"column":"id","name":"hash"}]},"corder":{}}'))).toMatchObject({
    command: create,
    said,
  });
  expect(parse(createOf('{"sharded":true,"tables":{"customer":{},"corder":{}}}'))).toMatchObject({ command: create });
  expect(parse(createOf("{“customer”: {}, “corder”: {}}"))).toMatchObject({ command: create });
});

test("an order of preference is read before the types, and in an older line its absence means none", () => {
  const create = "MoveTables --source commerce --all Create customer.commerce2customer --tablet_types";
  expect(parse(`vtctlclient ${create} in_order:rdonly,replica`)).toMatchObject({
    command: { options: { tabletTypes: ["RDONLY", "REPLICA"], tabletTypesInOrder: true } },
  });
  expect(parse(`vtctlclient ${create} rdonly,replica`)).toMatchObject({
    command: { options: { tabletTypes: ["RDONLY", "REPLICA"], tabletTypesInOrder: false } },
  });
  expect(parse(`vtctldclient ${create} rdonly,replica`)).toMatchObject({
    command: { options: { tabletTypes: ["RDONLY", "REPLICA"], tabletTypesInOrder: true } },
  });
  expect(parse(`vtctlclient ${create} in_order:rdonly --tablet-types-in-preference-order=false`)).toMatchObject({
    reason: "contradiction",
  });
});

test.each([
  '--rules="$(cat /tmp/rules.json)"',
  "--rules=$(cat /tmp/rules.json)",
  "-rules=($cat /tmp/rules.json)",
  "--rules `cat /tmp/rules.json`",
  "--rules “$(cat '/tmp/rules.json')”",
  "--rules-file /tmp/rules.json",
  "-rules_file=rules.json",
  "-f rules.json",
])("ApplyRoutingRules %s restores the snapshot of that name", (rules) => {
  expect(parse(`vtctldclient ApplyRoutingRules ${rules}`)).toMatchObject({
    command: { verb: "rules-restore", snapshot: "rules.json", documents: ["tables"], whole: true, dryRun: false },
    said: "No file is read: what is meant is the snapshot that Tandem saved as `rules.json`.",
  });
});

test.each(["> rules.json", ">rules.json", "&gt; ./rules.json", ">> /tmp/rules.json", "| tee rules.json", "2>/dev/null > rules.json"])(
  "GetRoutingRules %s saves a snapshot of that name",
  (file) => {
    expect(parse(`vtctldclient --server h:15999 GetRoutingRules ${file}`)).toMatchObject({
      command: { verb: "rules-save", label: "rules.json" },
      server: "h:15999",
      said: "No file is written: the rules are saved in Tandem, as the snapshot `rules.json`.",
    });
  },
);

test("a comment above the line is not part of it", () => {
  const block = "```\n# Workflow is gone\n# (both of them)\n$ vtctldclient Workflow --keyspace customer list\n```";
  expect(parse(block)).toMatchObject({ command: { verb: "list", keyspace: "customer" }, pasted: true });
});

test("what only a shell would do with an answer is reported as changing nothing", () => {
  const show = "vtctldclient MoveTables --workflow commerce2customer --target-keyspace customer show";
  expect(parse(`${show} --format=json | jq .workflows > out.json`)).toMatchObject({
    command: { verb: "show", name },
    ignored: ["--format", "| jq"],
  });
  expect(parse(`${show} > out.json`)).toMatchObject({ command: { verb: "show", name }, ignored: ["> out.json"] });
});

test.each<[line: string, command: object]>([
  ["vtctldclient GetShardRoutingRules", { verb: "rules-get", documents: ["shards"] }],
  ["vtctldclient GetKeyspaceRoutingRules", { verb: "rules-get", documents: ["keyspaces"] }],
  ["vtctldclient GetMirrorRules", { verb: "rules-get", documents: ["mirrors"] }],
  ["vtctldclient ApplyShardRoutingRules -f r.json --dry-run", { verb: "rules-restore", documents: ["shards"], dryRun: true }],
  ["vtctldclient GetWorkflows --show-all customer", { verb: "list", keyspace: "customer" }],
  ["vtctldclient GetWorkflows customer --workflow commerce2customer", { verb: "show", name }],
  ["vtctldclient GetKeyspaces", { verb: "keyspaces" }],
  ["vtctldclient Workflow --keyspace customer start --workflow commerce2customer --shards -80", { verb: "start", name, shards: ["-80"] }],
  ["vtctldclient ValidateKeyspace --ping-tablets commerce", { verb: "validate", keyspace: "commerce", pingTablets: true }],
  [
    "vtctldclient UpdateThrottlerConfig --throttle-app vreplication --throttle-app-ratio 0.5 --throttle-app-duration 30m customer",
    { verb: "throttle", keyspace: "customer", app: "vreplication", ratio: 0.5, forMs: 1_800_000 },
  ],
  ["vtctldclient UpdateThrottlerConfig --unthrottle-app vreplication customer", { verb: "unthrottle", keyspace: "customer" }],
  ["vtctldclient Workflow --keyspace customer update --workflow commerce2customer", { verb: "form", form: "update", name }],
  ["vtctldclient MoveTables -w commerce2customer --target-keyspace customer MirrorTraffic", { verb: "mirror", options: { percent: 1 } }],
  ["vtctlclient SwitchWrites -cancel customer.commerce2customer", { verb: "rescue", name }],
  ["MoveTables --SwitchTraffic customer.commerce2customer", { verb: "switch", name }],
  ["vtctlclient VDiff -tablet_types=rdonly customer.commerce2customer", { verb: "vdiff-create", options: { tabletTypes: ["RDONLY"] } }],
  ["vtctlclient MoveTables -timeout 6s -source commerce -tables t Create customer.commerce2customer", { verb: "create", name }],
])("%j is understood too", (line, command) => {
  expect(parse(line)).toMatchObject({ kind: "command", command, pasted: true });
});

test.each<[line: string, reason: string]>([
  ["vtctldclient MoveTables --workflow w SwitchTraffic", "option-missing"],
  ["vtctldclient MoveTables --target-keyspace customer create --source-keyspace commerce --all-tables", "option-missing"],
  ["vtctldclient MoveTables --workflow w --target-keyspace k switchtrafic", "unknown-verb"],
  ["vtctldclient Reshard --workflow w --target-keyspace k create", "verb-not-ours"],

  ["vtctldclient --servr h:15999 MoveTables --workflow w --target-keyspace k show", "unknown-option"],
  ["vtctldclient MoveTables --workflow w --target-keyspace k --keyspace k show", "contradiction"],
  [
    "vtctldclient MoveTables --workflow w --target-keyspace k create --source-keyspace s --all-tables --all-cells --cells zone1",
    "contradiction",
  ],
  ["vtctldclient MoveTables --workflow w --target-keyspace k switchtraffic --timeout 500ms", "timeout-too-short"],
  ["vtctldclient VDiff --workflow w --target-keyspace k create --max-report-sample-rows 0", "sample-rows-unlimited"],
  ["vtctldclient ApplyRoutingRules --rules-file r.json --cells zone1", "option-not-ours"],
])("%j is refused: %s", (line, reason) => {
  expect(parse(line)).toMatchObject({ kind: "refused", reason });
});
