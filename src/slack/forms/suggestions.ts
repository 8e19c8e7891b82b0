import type { Option, PlainTextOption } from "@slack/types";
import type { Instant } from "../../core/readings/readings.ts";
import { LIMITS } from "../blocks/limits.ts";
import { clipMiddle, toOneLine } from "../text/escape.ts";
import { sayDuration } from "../text/times.ts";

/** Names that can be searched: each also in lower case, made once and not at every key that is pressed. */
export interface Searchable {
  readonly names: readonly string[];
  readonly lower: readonly string[];
  /** When Vitess told them; absent where that says nothing. */
  readonly at?: Instant;
}

export function searchable(names: readonly string[], at?: Instant): Searchable {
  return { names, lower: names.map((name) => name.toLowerCase()), ...(at === undefined ? {} : { at }) };
}

/** What Slack takes as an answer to somebody's typing. */
export type Offered =
  | { readonly options: PlainTextOption[] }
  | { readonly option_groups: { label: { type: "plain_text"; text: string }; options: Option[] }[] };

const AS_TYPED = " — as typed";
// Names are asked for anew when a form opens; older than this, vtctld has not answered for a while.
const OLD_MS = 10 * 60_000;

/** Chosen by nobody on purpose: it stands in a list that is not there yet. No name that Vitess takes. */
export const NO_NAME = "…";

/** Why there are no names to offer. */
export const NOT_YET = {
  reading: "Still reading the names: type one, or look again in a moment",
  source: "Choose the source keyspace first, or type a name",
} as const;

/**
 * The names that go on as typed, then those that have it somewhere, at most as many as Slack shows, and last what is typed itself, so that
 * names that are missing or old stop nobody; old ones say how old, and missing ones why.
 */
export function suggestions(
  typed: string,
  found: Searchable | undefined,
  now: Instant,
  missing: keyof typeof NOT_YET = "reading",
): Offered {
  const wanted = toOneLine(typed);
  const asTyped =
    wanted === "" || wanted.length > LIMITS.optionValue || found?.names.includes(wanted) === true ? [] : [optionAsTyped(wanted)];
  if (found === undefined) {
    return { options: asTyped.length > 0 || wanted !== "" ? asTyped : [{ text: labelObject(NOT_YET[missing]), value: NO_NAME }] };
  }
  const options = findMatching(found, wanted, LIMITS.options - asTyped.length).map((name) => optionOf(name, LIMITS.optionText));
  const age = found.at === undefined ? 0 : now - found.at;
  if (age < OLD_MS || options.length === 0) return { options: [...options, ...asTyped] };
  const old = { label: labelObject(`Read ${sayDuration(age)} ago`), options };
  return { option_groups: asTyped.length === 0 ? [old] : [old, { label: labelObject("As typed"), options: asTyped }] };
}

/** At most `most` names: first those that begin so, then those that have it inside, each in their order. Case does not matter. */
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

function optionAsTyped(typed: string): PlainTextOption {
  const { text, value } = optionOf(typed, LIMITS.optionText - AS_TYPED.length);
  return { text: { type: "plain_text", text: `${text.text}${AS_TYPED}` }, ...(value === undefined ? {} : { value }) };
}

/** The value is whole, whatever is shown of it. */
function optionOf(name: string, longest: number): PlainTextOption {
  return { text: { type: "plain_text", text: clipMiddle(name, longest) }, value: name };
}

function labelObject(text: string): { type: "plain_text"; text: string } {
  return { type: "plain_text", text };
}
