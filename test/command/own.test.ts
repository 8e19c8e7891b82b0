import { expect, test } from "vitest";
import { CREATE_DEFAULTS, SWITCH_DEFAULTS, VDIFF_DEFAULTS } from "../../src/core/options.ts";
import { parse } from "../../src/command/parse.ts";

const name = { targetKeyspace: "customer", workflow: "commerce2customer" };
const uuid = "5c1e2f34-2222-4333-8444-000000000001";

function commandOf(line: string): unknown {
  const parsed = parse(line);
  return parsed.kind === "command" ? parsed.command : parsed;
}

test("a move is created with what was said and the reference client's defaults", () => {
  expect(parse("create customer.commerce2customer --source-keyspace commerce --tables customer,corder")).toEqual({
    kind: "command",
    command: { verb: "create", name, options: { ...CREATE_DEFAULTS, sourceKeyspace: "commerce", tables: ["customer", "corder"] } },
    pasted: false,
    ignored: [],
  });
});

test("create without arguments asks for a form, in a cluster if one is named", () => {
  expect(commandOf("create")).toEqual({ verb: "create-form" });
  expect(commandOf("create --cluster prod")).toEqual({ verb: "create-form", cluster: "prod" });
  expect(commandOf("create --all-tables")).toMatchObject({ reason: "name-missing" });
});

test("SwitchTraffic is split unless all at once is asked for", () => {
  expect(commandOf("switch customer.commerce2customer")).toEqual({ verb: "switch", name, options: SWITCH_DEFAULTS, dryRun: false });
  expect(commandOf("switch customer.commerce2customer --all-at-once --timeout 1m30s --dry-run")).toEqual({
    verb: "switch",
    name,
    options: { ...SWITCH_DEFAULTS, allAtOnce: true, timeoutMs: 90_000 },
    dryRun: true,
  });
});

test("ReverseTraffic is always one call, and says so when asked for it", () => {
  expect(parse("reverse customer.commerce2customer --all-at-once --tablet-types replica")).toEqual({
    kind: "command",
    command: { verb: "reverse", name, options: { ...SWITCH_DEFAULTS, tabletTypes: ["REPLICA"] }, dryRun: false },
    pasted: false,
    ignored: ["--all-at-once"],
  });
});

test("a VDiff asked for in Tandem's own form keeps as few row values as Vitess allows", () => {
  expect(commandOf("vdiff create customer.commerce2customer --tables customer --wait")).toEqual({
    verb: "vdiff-create",
    name,
    options: { ...VDIFF_DEFAULTS, tables: ["customer"], onlyPks: true, maxReportSampleRows: 1n, debugQuery: false },
  });
});

test("Complete leaves the fate of the source tables to the form until one is named", () => {
  const left = { keepData: false, keepRoutingRules: false, renameTables: false };
  const complete = { verb: "complete", name, dryRun: false };
  expect(commandOf("complete customer.commerce2customer")).toEqual({ ...complete, options: left, form: true });
  expect(commandOf("complete customer.commerce2customer --keep-data=false")).toEqual({ ...complete, options: left, form: true });
  expect(commandOf("complete customer.commerce2customer --drop-tables")).toEqual({ ...complete, options: left, form: false });
  expect(commandOf("complete customer.commerce2customer --rename-tables")).toEqual({
    ...complete,
    options: { ...left, renameTables: true },
    form: false,
  });
});

test.each<[line: string, command: object]>([
  ["status customer.commerce2customer", { verb: "status", name }],
  ["Status prod/customer.commerce2customer", { verb: "status", name: { ...name, cluster: "prod" } }],
  ["--cluster prod start customer.commerce2customer", { verb: "start", name: { ...name, cluster: "prod" } }],
  ["stop --workflow commerce2customer --target-keyspace customer", { verb: "stop", name }],
  ["show customer.commerce2customer", { verb: "show", name, logs: false }],
  ["show customer.commerce2customer --logs", { verb: "show", name, logs: true }],
  ["list", { verb: "list" }],
  ["list customer --cluster=prod", { verb: "list", cluster: "prod", keyspace: "customer" }],
  ["vdiff customer.commerce2customer", { verb: "vdiff-show", name, arg: "last", verbose: false }],
  ["vdiff customer.commerce2customer ALL", { verb: "vdiff-show", name, arg: "all", verbose: false }],
  ["vdiff customer.commerce2customer show last", { verb: "vdiff-show", name, arg: "last", verbose: false }],
  [`vdiff show customer.commerce2customer ${uuid.toUpperCase()} --verbose`, { verb: "vdiff-show", name, arg: uuid, verbose: true }],
  [`vdiff stop customer.commerce2customer ${uuid}`, { verb: "vdiff-stop", name, uuid }],
  [`vdiff resume customer.commerce2customer ${uuid}`, { verb: "vdiff-resume", name, uuid }],
  ["vdiff delete customer.commerce2customer all", { verb: "vdiff-delete", name, arg: "all" }],
  ["cancel customer.commerce2customer --keep-data", { verb: "cancel", name, options: { keepData: true, keepRoutingRules: false } }],
  ["follow customer.commerce2customer", { verb: "follow", name, here: false }],
  ["follow customer.commerce2customer here", { verb: "follow", name, here: true }],
  ["unfollow customer.commerce2customer", { verb: "unfollow", name }],
  ["", { verb: "help" }],
  ["help", { verb: "help" }],
  ["help vdiff", { verb: "help", topic: "vdiff" }],
  ["help VDiff create", { verb: "help", topic: "vdiff-create" }],
  ["switch --help", { verb: "help", topic: "switch" }],
])("%j is understood", (line, command) => {
  expect(commandOf(line)).toEqual(command);
});
