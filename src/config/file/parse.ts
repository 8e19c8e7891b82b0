import { type Document, LineCounter, parseDocument } from "yaml";
import { z } from "zod";
import { findNearest } from "../../command/words/nearest.ts";
import { clipForProblem } from "../read.ts";
import type { Mistake } from "../problems.ts";
import { CONFIG_FILE, type WrittenFile } from "./schema.ts";

type Path = readonly PropertyKey[];

/** Describes in words where something is in the file. */
export type DescribePlace = (path: Path) => string;

/** The contents of the file, or everything that is wrong with it; never a secret's value. */
export type ParsedFile =
  | { readonly kind: "file"; readonly file: WrittenFile; readonly place: DescribePlace }
  | { readonly kind: "wrong"; readonly problems: readonly Mistake[] };

/** Reads the text of a `tandem.yaml`. Problems call the file `name`. */
export function parseFile(text: string, name: string): ParsedFile {
  const lines = new LineCounter();
  // The library's pretty errors would quote the line, and its warnings go to the console: either may show a password.
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: "error" });
  const broken = [...document.errors, ...document.warnings].map(({ code, pos }): Mistake => ({
    setting: `${name} line ${lines.linePos(pos[0]).line}`,
    ...(YAML_WORDS[code] ?? describeOtherIssue(code)),
  }));
  if (broken.length > 0) return { kind: "wrong", problems: broken };
  let value: unknown;
  try {
    value = document.toJS();
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    return { kind: "wrong", problems: [{ setting: name, wrong: "has aliases that cannot be followed", right: "write them out" }] };
  }
  if (value === null) return { kind: "wrong", problems: [{ setting: name, wrong: "is empty", right: EXAMPLE_FILE }] };
  const place: DescribePlace = (path) => `${formatPath(path) || name} (${name} line ${findLine(document, lines, path)})`;
  const read = CONFIG_FILE.safeParse(value);
  if (read.success) return { kind: "file", file: read.data, place };
  return { kind: "wrong", problems: read.error.issues.flatMap((issue) => toProblems(issue, value, place)) };
}

const EXAMPLE_FILE = "deploy/tandem.example.yaml shows what it takes";

const YAML_WORDS: Readonly<Record<string, Pick<Mistake, "wrong" | "right">>> = {
  DUPLICATE_KEY: { wrong: "has a key that stands there already", right: "keep one of the two" },
  TAB_AS_INDENT: { wrong: "is indented with a tab", right: "YAML takes spaces" },
  BAD_INDENT: { wrong: "is indented wrongly, or leaves a bracket open", right: EXAMPLE_FILE },
  MULTIPLE_DOCS: { wrong: "begins a second document", right: "everything stands in one" },
};

function describeOtherIssue(code: string): Pick<Mistake, "wrong" | "right"> {
  return { wrong: `cannot be read as YAML (${code.toLowerCase().replaceAll("_", " ")})`, right: EXAMPLE_FILE };
}

function toProblems(issue: z.core.$ZodIssue, root: unknown, place: DescribePlace): readonly Mistake[] {
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => describeUnknownKey(key, issue, place));
  if (issue.code === "invalid_key") {
    const right = issue.issues[0]?.message ?? EXAMPLE_FILE;
    return [{ setting: place(issue.path), wrong: "has a name that cannot be", right }];
  }
  return [{ setting: place(issue.path), wrong: describeWrongValue(issue.path, root), right: issue.message }];
}

function describeUnknownKey(key: string, { path, message }: z.core.$ZodIssue, place: DescribePlace): Mistake {
  const near = findNearest(key, message.split(", "));
  const right = near === undefined ? `there is ${message}` : `did you mean ${near}?`;
  return { setting: place([...path, key]), wrong: "is no setting", right };
}

function describeWrongValue(path: Path, root: unknown): string {
  const value = findSettingValue(path, root);
  if (value === undefined) return "is not set";
  if (value === null) return "is empty";
  // Never show a login, in whatever form somebody wrote it.
  const isSecret = path.includes("credentials") || (typeof value === "string" && value.includes("@"));
  if (isSecret || typeof value === "object") return "is not of the right form";
  return `is ${clipForProblem(JSON.stringify(value))}`;
}

function findSettingValue(path: Path, root: unknown): unknown {
  let value = root;
  for (const key of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = Object.entries(value).find(([name]) => name === String(key))?.[1];
  }
  return value;
}

/** `clusters.prod.addresses[0]` */
function formatPath(path: Path): string {
  return path.map((key, index) => (typeof key === "number" ? `[${key}]` : `${index === 0 ? "" : "."}${String(key)}`)).join("");
}

/** The line of a setting; if it is missing, the line of what it belongs in. */
function findLine(document: Document, lines: LineCounter, path: Path): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node: unknown = document.getIn(path.slice(0, length), true);
    const start = findNodeStart(node);
    if (start !== undefined) return lines.linePos(start).line;
  }
  return 1;
}

function findNodeStart(node: unknown): number | undefined {
  if (typeof node !== "object" || node === null || !("range" in node) || !Array.isArray(node.range)) return undefined;
  return typeof node.range[0] === "number" ? node.range[0] : undefined;
}
