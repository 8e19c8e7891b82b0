import type { Option, PlainTextOption } from "@slack/types";
import type { Instant } from "../../core/readings/readings.ts";
import { LIMITS } from "../blocks/limits.ts";
import { clipMiddle, toOneLine } from "../text/escape.ts";
import { sayDuration } from "../text/times.ts";

/** Searchable names, each also in lower case, converted once rather than at every keystroke. */
export interface Searchable {
  readonly names: readonly string[];
  readonly lower: readonly string[];
  /** When Vitess reported them; absent if that does not matter. */
  readonly at?: Instant;
}

export function toSearchable(names: readonly string[], at?: Instant): Searchable {
  return { names, lower: names.map((name) => name.toLowerCase()), ...(at === undefined ? {} : { at }) };
}

/** The suggestions format that Slack accepts. */
export type Offered =
  | { readonly options: PlainTextOption[] }
  | { readonly option_groups: { label: { type: "plain_text"; text: string }; options: Option[] }[] };

const AS_TYPED = " — as typed";
// Opening a form requests names anew; if they are older than this, vtctld has not answered for a while.
const OLD_MS = 10 * 60_000;

/** Placeholder of an empty list, which nobody chooses on purpose. Vitess takes no such name. */
export const NO_NAME = "…";

/** Why there are no suggestions. */
export const NO_NAMES_YET = {
  reading: "Still reading the names: type one, or look again in a moment",
  source: "Choose the source keyspace first, or type a name",
} as const;

/**
 * Suggests names that begin with what is typed, then names that contain it, up to Slack's limit, and last the typed text itself, so that
 * missing or stale names block nobody. Says how old stale names are, and why names are missing.
 */
export function suggestNames(
  typed: string,
  found: Searchable | undefined,
  now: Instant,
  missing: keyof typeof NO_NAMES_YET = "reading",
): Offered {
  const wanted = toOneLine(typed);
  const asTyped =
    wanted === "" || wanted.length > LIMITS.optionValue || found?.names.includes(wanted) === true ? [] : [suggestTypedText(wanted)];
  if (found === undefined) {
    return { options: asTyped.length > 0 || wanted !== "" ? asTyped : [{ text: buildLabel(NO_NAMES_YET[missing]), value: NO_NAME }] };
  }
  const options = findMatching(found, wanted, LIMITS.options - asTyped.length).map((name) => toSuggestion(name, LIMITS.optionText));
  const age = found.at === undefined ? 0 : now - found.at;
  if (age < OLD_MS || options.length === 0) return { options: [...options, ...asTyped] };
  const old = { label: buildLabel(`Read ${sayDuration(age)} ago`), options };
  return { option_groups: asTyped.length === 0 ? [old] : [old, { label: buildLabel("As typed"), options: asTyped }] };
}

/** At most `most` names: first those that begin with the text, then those that contain it, each in their order. Ignores case. */
export function findMatching({ names, lower }: Searchable, typed: string, most: number): readonly string[] {
  const wanted = typed.toLowerCase();
  const begin: string[] = [];
  const inside: string[] = [];
  for (const [index, name] of names.entries()) {
    if (name.length > LIMITS.optionValue || begin.length >= most) continue;
    const at = lower[index]?.indexOf(wanted) ?? -1;
    if (at === 0) begin.push(name);
    else if (at > 0 && inside.length < most) inside.push(name);
  }
  return [...begin, ...inside].slice(0, most);
}

function suggestTypedText(typed: string): PlainTextOption {
  const { text, value } = toSuggestion(typed, LIMITS.optionText - AS_TYPED.length);
  return { text: { type: "plain_text", text: `${text.text}${AS_TYPED}` }, ...(value === undefined ? {} : { value }) };
}

/** The value is complete even if the label is truncated. */
function toSuggestion(name: string, longest: number): PlainTextOption {
  return { text: { type: "plain_text", text: clipMiddle(name, longest) }, value: name };
}

function buildLabel(text: string): { type: "plain_text"; text: string } {
  return { type: "plain_text", text };
}
