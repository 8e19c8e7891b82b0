import { expect, test } from "vitest";
import { CREATE_DEFAULTS, SWITCH_DEFAULTS, VDIFF_DEFAULTS } from "../../src/core/options.ts";
import { parse } from "../../src/command/parse.ts";

const name = { targetKeyspace: "customer", workflow: "commerce2customer" };

test("the create line of the Vitess guide is taken as it stands", () => {
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

test("a pasted complete drops the source tables, as it says by saying nothing, and no form opens", () => {
  const line = "vtctldclient MoveTables --target-keyspace customer --workflow commerce2customer complete";
  expect(parse(line)).toMatchObject({ command: { verb: "complete", options: { keepData: false, renameTables: false }, form: false } });
});

test("a pasted VDiff keeps the reference client's defaults", () => {
  const line = "vtctldclient VDiff --target-keyspace customer --workflow commerce2customer create --wait";
  expect(parse(line)).toMatchObject({ command: { verb: "vdiff-create", options: VDIFF_DEFAULTS }, ignored: ["--wait"] });
});

test("the server of a pasted line is handed on, and what only the client needs is said to be ignored", () => {
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
  [
    "vtctldclient MoveTables -w commerce2customer --target-keyspace customer Show --include-logs=false",
    { verb: "show", name, logs: false },
  ],
  ["/usr/local/bin/vtctldclient Workflow -k customer show --workflow commerce2customer", { verb: "show", name, logs: true }],
  ["MoveTables --workflow commerce2customer --target-keyspace customer STOP", { verb: "stop", name }],
  ["vtctldclient Workflow start --keyspace customer --workflow commerce2customer", { verb: "start", name }],
  ["vtctldclient Workflow --keyspace customer list", { verb: "list", keyspace: "customer" }],
  [
    "vtctldclient VDiff --format=json --target-keyspace customer --workflow commerce2customer show last --verbose",
    { verb: "vdiff-show", name, arg: "last", verbose: true },
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
  ["vtctldclient Workflow --keyspace k start --workflow w --shards -80", "option-not-ours"],
])("%j is refused: %s", (line, reason) => {
  expect(parse(line)).toMatchObject({ kind: "refused", reason });
});
