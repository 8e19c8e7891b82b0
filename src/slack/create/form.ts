import type { ModalView } from "@slack/types";
import { format } from "../../command/format.ts";
import { parse } from "../../command/parse.ts";
import { type ClusterName, isClusterName, isKeyspace, isWorkflowName } from "../../core/names.ts";
import { CREATE_DEFAULTS, type TabletType } from "../../core/options.ts";
import { FORMS } from "../actions.ts";
import { checkboxField, type FormValues, textField, tickedIn, typedInto } from "../blocks/fields.ts";

/** Where the command of a form belongs: it travels in the form and comes back with it. */
export interface FormPlace {
  readonly cluster?: ClusterName;
  readonly channel?: string;
}

const FIELDS = {
  target: "create-target",
  workflow: "create-workflow",
  source: "create-source",
  tables: "create-tables",
  options: "create-options",
  cells: "create-cells",
  types: "create-types",
} as const;

const TABLET_TYPES = ["REPLICA", "PRIMARY", "RDONLY"] as const satisfies readonly TabletType[];
/** Stands for every table: no table's name can be it. */
const ALL = "*";
// The name in Slack's message would be cut anyway, and the command's parser takes no more.
const LONGEST_TABLES = 3000;

/** The form for a new move, with the defaults of the reference client already chosen. */
export function createForm(place: FormPlace): ModalView {
  return {
    type: "modal",
    callback_id: FORMS.create,
    private_metadata: JSON.stringify(place),
    title: { type: "plain_text", text: "New move" },
    submit: { type: "plain_text", text: "Create" },
    close: { type: "plain_text", text: "Cancel" },
    blocks: [
      textField(FIELDS.source, { label: "From keyspace", hint: "The keyspace that has the tables now.", placeholder: "commerce" }),
      textField(FIELDS.target, { label: "To keyspace", placeholder: "customer" }),
      textField(FIELDS.workflow, { label: "Name of the workflow", hint: "Letters, digits, _ and -.", placeholder: "commerce2customer" }),
      textField(FIELDS.tables, {
        label: "Tables",
        hint: `Separated by commas or line breaks; ${ALL} alone moves every table of the source keyspace.`,
        placeholder: "customer, corder",
        multiline: true,
        max: LONGEST_TABLES,
      }),
      checkboxField(FIELDS.options, "Copying", [
        { value: "start", label: "Start at once", chosen: CREATE_DEFAULTS.autoStart },
        { value: "defer", label: "Add secondary keys after each table's copy (faster)", chosen: CREATE_DEFAULTS.deferSecondaryKeys },
      ]),
      checkboxField(
        FIELDS.types,
        "Copy from tablets of type",
        TABLET_TYPES.map((type) => ({
          value: type,
          label: type.toLowerCase(),
          chosen: CREATE_DEFAULTS.tabletTypes.some((one) => one === type),
        })),
        "at least one",
      ),
      textField(FIELDS.cells, {
        label: "Cells to copy from",
        hint: "Empty: the cell of the target's primary.",
        placeholder: "zone1",
        optional: true,
      }),
    ],
  };
}

/** The place that {@link createForm} put into a form; empty when it cannot be read. */
export function placeOf(privateMetadata: string): FormPlace {
  const place: unknown = privateMetadata.startsWith("{") ? JSON.parse(privateMetadata) : {};
  if (typeof place !== "object" || place === null) return {};
  const cluster = "cluster" in place && typeof place.cluster === "string" && isClusterName(place.cluster) ? place.cluster : undefined;
  const channel = "channel" in place && typeof place.channel === "string" ? place.channel : undefined;
  return { ...(cluster === undefined ? {} : { cluster }), ...(channel === undefined ? {} : { channel }) };
}

/** Either what is wrong, by field, for `response_action: errors`, or the one command that the form stands for. */
export type ReadForm<T> = { readonly kind: "errors"; readonly errors: Readonly<Record<string, string>> } | ({ readonly kind: "read" } & T);

/** Reads a submitted create form. The command's text begins with `/movetables create` and parses. */
export function readCreateForm(values: FormValues, cluster?: ClusterName): ReadForm<{ readonly command: string }> {
  const source = typedInto(values, FIELDS.source);
  const targetKeyspace = typedInto(values, FIELDS.target);
  const workflow = typedInto(values, FIELDS.workflow);
  const listed = listIn(values, FIELDS.tables);
  const allTables = listed.includes(ALL);
  const tables = allTables ? [] : listed;
  const ticked = tickedIn(values, FIELDS.options);
  const types = tickedIn(values, FIELDS.types);
  const errors: Record<string, string> = {};
  const wrong = "Letters, digits, _ and - only, at most 64, beginning with a letter, digit or _.";
  if (!isKeyspace(source)) errors[FIELDS.source] = wrong;
  if (!isKeyspace(targetKeyspace)) errors[FIELDS.target] = wrong;
  else if (source === targetKeyspace) errors[FIELDS.target] = "This is the source, too. MoveTables needs two different keyspaces.";
  if (!isWorkflowName(workflow)) errors[FIELDS.workflow] = wrong;
  if (allTables && listed.length > 1) errors[FIELDS.tables] = `Name tables, or write ${ALL} alone, not both.`;
  if (listed.length === 0) errors[FIELDS.tables] = `Name the tables, or write ${ALL} for all of them.`;
  if (types.length === 0) errors[FIELDS.types] = "Tick at least one type of tablet.";
  if (!isKeyspace(source) || !isKeyspace(targetKeyspace) || !isWorkflowName(workflow) || Object.keys(errors).length > 0)
    return { kind: "errors", errors };

  const command = format({
    verb: "create",
    name: { targetKeyspace, workflow, ...(cluster === undefined ? {} : { cluster }) },
    options: {
      ...CREATE_DEFAULTS,
      sourceKeyspace: source,
      tables,
      allTables,
      autoStart: ticked.includes("start"),
      deferSecondaryKeys: ticked.includes("defer"),
      tabletTypes: TABLET_TYPES.filter((type) => types.includes(type)),
      cells: listIn(values, FIELDS.cells),
    },
    dryRun: false,
  });
  // The parser has the last word on tables and cells: whatever it refuses must not reach the queue.
  const parsed = parse(command);
  if (parsed.kind === "refused")
    return { kind: "errors", errors: { [parsed.text.includes("--cells") ? FIELDS.cells : FIELDS.tables]: plainText(parsed.text) } };
  return { kind: "read", command };
}

function listIn(values: FormValues, blockId: string): readonly string[] {
  return typedInto(values, blockId)
    .split(/[\s,]+/)
    .filter((one) => one !== "");
}

function plainText(text: string): string {
  return text.replaceAll("`", "").slice(0, 140);
}
