import { format } from "../../../src/command/format.ts";
import type { DocumentedLine, Page } from "./documented-line.ts";

/** The documentation page that says what each documented line becomes, generated from the lines themselves. */
export function pageOf(lines: readonly DocumentedLine[]): string {
  const pages = [...new Set(lines.map(({ page }) => page))];
  return [...HEAD, ...pages.flatMap((page) => tableOf(page, lines))].join("\n");
}

const HEAD = [
  "# Pasted lines",
  "",
  "These lines of the Vitess documentation work unchanged after `/movetables`. Next to each is what it becomes in Tandem's own short form,",
  "or why Tandem refuses it. Guarded operations still need their approvals. The test `test/command/documented-lines` compares this page with",
  "the code; `npx vitest run test/command/documented-lines -u` generates it.",
  "",
];

function tableOf(page: Page, lines: readonly DocumentedLine[]): readonly string[] {
  const versions = page.oldest === page.newest ? `${page.oldest}` : `${page.oldest} to ${page.newest}`;
  return [
    `## ${page.title}, Vitess ${versions}`,
    "",
    "| line | becomes |",
    "|---|---|",
    ...lines.filter((line) => line.page === page).map((line) => `| ${code(line.line)} | ${becomes(line)} |`),
    "",
  ];
}

function becomes(line: DocumentedLine): string {
  if ("reason" in line) return line.reason;
  const { command, onTheMove } = line;
  const moved = onTheMove === undefined ? "" : `, which becomes ${code(format(onTheMove))} once Tandem knows the move`;
  return [`${code(format(command))}${moved}`, ...(line.said === undefined ? [] : [line.said])].join(". ");
}

function code(text: string): string {
  return `\`${text.replaceAll("|", "\\|")}\``;
}
