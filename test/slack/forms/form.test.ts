import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FormVerb } from "../../../src/core/command/command.ts";
import type { OptionRow } from "../../../src/core/options/row.ts";
import { VERB_ROWS } from "../../../src/core/command/verbs.ts";
import type { ClusterName } from "../../../src/core/vitess/names.ts";
import type { VitessVersion } from "../../../src/core/vitess/version.ts";
import { checkView } from "../../../src/slack/blocks/check.ts";
import type { FormValues } from "../../../src/slack/blocks/fields.ts";
import { findNamePart, type RowField } from "../../../src/slack/forms/field.ts";
import { buildForm, listFormFields, listShownFields } from "../../../src/slack/forms/form.ts";
import { type FormPlace, readPlace } from "../../../src/slack/forms/place.ts";
import { readForm } from "../../../src/slack/forms/read.ts";
import { validateView } from "../../../practice/slack/blocks/validate.ts";
import { C2C, chosen, commandOf, FILLED, PROD, text, ticked } from "./given.ts";

const FORM_VERBS: readonly FormVerb[] = ["create", "update", "switch", "mirror", "complete"];

const release = (major: number): { cluster: ClusterName; version: VitessVersion } => ({
  cluster: PROD,
  version: { dialect: major < 18 ? "legacy" : "typed", major, tablets: [], from: "probed" },
});

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
    const fields = listFormFields(verb);
    const asked = fields.flatMap((field) => (field.kind === "boxes" ? field.boxes.map(({ option }) => option) : namesOf(field)));
    const rows: readonly OptionRow[] = Object.values(VERB_ROWS[verb].options);
    const wanted = rows.filter(({ form }) => form !== undefined).map(({ name }) => name);
    expect([...new Set(asked)].toSorted()).toEqual(wanted.toSorted());
    expect(fields.filter((field) => findNamePart(field) === undefined && field.rows.length === 0)).toEqual([]);
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
        const lines = listShownFields(verb, { more: true }).filter(({ kind }) => kind === "line");
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
