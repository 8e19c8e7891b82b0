import type { Source } from "./sources.ts";

const LONGEST_FILE = 250;
/** Files that may be longer, each with its reason. */
const LONGER: Readonly<Record<string, string>> = {
  "src/core/command/verbs.ts": "one table, a row for each verb",
};

const VAGUE_FOLDER = /(?:^|\/)(?:utils?|helpers?|common|types|interfaces|services|managers)\//;

/** Files that hold more than one concept, judged by length. */
export function tooLong({ file, text }: Source): readonly string[] {
  const lines = text.split("\n").length - 1;
  return lines > LONGEST_FILE && LONGER[file] === undefined
    ? [`${file} has ${lines} lines; ${LONGEST_FILE} is the most without a reason`]
    : [];
}

/** Folders named after a kind of code instead of a concept, and files that only re-export. */
export function vaguePlace({ file }: Source): readonly string[] {
  const problems: string[] = [];
  if (VAGUE_FOLDER.test(file)) problems.push(`${file} is in a folder named after no concept`);
  if (/(?:^|\/)index\.ts$/.test(file)) problems.push(`${file} is a barrel; import the file itself`);
  return problems;
}

const STATEMENT = /^(?:await|void|if|for|while|try|new|throw|switch)\b|^[A-Za-z_$][\w$.?]*(?:\(|`|\s*[+-]?=[^=>])/;
const AWAITED = /^(?:export )?(?:const|let) [^\n]*=\s*await\b/;

/** Statements that run while the file loads. Only the entry may have them: everything else is functions and constants. */
export function actsOnLoad({ file, text }: Source): readonly string[] {
  if (file === "src/main.ts") return [];
  return withoutTexts(text)
    .split("\n")
    .filter((line) => STATEMENT.test(line) || AWAITED.test(line))
    .map((line) => `${file} acts on load: ${line}`);
}

/** Only the configuration reads the environment, and checks it. */
export function readsEnvironment({ file, text }: Source): readonly string[] {
  if (file === "src/config.ts" || file.startsWith("src/config/")) return [];
  return /\bprocess\??\.env\b|\bprocess\["env"\]|import \{[^}]*\benv\b[^}]*\} from "(?:node:)?process"/.test(withoutTexts(text))
    ? [`${file} reads the environment; only src/config may`]
    : [];
}

/** Lines in comments and template texts may start with anything. */
function withoutTexts(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, "").replaceAll(/`(?:[^`\\]|\\[\s\S])*`/g, '""');
}
