import { existsSync, readFileSync, readdirSync } from "node:fs";
import type { Source } from "./sources.ts";

const FOLDER = "docs/facts";
const CITATION = /docs\/facts\/([\w-]+\.md)(?:#([\w-]+))?/g;
const LINK = /\]\((?:[\w./-]*\/)?facts\/([\w-]+\.md)(?:#([\w-]+))?\)/g;
/** Pages and numbers that lead nowhere in this repository. */
const ELSEWHERE = /\b(?:vitess|slack)\.md\b|\b\d+\.\d+\.\d+ items? \d+|\b(?:second|third) run (?:items? )?\d+|§ ?\d/g;
const HEADING = /^## <a id="([\w-]+)"><\/a>(.+)$/;
const RECORDING = /`(v\d+\.\d+\.\d+\/[\w-]+)`/g;

/** One fact: its page and anchor, and everything under its heading. */
export interface Fact {
  readonly id: string;
  readonly text: string;
}

/** All that can cite a fact: code, tests, settings and pages. The facts themselves cite none. */
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

/** Every fact that a page of `docs/facts` states, `create.md#nameless`. */
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

/** The facts that a file cites, `create.md#nameless`; one of the index is none. */
export function citedIn({ text }: Source): readonly string[] {
  return [...text.matchAll(CITATION), ...text.matchAll(LINK)]
    .map(([, page = "", anchor]) => (anchor === undefined ? page : `${page}#${anchor}`))
    .filter((id) => id !== "README.md");
}

/** Citations that lead to no fact, and citations of pages that nobody has here. A page of prose may name a whole page of facts. */
export function deadEnds(source: Source, facts: ReadonlySet<string>): readonly string[] {
  const isPage = (id: string): boolean => source.file.endsWith(".md") && [...facts].some((fact) => fact.startsWith(`${id}#`));
  const unknown = citedIn(source).filter((id) => !facts.has(id) && !isPage(id));
  const elsewhere = [...source.text.matchAll(ELSEWHERE)].map(([words]) => words);
  return [...unknown, ...elsewhere].map((what) => `${source.file} cites ${what}`);
}

/** What a fact lacks: words of its own, at most five lines of them, its releases, its source, recordings that are there. */
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
