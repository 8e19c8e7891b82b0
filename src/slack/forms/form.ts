import type { InputBlock, KnownBlock, ModalView } from "@slack/types";
import { READERS, writeValue } from "../../command/words/kinds.ts";
import type { FormVerb } from "../../core/command/command.ts";
import { COMPLETE } from "../../core/options/complete.ts";
import { CREATE } from "../../core/options/create.ts";
import type { TabletType } from "../../core/options/kinds.ts";
import { MIRROR } from "../../core/options/mirror.ts";
import type { OptionRow, OptionRows } from "../../core/options/row.ts";
import { SWITCH } from "../../core/options/switch.ts";
import { UPDATE } from "../../core/options/update.ts";
import { VERB_ROWS } from "../../core/command/verbs.ts";
import { type ClusterName, qualifyName } from "../../core/vitess/names.ts";
import { ACTIONS, FORMS, NAME_FIELDS } from "../actions.ts";
import { buildActions, buildButton, buildSection } from "../blocks/build.ts";
import { buildCheckboxField, buildChoiceField, type FormValues, buildNamesField, buildTextField } from "../blocks/fields.ts";
import { refillForm } from "../blocks/filled.ts";
import { markCode } from "../text/escape.ts";
import { COMPLETE_FORM } from "./complete.ts";
import { CREATE_FORM } from "./create.ts";
import { joinRows, type RowField, type FormSpec, findNamePart, type RowsOfForm } from "./field.ts";
import { MIRROR_FORM } from "./mirror.ts";
import { type FormPlace, formatPlace } from "./place.ts";
import { type FormRelease, saySince } from "./since.ts";
import { SWITCH_FORM } from "./switch.ts";
import { UPDATE_FORM } from "./update.ts";

/** Each form and its options. A row that names a block which its form lacks does not compile. */
const FORM_SPECS: Readonly<Record<FormVerb, { readonly spec: FormSpec; readonly rows: OptionRows }>> = {
  create: { spec: CREATE_FORM, rows: CREATE satisfies RowsOfForm<typeof CREATE_FORM> },
  update: { spec: UPDATE_FORM, rows: UPDATE satisfies RowsOfForm<typeof UPDATE_FORM> },
  switch: { spec: SWITCH_FORM, rows: SWITCH satisfies RowsOfForm<typeof SWITCH_FORM> },
  mirror: { spec: MIRROR_FORM, rows: MIRROR satisfies RowsOfForm<typeof MIRROR_FORM> },
  complete: { spec: COMPLETE_FORM, rows: COMPLETE satisfies RowsOfForm<typeof COMPLETE_FORM> },
};

/** The verb of a form by its callback id; undefined for any other view. */
export function findFormVerb(callbackId: string): FormVerb | undefined {
  const verbs = ["create", "update", "switch", "mirror", "complete"] as const satisfies readonly FormVerb[];
  return verbs.find((verb) => FORMS[verb] === callbackId);
}

// Slack's limit for a text field, and room for anything that people type on a line.
const LONGEST_LIST = 3000;
const LONGEST_FORM_LINE = 500;

const DRY_RUN = "dry-run";

export const CLUSTER_FIELD = "form-cluster";
export const CHANNEL_FIELD = "create-channel";

/** What a form shows besides its own fields. */
export interface FormFacts {
  /** With more than one the form offers a choice. */
  readonly clusters: readonly ClusterName[];
  readonly release?: FormRelease;
}

/** Builds a form with `values`, as far as it is filled in already. */
export function buildForm(verb: FormVerb, place: FormPlace, facts: FormFacts, values: FormValues = {}): ModalView {
  const { spec } = FORM_SPECS[verb];
  const { release } = facts;
  const row = VERB_ROWS[verb];
  const lacks = saySince(release, "since" in row ? row.since : undefined);
  const shown = listShownFields(verb, place).map((field) => buildFieldBlock(field, release));
  const blocks: readonly KnownBlock[] = [
    ...buildIntro(spec, place, lacks),
    ...(place.choosesCluster === true ? [buildClusterField(facts.clusters, place.cluster)] : []),
    ...shown,
    ...(verb === "create" && place.channel === undefined ? [buildChannelField()] : []),
    ...(place.more === true || spec.more.length === 0 ? [] : buildActions(buildButton("More options", ACTIONS.more, verb))),
  ];
  return {
    type: "modal",
    callback_id: FORMS[verb],
    private_metadata: formatPlace(place),
    title: { type: "plain_text", text: spec.title },
    submit: { type: "plain_text", text: isDryRun(values) ? "Show" : spec.submit },
    close: { type: "plain_text", text: "Cancel" },
    blocks: refillForm(blocks, values),
  };
}

/** True if the dry run box is ticked: the form's button then shows, and does nothing else. */
function isDryRun(values: FormValues): boolean {
  return Object.values(values).some((fields) =>
    Object.values(fields).some(({ selected_options: chosen }) => chosen?.some(({ value }) => value === DRY_RUN) === true),
  );
}

/** All fields of a form, those behind "More options" last. */
export function listFormFields(verb: FormVerb): readonly RowField[] {
  const { spec, rows } = FORM_SPECS[verb];
  return [...spec.common, ...spec.more].map((field) => joinRows(field, rows));
}

/** The fields that a form shows here: no move if it is already given, and the other options only on request. */
export function listShownFields(verb: FormVerb, place: FormPlace): readonly RowField[] {
  const fields = place.more === true ? listFormFields(verb) : listFormFields(verb).slice(0, FORM_SPECS[verb].spec.common.length);
  return place.name === undefined ? fields : fields.filter((field) => findNamePart(field) !== "move");
}

function buildIntro({ intro }: FormSpec, { name, cluster }: FormPlace, lacks: string | undefined): readonly KnownBlock[] {
  const move =
    name === undefined ? undefined : `*${markCode(qualifyName(name))}*${cluster === undefined ? "" : ` in ${markCode(cluster)}`}`;
  return move === undefined && intro === undefined && lacks === undefined
    ? []
    : [buildSection(move, lacks !== undefined && `*${lacks}*`, intro)];
}

function buildClusterField(clusters: readonly ClusterName[], chosen: ClusterName | undefined): InputBlock {
  const choices = clusters.slice(0, 100).map((name) => ({ value: name, label: name, chosen: name === chosen }));
  return buildChoiceField(CLUSTER_FIELD, { label: "Cluster", choices, actionId: ACTIONS.cluster });
}

function buildChannelField(): InputBlock {
  return {
    type: "input",
    block_id: CHANNEL_FIELD,
    label: { type: "plain_text", text: "Channel" },
    hint: { type: "plain_text", text: "The card and its thread appear there. Tandem must be a member." },
    element: { type: "conversations_select", action_id: "value", filter: { include: ["public", "private"], exclude_bot_users: true } },
  };
}

/** Every type, in the order that a command without any would use. */
const TYPES: readonly TabletType[] = ["REPLICA", "PRIMARY", "RDONLY"];

function buildFieldBlock(field: RowField, release: FormRelease | undefined): InputBlock {
  const { block, label, required, rows } = field;
  const [row] = rows;
  const lacks = field.kind === "names" || field.kind === "line" ? saySince(release, row?.since) : undefined;
  const words = [lacks, field.hint].filter((text) => text !== undefined).join(" ");
  const common = { label, ...(words === "" ? {} : { hint: words }), optional: required !== true };
  const placeholder = "placeholder" in field && field.placeholder !== undefined ? { placeholder: field.placeholder } : {};
  switch (field.kind) {
    case "names":
      return buildNamesField(block, {
        ...common,
        ...placeholder,
        many: isList(row),
        actionId: NAME_FIELDS[field.of],
        watched: field.watched === true,
      });
    case "line": {
      const starts = row?.default === undefined ? "" : writeValue(row.kind, row.default);
      return buildTextField(block, {
        ...common,
        ...placeholder,
        ...(starts === "" ? {} : { starts }),
        ...(field.tall === true ? { multiline: true } : {}),
        max: field.tall === true ? LONGEST_LIST : LONGEST_FORM_LINE,
      });
    }
    case "choice":
      return buildChoiceField(block, {
        ...common,
        ...placeholder,
        choices: field.choices.map(({ word, label: text }) => ({
          value: word,
          label: text,
          chosen: word === (field.chosen ?? row?.default),
          ...toAbout(isInEveryRelease(row, word) ? undefined : saySince(release, row?.since)),
        })),
      });
    case "boxes":
      return buildCheckboxField(block, {
        ...common,
        choices: field.boxes.map(({ option, label: text, about }) => {
          const flag = rows.find(({ name }) => name === option);
          // The order matters only for other tablet types, which are not known here.
          const since = flag?.kind === "order" ? undefined : flag?.since;
          return { value: option, label: text, chosen: flag?.default === true, ...toAbout(saySince(release, since) ?? about) };
        }),
        ...(field.boxes.some(({ option }) => option === DRY_RUN) ? { actionId: ACTIONS.boxes } : {}),
      });
    default: {
      const chosen = listUsualTypes(row);
      return buildCheckboxField(block, {
        ...common,
        choices: orderTypes(row).map((type) => ({ value: type, label: type.toLowerCase(), chosen: chosen.includes(type) })),
      });
    }
  }
}

/** All tablet types, those of the default first. */
export function orderTypes(row: OptionRow | undefined): readonly TabletType[] {
  const chosen = listUsualTypes(row);
  return [...chosen, ...TYPES.filter((type) => !chosen.includes(type))];
}

function listUsualTypes(row: OptionRow | undefined): readonly TabletType[] {
  return row?.kind === "types" ? (row.default ?? []) : [];
}

/** True for an option that takes several values. */
export function isList(row: OptionRow | undefined): boolean {
  return row !== undefined && READERS[row.kind].isList === true;
}

/** True for the default, which Tandem does not send, and for what a release without the option does anyway. */
function isInEveryRelease(row: OptionRow | undefined, word: string): boolean {
  return row === undefined || row.default === word || (row.anyReleaseTakes ?? []).some((taken) => taken === word);
}

function toAbout(about: string | undefined): { readonly about?: string } {
  return about === undefined ? {} : { about };
}
