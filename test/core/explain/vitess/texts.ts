import { readFileSync } from "node:fs";

/** A text from Vitess's source, with the releases that have it and its location in the newest of them. */
export interface VitessText {
  readonly since: number;
  readonly until: number;
  /** File, function and text, as a reason is matched against them. */
  readonly at: string;
  readonly file: string;
  /** Filled in as Vitess would: names for names, numbers for numbers. */
  readonly said: string;
}

/** Every text that `main.ts` collected. */
export const VITESS_TEXTS: readonly VitessText[] = readFileSync(new URL("./texts.tsv", import.meta.url), "utf8")
  .trimEnd()
  .split("\n")
  .slice(1)
  .map((line) => {
    const [since = "", until = "", file = "", said = "", text = ""] = line.split("\t");
    return { since: Number(since), until: Number(until), at: [file, said, text].join("\t"), file, said: filled(text, file) };
  });

/** `cause`: the words behind a prefix. */
export function filled(text: string, file: string, cause = "x"): string {
  const name = file === "topo/errors.go" ? "/vitess/global/keyspaces/customer/Keyspace" : "x";
  return text
    .replace(/%[+#]?[vsw]$/, cause === "x" ? name : cause)
    .replaceAll(/%[\d.]*[dxb]/g, "7")
    .replaceAll("%q", '"x"')
    .replaceAll("%t", "true")
    .replaceAll(/%[-+#]?(?:\[\d+\])?[svwTpcf]/g, "x")
    .replaceAll("%%", "%");
}
