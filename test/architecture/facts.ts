import { existsSync, readFileSync, readdirSync } from "node:fs";
import type { Source } from "./sources.ts";

const FOLDER = "docs/facts";
const CITATION = /docs\/facts\/([\w-]+\.md)(?:#([\w-]+))?/g;
const LINK = /\]\((?:[\w./-]*\/)?facts\/([\w-]+\.md)(?:#([\w-]+))?\)/g;
/** Citations of pages and numbers that do not exist in this repository. */
const ELSEWHERE = /\b(?:vitess|slack)\.md\b|\b\d+\.\d+\.\d+ items? \d+|\b(?:second|third) run (?:items? )?\d+|§ ?\d/g;
const HEADING = /^## <a id="([\w-]+)"><\/a>(.+)$/;
const RECORDING = /`(v\d+\.\d+\.\d+\/[\w-]+)`/g;

/** One fact: its page and anchor, and everything under its heading. */
export interface Fact {
  readonly id: string;
  readonly text: string;
}

/** Everything that can cite a fact: code, tests, settings and pages. The facts themselves cite none. */
export function citing(): readonly Source[] {
  const folders = ["src", "jobs", "deploy", "practice", "test", "docs"];
  return [...readdirSync("."), ...folders.flatMap(filesUnder)]
    .filter((file) => /\.(?:ts|mjs|js|proto|ya?ml|md|html|json)$/.test(file))
    .filter((file) => !file.startsWith(`${FOLDER}/`) && !file.startsWith("test/recordings/") && file !== "package-lock.json")
    .map((file) => ({ file, text: readFileSync(file, "utf8") }));
}

function filesUnder(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).map((path) => `${folder}/${path.replaceAll("\\", "/")}`);
}

/** Every fact on the pages of `docs/facts`, such as `create.md#nameless`. */
export function factsIn({ file, text }: Source): readonly Fact[] {
  const page = file.slice(file.lastIndexOf("/") + 1);
  return text.split(/^(?=## )/m).flatMap((part) => {
    const id = HEADING.exec(part.slice(0, part.indexOf("\n")))?.[1];
    return id === undefined ? [] : [{ id: `${page}#${id}`, text: part.slice(part.indexOf("\n") + 1).trim() }];
  });
}

/** The pages themselves, without their index. */
export function factPages(): readonly Source[] {
  return readdirSync(FOLDER)
    .filter((name) => name !== "README.md")
    .map((name) => ({ file: `${FOLDER}/${name}`, text: readFileSync(`${FOLDER}/${name}`, "utf8") }));
}

/** The facts that a file cites, such as `create.md#nameless`; links to the index do not count. */
export function citedIn({ text }: Source): readonly string[] {
  return [...text.matchAll(CITATION), ...text.matchAll(LINK)]
    .map(([, page = "", anchor]) => (anchor === undefined ? page : `${page}#${anchor}`))
    .filter((id) => id !== "README.md");
}

/** Citations of missing facts, and of pages that are not in the repository. Prose may cite a whole page of facts. */
export function deadEnds(source: Source, facts: ReadonlySet<string>): readonly string[] {
  const isPage = (id: string): boolean => source.file.endsWith(".md") && [...facts].some((fact) => fact.startsWith(`${id}#`));
  const unknown = citedIn(source).filter((id) => !facts.has(id) && !isPage(id));
  const elsewhere = [...source.text.matchAll(ELSEWHERE)].map(([words]) => words);
  return [...unknown, ...elsewhere].map((what) => `${source.file} cites ${what}`);
}

/** What a fact lacks: words of its own, in at most five lines, its releases, its source, existing recordings. */
export function lackingIn({ id, text }: Fact): readonly string[] {
  const lines = text.split("\n");
  const end = lines.findIndex((line) => line.startsWith("Holds: "));
  const last = lines.slice(end).join(" ");
  const problems: string[] = [];
  if (end < 0) problems.push(`${id} does not say for which releases it holds`);
  if (end > 6) problems.push(`${id} has ${end} lines; a fact has few`);
  if (!/ Source: \S/.test(last)) problems.push(`${id} does not say where it comes from`);
  for (const [, name] of text.matchAll(RECORDING))
    if (!existsSync(`test/recordings/${name}.jsonl`)) problems.push(`${id} names the recording ${name}, which is not there`);
  return problems;
}
