import { describe, expect, it } from "vitest";
import { format } from "../../../src/command/format.ts";
import { parse } from "../../../src/command/parse.ts";
import type { FormVerb } from "../../../src/core/command/command.ts";
import { checkView } from "../../../src/slack/blocks/check.ts";
import type { FormValues } from "../../../src/slack/blocks/fields.ts";
import { readForm } from "../../../src/slack/forms/read.ts";
import { readRescueForm, buildRescueForm } from "../../../src/slack/forms/rescue.ts";
import { readRejectForm, rejectForm, rejectPlace } from "../../../src/slack/request/reject-form.ts";
import { validateView } from "../../../practice/slack/blocks/validate.ts";
import { C2C, chosen, commandOf, PROD, text, ticked } from "./given.ts";
import { requestNamed } from "../../names.ts";

describe("the other forms", () => {
  it.each<[FormVerb, FormValues, string]>([
    [
      "switch",
      {
        "switch-types": ticked("PRIMARY", "REPLICA", "RDONLY"),
        "switch-options": ticked("enable-reverse-replication"),
        "switch-timeout": text("30s"),
      },
      "/movetables switch customer.commerce2customer",
    ],
    [
      "switch",
      {
        "switch-types": ticked("RDONLY"),
        "switch-options": ticked("dry-run"),
        "switch-timeout": text("45s"),
        "switch-cells": ticked("zone1"),
        "switch-more-options": ticked("force"),
      },
      "/movetables switch customer.commerce2customer --tablet-types=RDONLY --cells=zone1 --timeout=45s --enable-reverse-replication=false --force --dry-run",
    ],
    [
      "update",
      { "update-on-ddl": chosen("STOP"), "update-types": ticked() },
      "/movetables update customer.commerce2customer --on-ddl=STOP",
    ],
    [
      "mirror",
      { "mirror-percent": text("12.5%"), "mirror-types": ticked("PRIMARY", "REPLICA", "RDONLY") },
      "/movetables mirror customer.commerce2customer --percent=12.5",
    ],
    [
      "complete",
      { "complete-fate": chosen("keep-data"), "complete-options": ticked(), "complete-more-options": ticked("ignore-source-keyspace") },
      "/movetables complete customer.commerce2customer --keep-data --ignore-source-keyspace",
    ],
    ["complete", { "complete-fate": chosen("drop-tables") }, "/movetables complete customer.commerce2customer --drop-tables"],
  ])("%s with %o is its command", (verb, values, command) => {
    expect(commandOf(verb, values, { name: C2C })).toBe(command);
    const parsed = parse(command);
    expect(parsed.kind === "command" ? format(parsed.command) : parsed).toBe(command);
  });

  it("ask for the move if none is named, written as everywhere else", () => {
    const fate = { "complete-fate": chosen("keep-data") };
    expect(commandOf("complete", { ...fate, "complete-move": chosen("customer.c2c") }, { cluster: PROD })).toBe(
      "/movetables complete customer.c2c --cluster=prod --keep-data",
    );
    expect(readForm("complete", { ...fate, "complete-move": chosen("customer") }, {})).toMatchObject({
      errors: { "complete-move": expect.stringMatching(/target_keyspace\.workflow/) },
    });
    expect(readForm("complete", fate, {})).toMatchObject({ errors: { "complete-move": "This is needed." } });
  });

  it.each<[FormVerb, FormValues, string, RegExp]>([
    ["switch", { "switch-types": ticked("PRIMARY"), "switch-timeout": text("200ms") }, "switch-timeout", /at least 1s/],
    ["switch", { "switch-types": ticked("PRIMARY"), "switch-lag": text("soon") }, "switch-lag", /a duration/],
    ["switch", { "switch-types": ticked() }, "switch-types", /Tick at least one/],
    ["mirror", { "mirror-percent": text("101"), "mirror-types": ticked("PRIMARY") }, "mirror-percent", /0 to 100/],
    ["update", { "update-types": ticked(), "update-on-ddl": chosen(null) }, "update-types", /Nothing would change/],
    ["update", { "update-types": ticked(), "update-shards": text("-80") }, "update-types", /something to change/],
  ])("%s with %o is refused at its field", (verb, values, field, words) => {
    const read = readForm(verb, values, { name: C2C });
    expect(read.kind === "errors" ? read.errors : {}).toEqual({ [field]: expect.stringMatching(words) });
  });
});

describe("the form that unblocks writes", () => {
  it("is a modal that Slack accepts, and needs the workflow's name typed", () => {
    const form = buildRescueForm(C2C, "{}");
    checkView(form);
    expect(validateView(form)).toEqual([]);
    expect(readRescueForm({ "rescue-name": text("customer") }, C2C)).toMatchObject({ kind: "errors" });
    expect(readRescueForm({ "rescue-name": text(" commerce2customer ") }, { ...C2C, cluster: PROD })).toEqual({
      kind: "read",
      command: "/movetables rescue customer.commerce2customer --cluster=prod --confirm=commerce2customer",
    });
  });
});

describe("the form for a rejection", () => {
  it("is a modal that Slack accepts, and carries the request", () => {
    const form = rejectForm({ requestId: requestNamed("q-1"), channel: "C0MOVES", thread: "17.1" }, "switch customer.commerce2customer");
    checkView(form);
    expect(validateView(form)).toEqual([]);
    expect(rejectPlace(form.private_metadata ?? "")).toEqual({ requestId: "q-1", channel: "C0MOVES", thread: "17.1" });
    // Opened by 0.2 and submitted after the update.
    expect(rejectPlace("q-1")).toEqual({ requestId: "q-1" });
  });

  it("needs a reason", () => {
    expect(readRejectForm({ "reject-reason": text("  ") })).toMatchObject({ kind: "errors" });
    expect(readRejectForm({ "reject-reason": text(" not on a Friday ") })).toEqual({ kind: "read", reason: "not on a Friday" });
  });
});
