import { describe, expect, it } from "vitest";
import { parse } from "../../../src/command/parse.ts";
import type { ClusterName } from "../../../src/core/names.ts";
import { checkView } from "../../../src/slack/blocks/check.ts";
import type { FormValues } from "../../../src/slack/blocks/fields.ts";
import { createForm, placeOf, readCreateForm } from "../../../src/slack/create/form.ts";
import { readRejectForm, rejectForm } from "../../../src/slack/request/reject-form.ts";
import { validateView } from "../../standins/slack/blocks/validate.ts";

const ticked = (...values: readonly string[]): FormValues[string] => ({ value: { selected_options: values.map((value) => ({ value })) } });
const text = (value: string | null): FormValues[string] => ({ value: { value } });

const FILLED: FormValues = {
  "create-source": text("commerce"),
  "create-target": text("customer"),
  "create-workflow": text("commerce2customer"),
  "create-tables": text("customer,\ncorder "),
  "create-options": ticked("start", "defer"),
  "create-types": ticked("REPLICA", "PRIMARY"),
  "create-cells": text(null),
};

describe("the form for a new move", () => {
  it("is a modal that Slack takes, and carries where its command belongs", () => {
    const form = createForm({ cluster: "prod" as ClusterName, channel: "C0MOVES" });
    checkView(form);
    expect(validateView(form)).toEqual([]);
    expect(placeOf(form.private_metadata ?? "")).toEqual({ cluster: "prod", channel: "C0MOVES" });
  });

  it("calls optional only what may be left out", () => {
    const optional = createForm({}).blocks.flatMap((block) => ("optional" in block && block.optional ? [block.block_id] : []));
    expect(optional).toEqual(["create-options", "create-cells"]);
  });

  it("filled in with the defaults is the short command", () => {
    expect(readCreateForm(FILLED)).toEqual({
      kind: "read",
      command: "/movetables create customer.commerce2customer --source-keyspace=commerce --tables=customer,corder",
    });
  });

  it("keeps every choice in the command", () => {
    const values = {
      ...FILLED,
      "create-tables": text("*"),
      "create-options": ticked(),
      "create-types": ticked("RDONLY"),
      "create-cells": text("zone1, zone2"),
    };
    const read = readCreateForm(values, "prod" as ClusterName);
    expect(parse(read.kind === "read" ? read.command : "")).toMatchObject({
      command: {
        verb: "create",
        name: { cluster: "prod", targetKeyspace: "customer", workflow: "commerce2customer" },
        options: {
          sourceKeyspace: "commerce",
          allTables: true,
          tables: [],
          autoStart: false,
          deferSecondaryKeys: false,
          tabletTypes: ["RDONLY"],
          cells: ["zone1", "zone2"],
        },
      },
    });
  });

  it.each<[string, FormValues, string]>([
    ["a keyspace that is both source and target", { "create-target": text("commerce") }, "create-target"],
    ["a name that Vitess would not take", { "create-workflow": text("<!channel>") }, "create-workflow"],
    ["no name, which would leave a workflow that nobody can remove", { "create-workflow": text("  ") }, "create-workflow"],
    ["no tables", { "create-tables": text("") }, "create-tables"],
    ["tables and all tables", { "create-tables": text("customer, *") }, "create-tables"],
    ["a table name with a pattern", { "create-tables": text("/cust.*/") }, "create-tables"],
    ["no tablet type", { "create-types": ticked() }, "create-types"],
  ])("refuses %s at its field", (_, values, field) => {
    const read = readCreateForm({ ...FILLED, ...values });
    expect(read.kind === "errors" ? Object.keys(read.errors) : []).toEqual([field]);
  });

  it("says everything that is wrong at once", () => {
    const read = readCreateForm({});
    expect(read.kind === "errors" ? Object.keys(read.errors).toSorted() : []).toEqual([
      "create-source",
      "create-tables",
      "create-target",
      "create-types",
      "create-workflow",
    ]);
  });
});

describe("the form for a rejection", () => {
  it("is a modal that Slack takes, and carries the request", () => {
    const form = rejectForm("q-1", "switch customer.commerce2customer");
    checkView(form);
    expect(validateView(form)).toEqual([]);
    expect(form.private_metadata).toBe("q-1");
  });

  it("needs a reason", () => {
    expect(readRejectForm({ "reject-reason": text("  ") })).toMatchObject({ kind: "errors" });
    expect(readRejectForm({ "reject-reason": text(" not on a Friday ") })).toEqual({ kind: "read", reason: "not on a Friday" });
  });
});
