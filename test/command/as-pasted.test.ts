import { expect, test } from "vitest";
import { parse } from "../../src/command/parse.ts";

const name = { targetKeyspace: "customer", workflow: "w1" };
const LINE = "vtctldclient MoveTables --target-keyspace customer --workflow w1 show";

// What surrounds a client's line in the places people copy it from.
test.each([
  ["$ ", []],
  ["❯ ", []],
  ["➜  ~ ", []],
  ["% ", []],
  ["# ", []],
  ["ana@host:~/vitess$ ", []],
  ["root@vtctld-0:/# ", []],
  ["[root@host ~]# ", []],
  ["sudo ", ["sudo"]],
  ["sudo -u vitess -E ", ["sudo"]],
  ["VTDATAROOT=/vt ", ["VTDATAROOT"]],
  ["A=1 B='x y' ", ["A"]],
  ["env A=1 ", ["env"]],
  ["time ", ["time"]],
  ["kubectl -n db exec deploy/vtctld -- ", ["kubectl"]],
  ["kubectl exec -it vtctld-0 -c vtctld -- /vt/bin/", ["kubectl"]],
  ["❯ kubectl exec -it vtctld-0 -- ", ["kubectl"]],
  ["docker exec -it vtctld ", ["docker"]],
  ["docker compose exec vtctld ", ["docker"]],
  ["docker-compose exec -T vtctld ", ["docker-compose"]],
  ["podman exec vtctld ", ["podman"]],
  ["ssh db1 ", ["ssh"]],
])("after %j a line for the client is the same command", (before, ignored) => {
  expect(parse(`${before}${LINE}`)).toEqual({ kind: "command", command: { verb: "show", name }, pasted: true, ignored });
});

test.each([`bash -c '${LINE}'`, `ssh db1 "${LINE}"`, `kubectl exec vtctld-0 -- sh -c "${LINE}"`])(
  "%s is the line between quotes",
  (line) => {
    expect(parse(line)).toMatchObject({ command: { verb: "show", name }, pasted: true });
  },
);

test("the value of a variable before the line is shown to nobody, because it may be a secret", () => {
  expect(JSON.stringify(parse(`PASSWORD=hunter2 ${LINE}`))).not.toContain("hunter2");
});

test("a line for a pod keeps its server", () => {
  const line = `kubectl -n db exec deploy/vtctld -- ${LINE.replace("vtctldclient", "vtctldclient --server h:1")}`;
  expect(parse(line)).toMatchObject({ command: { verb: "show", name }, server: "h:1" });
});

test.each([
  ["sudo vtctldclient --server h:1 LegacyVtctlCommand -- MoveTables -- Progress customer.w1", "status"],
  ["vtctldclient LegacyVtctlCommand -- Workflow -- customer.w1 stop", "stop"],
  ["LegacyVtctlCommand -- MoveTables --tablet_types=rdonly SwitchTraffic customer.w1", "switch"],
])("%s is read as the command that it passes on", (line, verb) => {
  expect(parse(line)).toMatchObject({ command: { verb, name }, pasted: true });
});

test.each(["*customer.w1*", "`customer.w1`", "*`customer.w1`*", "*customer*.*w1*"])(
  "Slack's formatting around %s is not part of the name",
  (typed) => {
    expect(parse(`status ${typed}`)).toEqual({ kind: "command", command: { verb: "status", name }, pasted: false, ignored: [] });
  },
);

test("a whole line in bold is the line", () => {
  expect(parse("*status customer.w1*")).toMatchObject({ command: { verb: "status", name } });
});

test.each(["customer.*2026*", "*cust*.w*", "*cust*.*2026*", "cust*.*_w"])(
  "the stars inside %s are a pattern's and not bold: without them it would mean other moves",
  (pattern) => {
    expect(parse(`follow ${pattern}`)).toMatchObject({ command: { verb: "follow-all", pattern } });
    expect(parse(`follow prod/${pattern}`)).toMatchObject({ command: { verb: "follow-all", cluster: "prod", pattern } });
  },
);

test("a pattern is no name: nothing is done to the move that has its letters", () => {
  expect(parse("switch customer.*2026*")).toMatchObject({ kind: "refused", reason: "name-malformed" });
});

test("the star of a pattern is not bold, and is refused as a name", () => {
  expect(parse("create customer.w1 --source-keyspace commerce --tables cust*")).toMatchObject({ reason: "table-name-wrong" });
});

test("italics around a name are read as Slack's, and the answer says so", () => {
  expect(parse("status _customer.w1_")).toMatchObject({
    command: { verb: "status", name },
    said: "The lines around `customer.w1` are read as Slack's italics; where they belong to the name, write it between quotes.",
  });
  expect(parse('status "_customer.w1_"')).toMatchObject({ command: { name: { targetKeyspace: "_customer", workflow: "w1_" } } });
});

test.each(["/movetables status customer.w1;", "status customer.w1 &&", "/movetables /movetables status customer.w1"])(
  "%s is one command",
  (line) => {
    expect(parse(line)).toMatchObject({ command: { verb: "status", name } });
  },
);

test.each([
  "status customer.w1;switch customer.w1",
  "status customer.w1 && switch customer.w1",
  "status customer.w1\n\n/movetables switch customer.w1",
  `${LINE}\n${LINE}`,
  `$ ${LINE}\n$ ${LINE}`,
])("%j is two commands, and neither runs", (line) => {
  expect(parse(line)).toMatchObject({ kind: "refused", reason: "second-command" });
});

test.each([
  'call-off customer.w1 --reason "stop; we wait && see"',
  "rules get tables\n",
  "create customer.w1\n  --source-keyspace commerce\n  --tables status,\nswitch",
])("%j is one command: a quoted separator or a continued line starts no second one", (line) => {
  expect(parse(line)).toMatchObject({ kind: "command" });
});

test.each([
  "vtctldclient MoveTables --v1 SwitchTraffic customer.w1",
  "vtctlclient MoveTables -v1 -workflow=w1 SwitchTraffic customer.w1",
  "vtctldclient MoveTables --v1 --workflow w1 --target-keyspace customer switchtraffic",
])("%s asks for a switch in a form without one, and creates nothing", (line) => {
  expect(parse(line)).toMatchObject({
    kind: "refused",
    reason: "contradiction",
    text: expect.stringMatching(/`--v1` and `switchtraffic`/i),
  });
});

test("a v1 create of a keyspace named like an action is a create", () => {
  expect(parse("vtctlclient MoveTables -v1 -workflow=w1 show customer t1")).toMatchObject({
    command: { verb: "create", name, options: { sourceKeyspace: "show" } },
  });
});

test.each(["switch customer.w1 -d", "vtctldclient MoveTables -w w1 --target-keyspace customer SwitchTraffic -d"])(
  "%s is a dry run",
  (line) => {
    expect(parse(line)).toMatchObject({ command: { verb: "switch", dryRun: true } });
  },
);

test("-a means every cell", () => {
  const line = "vtctldclient MoveTables -w w1 --target-keyspace customer create -a --source-keyspace commerce --all-tables";
  expect(parse(line)).toMatchObject({ command: { options: { cells: ["*"] } } });
});

test("an option that the action lacks is refused by its own name", () => {
  expect(parse("stop customer.w1 -d")).toMatchObject({ kind: "refused", text: expect.stringContaining("dry") });
});

test.each(["2542087h", "2562047h47m"])("%s, Go's way to write no limit, is a duration", (duration) => {
  expect(parse(`switch customer.w1 --max-replication-lag-allowed ${duration}`)).toMatchObject({ command: { verb: "switch" } });
});
