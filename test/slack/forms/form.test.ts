import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { format } from "../../../src/command/format.ts";
import { parse } from "../../../src/command/parse.ts";
import type { FormVerb } from "../../../src/core/command/command.ts";
import type { OptionRow } from "../../../src/core/options/row.ts";
import { VERB_ROWS } from "../../../src/core/command/verbs.ts";
import type { ClusterName, Keyspace, WorkflowName } from "../../../src/core/vitess/names.ts";
import type { VitessVersion } from "../../../src/core/vitess/version.ts";
import { checkView } from "../../../src/slack/blocks/check.ts";
import type { FormValues } from "../../../src/slack/blocks/fields.ts";
import { type RowField, partOf } from "../../../src/slack/forms/field.ts";
import { buildForm, fieldsOf, fieldsShown } from "../../../src/slack/forms/form.ts";
import { readPlace, type FormPlace } from "../../../src/slack/forms/place.ts";
import { readForm } from "../../../src/slack/forms/read.ts";
import { readRescueForm, rescueForm } from "../../../src/slack/forms/rescue.ts";
import { readRejectForm, rejectForm, rejectPlace } from "../../../src/slack/request/reject-form.ts";
import { validateView } from "../../../practice/slack/blocks/validate.ts";

const PROD = "prod" as ClusterName;
const C2C = { targetKeyspace: "customer" as Keyspace, workflow: "commerce2customer" as WorkflowName };
const FORM_VERBS: readonly FormVerb[] = ["create", "update", "switch", "mirror", "complete"];

const ticked = (...values: readonly string[]): FormValues[string] => ({ value: { selected_options: values.map((value) => ({ value })) } });
const chosen = (value: string | null): FormValues[string] => ({ field: { selected_option: value === null ? null : { value } } });
const text = (value: string | null): FormValues[string] => ({ value: { value } });

const FILLED: FormValues = {
  "create-source": chosen("commerce"),
  "create-target": chosen("customer"),
  "create-workflow": text("commerce2customer"),
  "create-tables": ticked("customer", "corder"),
  "create-options": ticked("auto-start", "defer-secondary-keys"),
};

const release = (major: number): { cluster: ClusterName; version: VitessVersion } => ({
  cluster: PROD,
  version: { dialect: major < 18 ? "legacy" : "typed", major, tablets: [], from: "probed" },
});

function commandOf(verb: FormVerb, values: FormValues, place: FormPlace = {}): string {
  const read = readForm(verb, values, place);
  return read.kind === "read" ? read.command : JSON.stringify(read.errors);
}

function namesOf({ rows }: RowField): readonly string[] {
  return rows.map(({ name }) => name);
}

describe("every form", () => {
  it.each(
    FORM_VERBS.flatMap((verb) => [
      { verb, place: {} },
      { verb, place: { cluster: PROD, channel: "C0MOVES", name: C2C, source: C2C.targetKeyspace, more: true } },
    ]),
  )(
    "is a modal that Slack accepts, and carries where its command belongs: $verb $place",
    ({ verb, place }: { verb: FormVerb; place: FormPlace }) => {
      const form = buildForm(verb, place, { clusters: [PROD], release: release(12) });
      checkView(form);
      expect(validateView(form)).toEqual([]);
      expect(readPlace(form.private_metadata ?? "")).toEqual(place);
    },
  );

  it.each(FORM_VERBS)("of %s has a field for each option whose row names one, and a box for each flag among boxes", (verb) => {
    const fields = fieldsOf(verb);
    const asked = fields.flatMap((field) => (field.kind === "boxes" ? field.boxes.map(({ option }) => option) : namesOf(field)));
    const rows: readonly OptionRow[] = Object.values(VERB_ROWS[verb].options);
    const wanted = rows.filter(({ form }) => form !== undefined).map(({ name }) => name);
    expect([...new Set(asked)].toSorted()).toEqual(wanted.toSorted());
    expect(fields.filter((field) => partOf(field) === undefined && field.rows.length === 0)).toEqual([]);
  });

  it("keeps what is filled in when it is redrawn", () => {
    const values: FormValues = {
      ...FILLED,
      "create-workflow": text("c2c"),
      "create-options": ticked("all-tables"),
      "create-channel": { value: { selected_conversation: "C0INC42" } },
    };
    const form = buildForm("create", { more: true }, { clusters: [PROD] }, values);
    expect(validateView(form)).toEqual([]);
    const element = (block: string): unknown => form.blocks.find((each) => each.block_id === block && "element" in each);
    expect(element("create-source")).toMatchObject({ element: { initial_option: { value: "commerce" } } });
    expect(element("create-workflow")).toMatchObject({ element: { initial_value: "c2c" } });
    expect(element("create-tables")).toMatchObject({ element: { initial_options: [{ value: "customer" }, { value: "corder" }] } });
    expect(element("create-options")).toMatchObject({ element: { initial_options: [{ value: "all-tables" }] } });
    expect(element("create-channel")).toMatchObject({ element: { initial_conversation: "C0INC42" } });
    // Fields that were hidden start with their first value.
    expect(element("create-types")).toMatchObject({ element: { initial_options: [{ value: "REPLICA" }, { value: "PRIMARY" }] } });
  });

  it("says at an option since when it exists if the cluster's release lacks it, and nothing otherwise", () => {
    const hints = (major: number): readonly string[] =>
      buildForm("switch", { more: true, name: C2C }, { clusters: [PROD], release: release(major) }).blocks.flatMap((block) =>
        "hint" in block && block.hint !== undefined ? [block.hint.text] : [],
      );
    expect(hints(18)).toContain("Since Vitess 19; prod has 18. Empty: all.");
    expect(hints(19).join()).not.toContain("Since Vitess");
    expect(JSON.stringify(buildForm("switch", { more: true }, { clusters: [PROD], release: release(18) }))).toContain(
      "Since Vitess 21; prod has 18.",
    );
    expect(JSON.stringify(buildForm("mirror", {}, { clusters: [PROD], release: release(19) }))).toContain(
      "*Since Vitess 21; prod has 19.*",
    );
  });

  it("never throws, and a value typed into one field sets no other option", () => {
    fc.assert(
      fc.property(fc.constantFrom(...FORM_VERBS), fc.string({ unit: "grapheme", maxLength: 60 }), fc.nat(), (verb, typed, at) => {
        const lines = fieldsShown(verb, { more: true }).filter(({ kind }) => kind === "line");
        const field = lines[at % lines.length];
        const [option] = field === undefined ? [] : namesOf(field);
        if (field === undefined || option === undefined) return;
        const base: FormValues = verb === "create" ? FILLED : {};
        const place: FormPlace = { name: C2C };
        const read = readForm(
          verb,
          { ...base, "mirror-percent": text("1"), "update-on-ddl": chosen("STOP"), ...fateOf(verb), [field.block]: text(typed) },
          verb === "create" ? {} : place,
        );
        if (read.kind === "errors") return;
        const without = commandOf(
          verb,
          { ...base, "mirror-percent": text("1"), "update-on-ddl": chosen("STOP"), ...fateOf(verb) },
          verb === "create" ? {} : place,
        );
        const words = (line: string): readonly string[] => line.split(" ").filter((word) => !word.startsWith(`--${option}=`));
        expect(words(read.command)).toEqual(words(without));
      }),
      { numRuns: 500 },
    );
  });
});

it.each([
  "30s” --force “",
  '30s" --force "',
  "30s' --force '",
  '30s" —force "',
  "30s\\",
  '30s\\" --force',
  "$(cat /tmp/force.json)",
  "`30s` > out.json",
  "30s; switch a.b --force",
  "<http://30s|30s> --force",
  "30s | jq .",
])("%s in a field is a wrong value of that field, and never another option", (typed) => {
  const values = { "switch-types": ticked("PRIMARY"), "switch-timeout": text(typed) };
  const read = readForm("switch", values, { name: C2C });
  expect(read.kind === "errors" ? Object.keys(read.errors) : read.command).toEqual(["switch-timeout"]);
});

function fateOf(verb: FormVerb): FormValues {
  return verb === "complete" ? { "complete-fate": chosen("rename-tables") } : {};
}

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
    const form = rescueForm(C2C, "{}");
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
    const form = rejectForm({ requestId: "q-1", channel: "C0MOVES", thread: "17.1" }, "switch customer.commerce2customer");
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
