import { describe, expect, it } from "vitest";
import { parse } from "../../../src/command/parse.ts";
import type { FormValues } from "../../../src/slack/blocks/fields.ts";
import { buildForm } from "../../../src/slack/forms/form.ts";
import { readForm } from "../../../src/slack/forms/read.ts";
import { chosen, commandOf, FILLED, PROD, text, ticked } from "./given.ts";

describe("the form for a new move", () => {
  it("marks as optional only what may be left out", () => {
    const optional = buildForm("create", { channel: "C0MOVES" }, { clusters: [PROD] }).blocks.flatMap((block) =>
      "optional" in block && block.optional ? [block.block_id] : [],
    );
    expect(optional).toEqual(["create-tables", "create-options"]);
  });

  it("filled in with the defaults is the short command, even with all other options shown", () => {
    const short = "/movetables create customer.commerce2customer --source-keyspace=commerce --tables=customer,corder";
    expect(commandOf("create", FILLED)).toBe(short);
    const shown: FormValues = {
      ...FILLED,
      "create-exclude": ticked(),
      "create-pasted-tables": text(null),
      "create-types": ticked("REPLICA", "PRIMARY"),
      "create-cells": ticked(),
      "create-on-ddl": chosen("IGNORE"),
      "create-more-options": ticked("tablet-types-in-preference-order"),
      "create-auto-increment": chosen("REMOVE"),
      "create-global-keyspace": chosen(null),
      "create-tenant": text(null),
    };
    expect(commandOf("create", shown)).toBe(short);
  });

  it("keeps every choice in the command", () => {
    const values: FormValues = {
      ...FILLED,
      "create-tables": ticked(),
      "create-options": ticked("all-tables", "dry-run"),
      "create-exclude": ticked("product"),
      "create-types": ticked("RDONLY"),
      "create-cells": ticked("zone1", "zone2"),
      "create-on-ddl": chosen("EXEC_IGNORE"),
      "create-more-options": ticked("stop-after-copy", "no-routing-rules"),
      "create-source-shards": text("-80, 80-"),
      "create-time-zone": text("US/Pacific"),
      "create-auto-increment": chosen("REPLACE"),
      "create-global-keyspace": chosen("lookup"),
      "create-overrides": text("a=1, b=2"),
    };
    expect(parse(commandOf("create", values, { cluster: PROD }))).toMatchObject({
      command: {
        verb: "create",
        dryRun: true,
        name: { cluster: "prod", targetKeyspace: "customer", workflow: "commerce2customer" },
        options: {
          sourceKeyspace: "commerce",
          allTables: true,
          tables: [],
          excludeTables: ["product"],
          autoStart: false,
          deferSecondaryKeys: false,
          tabletTypes: ["RDONLY"],
          tabletTypesInOrder: false,
          cells: ["zone1", "zone2"],
          onDdl: "EXEC_IGNORE",
          stopAfterCopy: true,
          noRoutingRules: true,
          sourceShards: ["-80", "80-"],
          sourceTimeZone: "US/Pacific",
          shardedAutoIncrement: "REPLACE",
          globalKeyspace: "lookup",
          configOverrides: { a: "1", b: "2" },
        },
      },
    });
  });

  it("accepts tables typed in one line, or pasted as lines", () => {
    const values = { ...FILLED, "create-tables": ticked("a,b"), "create-pasted-tables": text("c\nd, e ") };
    expect(commandOf("create", values)).toContain("--tables=a,b,c,d,e");
  });

  it.each<[string, FormValues, string, RegExp]>([
    ["a keyspace that is both source and target", { "create-target": chosen("commerce") }, "create-target", /two different keyspaces/],
    ["a name that Vitess would reject", { "create-workflow": text("<!channel>") }, "create-workflow", /Letters, digits/],
    ["no name, which would leave a workflow that nobody can remove", { "create-workflow": text("  ") }, "create-workflow", /needed/],
    ["no tables", { "create-tables": ticked() }, "create-tables", /name them/],
    ["tables and all tables", { "create-options": ticked("all-tables") }, "create-tables", /exclude each other/],
    ["a table name with a pattern", { "create-tables": ticked("/cust.*/") }, "create-tables", /is a pattern/],
    ["a table excluded under a name of 200 characters", { "create-exclude": ticked("x".repeat(200)) }, "create-exclude", /at most 64/],
    ["a table twice", { "create-pasted-tables": text("customer") }, "create-tables", /twice/],
    ["no tablet type", { "create-types": ticked() }, "create-types", /Tick at least one/],
    ["settings without a value", { "create-overrides": text("workers") }, "create-overrides", /name=value/],
    ["an atomic copy of some tables", { "create-more-options": ticked("atomic-copy") }, "create-more-options", /--all-tables/],
    ["shards of a target without a tenant", { "create-target-shards": text("-80") }, "create-target-shards", /--tenant-id/],
  ])("refuses %s at its field, in the parser's words", (_, values, field, words) => {
    const read = readForm("create", { ...FILLED, ...values }, {});
    expect(read.kind === "errors" ? read.errors : {}).toEqual({ [field]: expect.stringMatching(words) });
  });

  it("shows all errors at once", () => {
    const read = readForm(
      "create",
      { "create-overrides": text("x"), "create-cells": ticked("a b"), "create-source-shards": text("*") },
      {},
    );
    expect(read.kind === "errors" ? Object.keys(read.errors).toSorted() : []).toEqual([
      "create-overrides",
      "create-source",
      "create-source-shards",
      "create-tables",
      "create-target",
      "create-workflow",
    ]);
  });
});
