import { TRANSITIONS } from "../../src/core/operation/execution/transitions.ts";

const HEAD = ["| from | on | to | means |", "|---|---|---|---|"];

/** The transition table of `decideNext`, as a page shows it: inputs that lead to the same state for the same reason share a row. */
export function stateTable(): readonly string[] {
  const rows = Object.entries(TRANSITIONS).flatMap(([from, sights]) => {
    const merged = new Map<string, string[]>();
    for (const [sight, { to, means }] of Object.entries(sights)) {
      const rest = `${to.join(", ")} | ${means}`;
      merged.set(rest, [...(merged.get(rest) ?? []), sight]);
    }
    return [...merged].map(([rest, on]) => `| ${from} | ${on.join(", ")} | ${rest} |`);
  });
  return [...HEAD, ...rows];
}

/** The rows of the table under a heading of a page. */
export function tableUnder(page: string, heading: string): readonly string[] {
  const lines = page.split("\n");
  const begin = lines.indexOf(heading);
  if (begin === -1) throw new Error(`the page has no "${heading}"`);
  const rest = lines.slice(begin + 1);
  const first = rest.findIndex((line) => line.startsWith("|"));
  const length = rest.slice(first).findIndex((line) => !line.startsWith("|"));
  return rest.slice(first, length === -1 ? undefined : first + length);
}
