import * as fc from "fast-check";
import { expect, test } from "vitest";
import { format } from "../../src/command/format.ts";
import { parse } from "../../src/command/parse.ts";
import { plainly, SPELLING, spelled, SPOKEN } from "./spoken.ts";

test("order, quoting, dashes, blanks and letter case do not change the command", () => {
  fc.assert(
    fc.property(SPOKEN, SPELLING, (spoken, spelling) => {
      const plain = parse(plainly(spoken));
      expect(plain.kind).toBe("command");
      expect(parse(spelled(spoken, spelling))).toEqual(plain);
    }),
    { numRuns: 1500 },
  );
});

test("the canonical line of a command parses to that command", () => {
  fc.assert(
    fc.property(SPOKEN, (spoken) => {
      const parsed = parse(plainly(spoken));
      if (parsed.kind !== "command") throw new Error(parsed.text);
      expect(parse(format(parsed.command))).toEqual({ ...parsed, ignored: [] });
    }),
    { numRuns: 1000 },
  );
});

test("a canonical line contains only what differs from Tandem's defaults", () => {
  const lines = [
    "switch customer.c2c --timeout 30000ms --tablet-types rdonly,replica --all-at-once=false",
    "vtctldclient MoveTables --workflow c2c --target-keyspace customer SwitchTraffic",
    "vtctldclient MoveTables --workflow c2c --target-keyspace customer complete",
    "vtctldclient VDiff --workflow c2c --target-keyspace customer create",
    "vtctldclient MoveTables --workflow c2c --target-keyspace customer create --source-keyspace commerce --tables 'customer, corder'",
    "create --cluster prod",
    "list customer",
    "help vdiff create",
  ].map((line) => {
    const parsed = parse(line);
    return parsed.kind === "command" ? format(parsed.command) : parsed.text;
  });
  expect(lines).toEqual([
    "/movetables switch customer.c2c --tablet-types=RDONLY,REPLICA",
    "/movetables switch customer.c2c --all-at-once",
    "/movetables complete customer.c2c --drop-tables",
    "/movetables vdiff create customer.c2c --max-report-sample-rows=10",
    "/movetables create customer.c2c --source-keyspace=commerce --tables=customer,corder",
    "/movetables create --cluster=prod",
    "/movetables list customer",
    "/movetables help vdiff create",
  ]);
});

test.each([
  "vtctldclient MoveTables --workflow c2c --target-keyspace customer SwitchTraffic --tablet-types primary",
  "vtctldclient MoveTables --workflow c2c --target-keyspace customer complete --keep-routing-rules",
  "vtctldclient MoveTables --workflow c2c --target-keyspace customer show",
  "vtctldclient VDiff --workflow c2c --target-keyspace customer create --debug-query --limit 10",
  "Workflow --keyspace customer list",
])("%j keeps its meaning in its canonical short form", (line) => {
  const pasted = parse(line);
  if (pasted.kind !== "command") throw new Error(pasted.text);
  expect(parse(format(pasted.command))).toEqual({ kind: "command", command: pasted.command, pasted: false, ignored: [] });
});
