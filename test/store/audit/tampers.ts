import fc from "fast-check";

/** One change of a file of lines. */
export interface Tamper {
  readonly kind: "byte" | "digit" | "insert" | "remove" | "drop" | "swap" | "duplicate" | "cut" | "cut lines" | "rehash";
  /** Where, as shares of the file. */
  readonly at: number;
  readonly to: number;
  readonly char: number;
}

const KINDS = ["byte", "digit", "insert", "remove", "drop", "swap", "duplicate", "cut", "cut lines", "rehash"] as const;
// `fc.double` draws numbers near 0 far more often than others, and would leave most of the file untouched.
const SHARE = fc.noBias(fc.integer({ min: 0, max: 2 ** 30 - 1 })).map((part) => part / 2 ** 30);

export const TAMPERS: fc.Arbitrary<Tamper> = fc.record({
  kind: fc.constantFrom(...KINDS),
  at: SHARE,
  to: SHARE,
  char: fc.integer({ min: 0, max: 126 }),
});

/** Changes a line and gives it the hash that fits; undefined for a line without one. */
export type Rehash = (line: string) => string | undefined;

/** The file after one change; equal to the file if the change happens to change nothing. */
export function tamperWith(text: string, { kind, at, to, char }: Tamper, rehash: Rehash): string {
  const lines = text.split(/(?<=\n)/);
  const place = Math.floor(at * text.length);
  const [line, other] = [Math.floor(at * lines.length), Math.floor(to * lines.length)];
  const one = lines[line] ?? "";
  switch (kind) {
    case "byte":
      return replaceAt(text, place, String.fromCharCode(char));
    case "digit": {
      const digits = [...text.matchAll(/\d/g)];
      const digit = digits[Math.floor(at * digits.length)];
      return digit === undefined ? text : replaceAt(text, digit.index, String(char % 10));
    }
    case "insert":
      return text.slice(0, place) + String.fromCharCode(char) + text.slice(place);
    case "remove":
      return replaceAt(text, place, "");
    case "drop":
      return lines.toSpliced(line, 1).join("");
    case "swap":
      return lines
        .with(line, lines[other] ?? "")
        .with(other, one)
        .join("");
    case "duplicate":
      return lines.toSpliced(other, 0, one).join("");
    case "cut":
      return text.slice(0, place);
    case "cut lines":
      return lines.slice(0, line).join("");
    case "rehash":
      return lines.with(line, rehash(one) ?? one).join("");
    default:
      return kind satisfies never;
  }
}

function replaceAt(text: string, place: number, by: string): string {
  return text.slice(0, place) + by + text.slice(place + 1);
}
