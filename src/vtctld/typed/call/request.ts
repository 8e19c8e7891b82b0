import type { OptionKind, OptionValues } from "../../../core/options/kinds.ts";
import type { OptionRow, OptionRows, OptionsOf, OptionValue } from "../../../core/options/row.ts";
import { encodeDuration } from "./times.ts";

/** Rows whose options name only fields of a request, or of a message in it. */
export type WireRows<Request> = Readonly<Record<string, OptionRow & { readonly wire?: FieldOf<Request> }>>;

type FieldOf<Request> = {
  [Field in keyof Request & string]-?: Field | `${Field}.${keyof NonNullable<Request[Field]> & string}`;
}[keyof Request & string];

/** How to send each kind of option that is not sent as its value. */
interface SentValues {
  readonly order: "INORDER" | 0;
  readonly duration: ReturnType<typeof encodeDuration>;
  readonly "whole-seconds": ReturnType<typeof encodeDuration>;
  readonly count: string;
  readonly "count-from-1": string;
  readonly "auto-increment": "REMOVE" | "REPLACE" | 0;
}

type Fields<Rows extends OptionRows, Message extends string> = {
  readonly [Option in keyof Rows as NameIn<Message, Rows[Option]>]?: SentAs<Rows[Option]["kind"]>;
};
type SentAs<K extends OptionKind> = K extends keyof SentValues ? SentValues[K] : OptionValues[K];
type NameIn<Message extends string, Row> = Row extends { readonly wire: `${Message}${infer Name}` }
  ? Name extends `${string}.${string}`
    ? never
    : Name
  : never;

/**
 * The request fields for some options, by their rows: the request's own fields, or those in `message`, such as `workflow_options.`. An
 * option without a value gets no field.
 */
export function encodeOptions<Rows extends OptionRows, Message extends string = "">(
  rows: Rows,
  options: Partial<OptionsOf<Rows>>,
  message?: Message,
): Fields<Rows, Message>;
export function encodeOptions(rows: OptionRows, options: Readonly<Record<string, OptionValue | undefined>>, message = ""): object {
  return Object.fromEntries(
    Object.entries(rows).flatMap(([option, { kind, wire = "" }]) => {
      const value = options[option];
      const name = wire.startsWith(message) ? wire.slice(message.length) : "";
      return name === "" || name.includes(".") || value === undefined ? [] : [[name, encodeValue(kind, value)]];
    }),
  );
}

/** Encodes defaults as zero or an enum's first value, which the request then omits. */
function encodeValue(kind: OptionKind, value: OptionValue): unknown {
  if (kind === "order") return value === true ? "INORDER" : 0;
  // LEAVE is the default on the wire, REMOVE that of the reference client.
  if (kind === "auto-increment" && value === "LEAVE") return 0;
  if (typeof value === "bigint") return value === 0n ? "" : value.toString();
  return typeof value === "number" && kind !== "percent" ? encodeDuration(value) : value;
}
