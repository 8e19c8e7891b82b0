import type { InputBlock, KnownBlock, ModalView } from "@slack/types";
import type { FormVerb } from "../../core/command.ts";
import { type ClusterName, qualified } from "../../core/vitess/names.ts";
import { ACTIONS, FORMS, NAMES } from "../actions.ts";
import { actions, button, section } from "../blocks/build.ts";
import { checkboxField, choiceField, type FormValues, namesField, textField } from "../blocks/fields.ts";
import { filledAgain } from "../blocks/filled.ts";
import { code } from "../text/escape.ts";
import { COMPLETE_FORM } from "./complete.ts";
import { CREATE_FORM } from "./create.ts";
import { type Field, type FormSpec, partOf } from "./field.ts";
import { MIRROR_FORM } from "./mirror.ts";
import { type FormPlace, placeText } from "./place.ts";
import { type Release, sinceWords } from "./since.ts";
import { SWITCH_FORM } from "./switch.ts";
import { UPDATE_FORM } from "./update.ts";

export const FORM_SPECS: Readonly<Record<FormVerb, FormSpec>> = {
  create: CREATE_FORM,
  update: UPDATE_FORM,
  switch: SWITCH_FORM,
  mirror: MIRROR_FORM,
  complete: COMPLETE_FORM,
};

/** The verb of a form by its callback id; undefined for any other view. */
export function formVerb(callbackId: string): FormVerb | undefined {
  const verbs = ["create", "update", "switch", "mirror", "complete"] as const satisfies readonly FormVerb[];
  return verbs.find((verb) => FORMS[verb] === callbackId);
}

// Slack's own limit for a text field, and room for what anybody would type on a line.
const LONGEST_LIST = 3000;
const LONGEST_LINE = 500;

const DRY_RUN = "dry-run";

export const CLUSTER_FIELD = "form-cluster";
export const CHANNEL_FIELD = "create-channel";

/** What a form shows beside its own fields. */
export interface FormFacts {
  /** More than one lets choose. */
  readonly clusters: readonly ClusterName[];
  readonly release?: Release;
}

/** A form as it stands now: with `values`, as far as it is filled in already. */
export function buildForm(verb: FormVerb, place: FormPlace, facts: FormFacts, values: FormValues = {}): ModalView {
  const spec = FORM_SPECS[verb];
  const { release } = facts;
  const lacks = sinceWords(release, spec.probe);
  const shown = fieldsShown(spec, place).map((field) => fieldBlock(field, spec, release));
  const blocks: readonly KnownBlock[] = [
    ...introBlocks(spec, place, lacks),
    ...(place.choosesCluster === true ? [clusterField(facts.clusters, place.cluster)] : []),
    ...shown,
    ...(verb === "create" && place.channel === undefined ? [channelField()] : []),
    ...(place.more === true || spec.more.length === 0 ? [] : actions(button("More options", ACTIONS.more, verb))),
  ];
  return {
    type: "modal",
    callback_id: FORMS[verb],
    private_metadata: placeText(place),
    title: { type: "plain_text", text: spec.title },
    submit: { type: "plain_text", text: isDryRun(values) ? "Show" : spec.submit },
    close: { type: "plain_text", text: "Cancel" },
    blocks: filledAgain(blocks, values),
  };
}

/** True when the box for a dry run is ticked: the form's button then shows, and does nothing else. */
function isDryRun(values: FormValues): boolean {
  return Object.values(values).some((fields) =>
    Object.values(fields).some(({ selected_options: chosen }) => chosen?.some(({ value }) => value === DRY_RUN) === true),
  );
}

/** The fields that a form in this place asks: no move where it is settled, and the other options only when they are wanted. */
export function fieldsShown(spec: FormSpec, place: FormPlace): readonly Field[] {
  const fields = place.more === true ? [...spec.common, ...spec.more] : spec.common;
  return place.name === undefined ? fields : fields.filter((field) => partOf(field) !== "move");
}

function introBlocks({ intro }: FormSpec, { name, cluster }: FormPlace, lacks: string | undefined): readonly KnownBlock[] {
  const move = name === undefined ? undefined : `*${code(qualified(name))}*${cluster === undefined ? "" : ` in ${code(cluster)}`}`;
  return move === undefined && intro === undefined && lacks === undefined
    ? []
    : [section(move, lacks !== undefined && `*${lacks}*`, intro)];
}

function clusterField(clusters: readonly ClusterName[], chosen: ClusterName | undefined): InputBlock {
  const choices = clusters.slice(0, 100).map((name) => ({ value: name, label: name, chosen: name === chosen }));
  return choiceField(CLUSTER_FIELD, { label: "Cluster", choices, actionId: ACTIONS.cluster });
}

function channelField(): InputBlock {
  return {
    type: "input",
    block_id: CHANNEL_FIELD,
    label: { type: "plain_text", text: "Channel" },
    hint: { type: "plain_text", text: "The card and its thread stand there. Tandem must be in it." },
    element: { type: "conversations_select", action_id: "value", filter: { include: ["public", "private"], exclude_bot_users: true } },
  };
}

function fieldBlock(field: Field, spec: FormSpec, release: Release | undefined): InputBlock {
  const { block, label, required } = field;
  const lacks = field.probe === undefined ? undefined : sinceWords(release, spec.probe, field.probe);
  const words = [lacks, field.hint].filter((text) => text !== undefined).join(" ");
  const common = { label, ...(words === "" ? {} : { hint: words }), optional: required !== true };
  const placeholder = "placeholder" in field && field.placeholder !== undefined ? { placeholder: field.placeholder } : {};
  switch (field.kind) {
    case "names":
      return namesField(block, {
        ...common,
        ...placeholder,
        many: field.many === true,
        actionId: NAMES[field.of],
        watched: field.watched === true,
      });
    case "line":
      return textField(block, {
        ...common,
        ...placeholder,
        ...(field.starts === undefined ? {} : { starts: field.starts }),
        ...(field.tall === true ? { multiline: true } : {}),
        max: field.tall === true ? LONGEST_LIST : LONGEST_LINE,
      });
    case "choice":
      return choiceField(block, {
        ...common,
        ...placeholder,
        choices: field.choices.map(({ word, label: text, probe }) => ({
          value: word,
          label: text,
          chosen: word === field.chosen,
          ...aboutOf(probe === undefined ? undefined : sinceWords(release, spec.probe, probe)),
        })),
      });
    case "boxes":
      return checkboxField(
        block,
        label,
        field.boxes.map(({ option, label: text, about, ticked, probe }) => {
          const lacking = probe === undefined ? undefined : sinceWords(release, spec.probe, probe);
          return { value: option, label: text, chosen: ticked === true, ...aboutOf(lacking ?? about) };
        }),
        "any",
        words === "" ? undefined : words,
        field.boxes.some(({ option }) => option === DRY_RUN) ? ACTIONS.boxes : undefined,
      );
    default:
      return checkboxField(
        block,
        label,
        field.types.map((type) => ({ value: type, label: type.toLowerCase(), chosen: field.chosen.includes(type) })),
        required === true ? "at least one" : "any",
        words === "" ? undefined : words,
      );
  }
}

function aboutOf(about: string | undefined): { readonly about?: string } {
  return about === undefined ? {} : { about };
}
