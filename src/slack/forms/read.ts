import { format } from "../../command/format.ts";
import { parse } from "../../command/parse.ts";
import type { RefusedLine } from "../../command/parsed.ts";
import { toProblem } from "../../command/words/refusals.ts";
import { isKeyspace, isWorkflowName, parseQualifiedWorkflow, qualifyName } from "../../core/vitess/names.ts";
import type { FormVerb } from "../../core/command/command.ts";
import { type FormValues, isFieldShown, type ReadForm, readTicked, readField } from "../blocks/fields.ts";
import { clipPlainText } from "../text/escape.ts";
import { type RowField, findNamePart } from "./field.ts";
import { CLUSTER_FIELD, listFormFields, isList, orderTypes } from "./form.ts";
import type { FormPlace } from "./place.ts";

// Slack truncates a much longer error.
const LONGEST_ERROR = 250;
const WRONG_NAME = "Letters, digits, _ and - only, at most 64, beginning with a letter, digit or _.";
/** Replaces values that are already known to be wrong, so that the parser can report other mistakes. */
const STAND_INS: Readonly<Record<string, string>> = {
  "source-keyspace": "--source-keyspace=__",
  tables: "--tables=_",
  percent: "--percent=1",
};

/**
 * Turns a submitted form into its command line and parses that, so the parser decides everything. Reports every mistake at its field, in
 * the parser's words.
 */
export function readForm(verb: FormVerb, values: FormValues, place: FormPlace): ReadForm<{ readonly command: string }> {
  const fields = listFormFields(verb).filter((field) => findNamePart(field) !== "move" || place.name === undefined);
  const errors = new Map(fields.flatMap((field) => findMissing(field, values)));
  const name = readName(fields, values, place, errors);
  const cluster = readField(values, CLUSTER_FIELD) || place.cluster;

  for (let left = fields.length; left >= 0; left -= 1) {
    const written = fields.map((field) => (errors.has(field.block) ? listStandIns(field) : readFieldWords(field, values)));
    const where = cluster === undefined ? [] : [`--cluster=${cluster}`];
    const parsed = parse(["/movetables", verb, name, ...where, ...written.flat()].join(" "));
    if (parsed.kind === "command") {
      if (errors.size > 0) break;
      if (parsed.command.verb === "form") return { kind: "errors", errors: { [findFirstShown(fields, values)]: sayNothingChanges() } };
      return { kind: "read", command: format(parsed.command) };
    }
    const blamed = findRefusedField(parsed, fields, values);
    if (errors.has(blamed)) break;
    errors.set(blamed, removeMarkup(parsed.text));
  }
  return { kind: "errors", errors: Object.fromEntries(errors) };
}

function findMissing(field: RowField, values: FormValues): readonly (readonly [string, string])[] {
  const filled = readTicked(values, field.block).length > 0 || readField(values, field.block) !== "";
  const asked = field.required === true && (field.kind === "types" ? isFieldShown(values, field.block) : true);
  if (!asked || filled) return [];
  return [[field.block, field.kind === "types" ? "Tick at least one type of tablet." : "This is needed."]];
}

function readName(fields: readonly RowField[], values: FormValues, place: FormPlace, errors: Map<string, string>): string {
  if (place.name !== undefined) return qualifyName(place.name);
  const [move, target, workflow] = (["move", "target", "workflow"] as const).map((part) =>
    fields.find((field) => findNamePart(field) === part),
  );
  const note = (field: RowField | undefined, fine: (text: string) => boolean, words: string): string => {
    const text = field === undefined ? "" : readField(values, field.block);
    if (field === undefined || fine(text)) return text;
    if (!errors.has(field.block)) errors.set(field.block, words);
    return "_";
  };
  if (move !== undefined) {
    const typed = note(
      move,
      (text) => parseQualifiedWorkflow(text) !== undefined,
      removeMarkup(toProblem("name-malformed", { name: readField(values, move.block) }).text),
    );
    return typed === "_" ? "_._" : typed;
  }
  return `${note(target, isKeyspace, WRONG_NAME)}.${note(workflow, isWorkflowName, WRONG_NAME)}`;
}

/** The words that a field adds to the line; none if it is empty or not shown. */
function readFieldWords(field: RowField, values: FormValues): readonly string[] {
  const [row] = field.rows;
  if (!isFieldShown(values, field.block) || row === undefined) return [];
  switch (field.kind) {
    case "boxes": {
      const ticked = readTicked(values, field.block);
      return field.boxes.map(({ option }) => `--${option}=${ticked.includes(option)}`);
    }
    case "types": {
      const ticked = readTicked(values, field.block);
      return ticked.length === 0
        ? []
        : [
            `--${row.name}=${orderTypes(row)
              .filter((type) => ticked.includes(type))
              .join(",")}`,
          ];
    }
    case "choice": {
      const word = readField(values, field.block);
      if (word === "") return [];
      return [field.rows.length > 1 ? `--${word}` : `--${row.name}=${word}`];
    }
    default: {
      const typed = [...readTicked(values, field.block), readField(values, field.block)].join(" ");
      const text = isList(row) ? splitItems(typed).join(",") : typed.trim().replaceAll(/\s+/g, " ");
      return text === "" ? [] : [`--${row.name}=${quoteArgument(text)}`];
    }
  }
}

function splitItems(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter((item) => item !== "");
}

/** Quotes any text as one word: a quote inside would end it, and no name contains one. */
function quoteArgument(text: string): string {
  return `"${text.replaceAll(/["“”„‟]/g, "'").replaceAll("\\", "\\\\")}"`;
}

function listStandIns(field: RowField): readonly string[] {
  return field.rows.flatMap(({ name }) => STAND_INS[name] ?? []);
}

/** Finds the field that a refusal concerns: by its reason, by the option it names, or by the text it quotes. */
function findRefusedField({ reason, text }: RefusedLine, fields: readonly RowField[], values: FormValues): string {
  const writing = fields.filter((field) => readFieldWords(field, values).length > 0);
  const named = [...text.matchAll(/--[a-z][a-z-]*/g)].map(([option]) => option.slice(2));
  const writer = (among: readonly RowField[]): RowField | undefined =>
    named.map((option) => among.find((field) => isAbout(field, option))).find((field) => field !== undefined);
  const found = findFieldOfReason(reason, fields) ?? writer(writing) ?? findQuotedField(text, writing, values) ?? writer(fields);
  return found?.block ?? findFirstShown(fields, values);
}

/** Covers refusals that name several options, or none. */
function findFieldOfReason(reason: RefusedLine["reason"], fields: readonly RowField[]): RowField | undefined {
  if (reason === "same-keyspace") return fields.find((field) => findNamePart(field) === "target");
  if (reason === "tables-missing" || reason === "tables-and-all-tables") return fields.find((field) => isAbout(field, "tables"));
  return reason === "nothing-to-update" ? fields.find((field) => findNamePart(field) === undefined) : undefined;
}

function isAbout({ rows }: RowField, option: string): boolean {
  return rows.some(({ name }) => name === option);
}

function findQuotedField(text: string, writing: readonly RowField[], values: FormValues): RowField | undefined {
  const [, subject = ""] = /`([^`…]+)…?`/.exec(text) ?? [];
  const isQuoted = (field: RowField): boolean =>
    field.kind !== "boxes" && readFieldWords(field, values).some((word) => word.includes(subject));
  return subject === "" ? undefined : writing.find(isQuoted);
}

function findFirstShown(fields: readonly RowField[], values: FormValues): string {
  return (fields.find((field) => isFieldShown(values, field.block)) ?? fields[0])?.block ?? "";
}

function sayNothingChanges(): string {
  return "Nothing would change: fill in at least one field.";
}

function removeMarkup(text: string): string {
  return clipPlainText(text.replaceAll("`", ""), LONGEST_ERROR);
}
