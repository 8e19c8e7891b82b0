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
  "After `/movetables`, these lines of the Vitess documentation work as they stand. Next to each is what it becomes in Tandem's own short",
  "form. What is guarded still needs its approvals. Made by `npx vitest run test/command/documented-lines -u`; the test compares.",
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
  const moved = onTheMove === undefined ? "" : `, which is ${code(format(onTheMove))} once the move is known`;
  return [`${code(format(command))}${moved}`, ...(line.said === undefined ? [] : [line.said])].join(". ");
}

function code(text: string): string {
  return `\`${text.replaceAll("|", "\\|")}\``;
}
