import { expect, test } from "vitest";
import {
  CANCEL_DEFAULTS,
  COMPLETE_DEFAULTS,
  CREATE_DEFAULTS,
  MIRROR_DEFAULTS,
  SWITCH_DEFAULTS,
  VDIFF_DEFAULTS,
} from "../../src/core/options/options.ts";
import { parse } from "../../src/command/parse.ts";

const name = { targetKeyspace: "customer", workflow: "commerce2customer" };
const uuid = "5c1e2f34-2222-4333-8444-000000000001";

function commandOf(line: string): unknown {
  const parsed = parse(line);
  return parsed.kind === "command" ? parsed.command : parsed;
}

test("a move is created with what was typed and the reference client's defaults", () => {
  expect(parse("create customer.commerce2customer --source-keyspace commerce --tables customer,corder")).toEqual({
    kind: "command",
    command: {
      verb: "create",
      name,
      options: { ...CREATE_DEFAULTS, sourceKeyspace: "commerce", tables: ["customer", "corder"] },
      dryRun: false,
    },
    pasted: false,
    ignored: [],
  });
});

test("create without arguments asks for a form, in a cluster if one is named", () => {
  expect(commandOf("create")).toEqual({ verb: "form", form: "create" });
  expect(commandOf("create --cluster prod")).toEqual({ verb: "form", form: "create", cluster: "prod" });
  expect(commandOf("create --all-tables")).toMatchObject({ reason: "name-missing" });
});

test.each(["create", "update", "switch", "mirror", "complete"])("%s alone opens its form", (form) => {
  expect(commandOf(form)).toEqual({ verb: "form", form });
  expect(commandOf(`${form} --cluster=prod`)).toEqual({ verb: "form", form, cluster: "prod" });
});

test("update and mirror of a move open their form if no change was typed", () => {
  expect(commandOf("update customer.commerce2customer")).toEqual({ verb: "form", form: "update", name });
  expect(commandOf("mirror prod/customer.commerce2customer --tablet-types replica")).toEqual({
    verb: "form",
    form: "mirror",
    cluster: "prod",
    name: { ...name, cluster: "prod" },
  });
  expect(commandOf("switch customer.commerce2customer")).toMatchObject({ verb: "switch" });
});

test("every option on the wire can be typed for a create", () => {
  const line =
    "create customer.commerce2customer --source-keyspace commerce --tables customer --drop-foreign-keys --external-cluster ext1 --tenant-id 7 " +
    "--shards -80 --sharded-auto-increment-handling replace --global-keyspace lookup --config-overrides a-b=1,c=2 --config-overrides d=3 --all-cells --dry-run";
  expect(commandOf(line)).toEqual({
    verb: "create",
    name,
    options: {
      ...CREATE_DEFAULTS,
      sourceKeyspace: "commerce",
      tables: ["customer"],
      cells: ["*"],
      dropForeignKeys: true,
      externalClusterName: "ext1",
      tenantId: "7",
      targetShards: ["-80"],
      shardedAutoIncrement: "REPLACE",
      globalKeyspace: "lookup",
      configOverrides: { "a-b": "1", c: "2", d: "3" },
    },
    dryRun: true,
  });
});

test("the flag of Vitess 20 and the word of later releases mean the same", () => {
  const create = "create customer.commerce2customer --source-keyspace commerce --all-tables";
  expect(commandOf(`${create} --remove-sharded-auto-increment=false`)).toMatchObject({ options: { shardedAutoIncrement: "LEAVE" } });
  expect(commandOf(`${create} --remove-sharded-auto-increment --sharded-auto-increment-handling remove`)).toMatchObject({
    options: { shardedAutoIncrement: "REMOVE" },
  });
  expect(commandOf(`${create} --remove-sharded-auto-increment --sharded-auto-increment-handling leave`)).toMatchObject({
    reason: "contradiction",
  });
});

test("a text to explain is taken as it is, whatever signs are in it", () => {
  const text = `Duplicate entry '7' for key "x" > 5 && --force; it's | "open`;
  expect(commandOf(`explain ${text}`)).toEqual({ verb: "explain", text });
  expect(commandOf("explain --help")).toEqual({ verb: "help", topic: "explain" });
});

test("a repeated list continues the first one", () => {
  expect(commandOf("switch customer.commerce2customer --cells zone1 -c zone2,zone3")).toMatchObject({
    options: { cells: ["zone1", "zone2", "zone3"] },
  });
});

test("SwitchTraffic is split unless everything at once is requested", () => {
  expect(commandOf("switch customer.commerce2customer")).toEqual({ verb: "switch", name, options: SWITCH_DEFAULTS, dryRun: false });
  expect(commandOf("switch customer.commerce2customer --all-at-once --timeout 1m30s --dry-run")).toEqual({
    verb: "switch",
    name,
    options: { ...SWITCH_DEFAULTS, allAtOnce: true, timeoutMs: 90_000 },
    dryRun: true,
  });
});

test("ReverseTraffic is always one call, and says so if split is requested", () => {
  expect(parse("reverse customer.commerce2customer --all-at-once --tablet-types replica")).toEqual({
    kind: "command",
    command: { verb: "reverse", name, options: { ...SWITCH_DEFAULTS, tabletTypes: ["REPLICA"] }, dryRun: false },
    pasted: false,
    ignored: ["--all-at-once"],
  });
});

test("a VDiff in Tandem's own form keeps as few row values as Vitess allows", () => {
  expect(commandOf("vdiff create customer.commerce2customer --tables customer --wait")).toEqual({
    verb: "vdiff-create",
    name,
    options: { ...VDIFF_DEFAULTS, tables: ["customer"], maxReportSampleRows: 1n, debugQuery: false },
  });
});

test("Complete leaves what becomes of the source tables to the form until it is named", () => {
  const left = COMPLETE_DEFAULTS;
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
  ["--cluster prod start customer.commerce2customer", { verb: "start", name: { ...name, cluster: "prod" }, shards: [] }],
  ["stop --workflow commerce2customer --target-keyspace customer", { verb: "stop", name, shards: [] }],
  ["start customer.commerce2customer --shards -80", { verb: "start", name, shards: ["-80"] }],
  ["show customer.commerce2customer", { verb: "show", name }],
  ["show customer.commerce2customer --logs", { verb: "show", name }],
  ["list", { verb: "list" }],
  ["list customer --cluster=prod", { verb: "list", cluster: "prod", keyspace: "customer" }],
  ["vdiff customer.commerce2customer", { verb: "vdiff-show", name, arg: "last" }],
  ["vdiff customer.commerce2customer ALL", { verb: "vdiff-show", name, arg: "all" }],
  ["vdiff customer.commerce2customer show last", { verb: "vdiff-show", name, arg: "last" }],
  [`vdiff show customer.commerce2customer ${uuid.toUpperCase()} --verbose`, { verb: "vdiff-show", name, arg: uuid }],
  [`vdiff stop customer.commerce2customer ${uuid}`, { verb: "vdiff-stop", name, uuid, shards: [] }],
  [`vdiff resume customer.commerce2customer ${uuid} --target-shards -80,80-`, { verb: "vdiff-resume", name, uuid, shards: ["-80", "80-"] }],
  ["vdiff delete customer.commerce2customer all", { verb: "vdiff-delete", name, arg: "all" }],
  ["cancel customer.commerce2customer --keep-data", { verb: "cancel", name, options: { ...CANCEL_DEFAULTS, keepData: true } }],
  [
    "delete customer.commerce2customer --shards -80 --delete-batch-size 50 --ignore-source-keyspace",
    { verb: "delete", name, options: { ...CANCEL_DEFAULTS, shards: ["-80"], deleteBatchSize: 50n, ignoreSourceKeyspace: true } },
  ],
  [
    "switch customer.commerce2customer --shards -80 --force --v1",
    { verb: "switch", name, options: { ...SWITCH_DEFAULTS, shards: ["-80"], force: true, v1: true }, dryRun: false },
  ],
  [
    "update customer.commerce2customer --tablet-types in_order:replica,primary --on-ddl stop --cells zone1",
    {
      verb: "update",
      name,
      options: { tabletTypes: ["REPLICA", "PRIMARY"], tabletTypesInOrder: true, onDdl: "STOP", cells: ["zone1"], shards: [] },
    },
  ],
  ["mirror customer.commerce2customer 2.5%", { verb: "mirror", name, options: { ...MIRROR_DEFAULTS, percent: 2.5 } }],
  ["mirror customer.commerce2customer --percent 0", { verb: "mirror", name, options: { ...MIRROR_DEFAULTS, percent: 0 } }],
  ["adopt customer.commerce2customer", { verb: "adopt", name }],
  ["adopt all customer --cluster prod", { verb: "adopt-all", cluster: "prod", keyspace: "customer" }],
  ["rules", { verb: "rules-get", documents: [] }],
  ["rules get tables mirrors", { verb: "rules-get", documents: ["tables", "mirrors"] }],
  ["rules save", { verb: "rules-save" }],
  ["rules save before.json", { verb: "rules-save", label: "before.json" }],
  ["rules diff r-17", { verb: "rules-diff", snapshot: "r-17" }],
  ["rules restore r-17 --dry-run", { verb: "rules-restore", snapshot: "r-17", documents: [], whole: false, dryRun: true }],
  ["rules restore r-17 --whole", { verb: "rules-restore", snapshot: "r-17", documents: [], whole: true, dryRun: false }],
  [
    "rules restore r-17 customer.commerce2customer --documents shards",
    { verb: "rules-restore", snapshot: "r-17", name, documents: ["shards"], whole: false, dryRun: false },
  ],
  ["throttler customer", { verb: "throttler-show", keyspace: "customer" }],
  ["throttler check customer", { verb: "throttler-check", keyspace: "customer", app: "vreplication" }],
  [
    "throttle customer vcopier --ratio 0.25 --for 10m",
    { verb: "throttle", keyspace: "customer", app: "vcopier", ratio: 0.25, forMs: 600_000 },
  ],
  ["unthrottle customer vcopier", { verb: "unthrottle", keyspace: "customer", app: "vcopier" }],
  ["validate customer --ping-tablets", { verb: "validate", keyspace: "customer", pingTablets: true }],
  ["tables commerce", { verb: "tables", keyspace: "commerce" }],
  ["keyspaces --cluster prod", { verb: "keyspaces", cluster: "prod" }],
  ["clusters", { verb: "clusters" }],
  ["diagnose customer.commerce2customer", { verb: "diagnose", name }],
  ["preflight customer.commerce2customer", { verb: "preflight", name, step: "switch" }],
  ["preflight customer.commerce2customer complete", { verb: "preflight", name, step: "complete" }],
  [
    'override customer.commerce2customer switch vdiff-missing,lag --reason "checked by hand, > 3 times"',
    { verb: "override", name, step: "switch", findings: ["vdiff-missing", "lag"], reason: "checked by hand, > 3 times" },
  ],
  ["rescue customer.commerce2customer", { verb: "rescue", name }],
  ["rescue customer.commerce2customer --confirm commerce2customer", { verb: "rescue", name, confirm: "commerce2customer" }],
  ["follow customer.commerce2customer", { verb: "follow", name, here: false, everyMs: 0 }],
  ["follow customer.commerce2customer here", { verb: "follow", name, here: true, everyMs: 0 }],
  ["follow customer.commerce2customer --pace 5m", { verb: "follow", name, here: false, everyMs: 300_000 }],
  ["follow", { verb: "following" }],
  ["follow customer", { verb: "follow-all", pattern: "customer", everyMs: 0 }],
  ["follow customer* --pace live", { verb: "follow-all", pattern: "customer*", everyMs: 0 }],
  ["follow all customer.orders* --pace=30m", { verb: "follow-all", pattern: "customer.orders*", everyMs: 1_800_000 }],
  ["unfollow customer*", { verb: "unfollow-all", pattern: "customer*" }],
  ["fleet --off", { verb: "fleet", off: true }],
  ["unfollow customer.commerce2customer", { verb: "unfollow", name }],
  ["", { verb: "help" }],
  ["help", { verb: "help" }],
  ["help vdiff", { verb: "help", topic: "vdiff" }],
  ["help VDiff create", { verb: "help", topic: "vdiff-create" }],
  ["switch --help", { verb: "help", topic: "switch" }],
])("%j is understood", (line, command) => {
  expect(commandOf(line)).toEqual(command);
});
