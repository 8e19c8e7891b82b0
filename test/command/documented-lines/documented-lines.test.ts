import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "../../../src/command/parse.ts";
import { listLackingNeeds } from "../../../src/core/command/capabilities.ts";
import { isKeyspace, isWorkflowName } from "../../../src/core/vitess/names.ts";
import { turnToMove } from "../../../src/core/command/reverse-lines.ts";
import { DOCUMENTED_LINES } from "./lines.ts";
import { pageOf } from "./page.ts";
import { count, tally } from "../../counts.ts";

const COMMANDS = DOCUMENTED_LINES.flatMap((line) => ("command" in line ? [line] : []));
const OTHERS = DOCUMENTED_LINES.flatMap((line) => ("reason" in line ? [line] : []));

test.each(COMMANDS)("$line means what the page for Vitess $page.oldest says", ({ line, command, said }) => {
  const parsed = parse(line);
  expect(parsed).toMatchObject({ kind: "command", pasted: true });
  if (parsed.kind !== "command") return;
  expect(parsed.command).toEqual(command);
  expect(parsed.said).toBe(said);
});

test.each(COMMANDS.filter(({ line }) => /dry.run/.test(line)))(
  "without its flag, $line is the same without the dry run",
  ({ line, command }) => {
    const parsed = parse(line.replace(/ --?dry[_-]run/, ""));
    expect(parsed).toMatchObject({ command: { ...command, dryRun: false } });
  },
);

test.each(OTHERS)("$line is refused: $reason", ({ line }) => {
  expect(parse(line)).toMatchObject({ kind: "refused", reason: "option-missing" });
});

test.each(COMMANDS.filter((line) => line.onTheMove !== undefined))(
  "$line is an operation on the move",
  ({ command, onTheMove: meant, page }) => {
    const [source, target, workflow] =
      page.title === "Move Tables" ? ["commerce", "customer", "commerce2customer"] : ["sourcekeyspace", "targetkeyspace", "workflowname"];
    if (!isKeyspace(source) || !isKeyspace(target) || !isWorkflowName(workflow) || command.verb === "form" || command.verb === "help")
      throw new Error(command.verb);
    const move = { name: { targetKeyspace: target, workflow }, sourceKeyspace: source };
    expect(turnToMove(command, [move])).toEqual({ kind: "on-the-move", command: meant });
  },
);

test("every release that a page covers can execute the page's lines", () => {
  const lacking = COMMANDS.flatMap(({ line, page, command, onTheMove: meant = command }) =>
    [page.oldest, page.newest]
      .map((major) => ({ dialect: major >= 18 ? "typed" : "legacy", major, tablets: [], from: "probed" }) as const)
      .flatMap((version) => listLackingNeeds(version, meant).map(({ option }) => `${line}: ${option} on ${version.major}`)),
  );
  expect(lacking).toEqual([]);
});

test("a server is kept if the page names one", () => {
  const servers = COMMANDS.map(({ line }) => {
    const parsed = parse(line);
    return parsed.kind === "command" ? parsed.server : undefined;
  });
  expect([...new Set(servers)]).toEqual(["vtctld.host:15999", undefined, "localhost:15999"]);
});

test("the page of pasted lines says what the lines become", async () => {
  await expect(pageOf(DOCUMENTED_LINES)).toMatchFileSnapshot(join(import.meta.dirname, "../../../docs/pasted-lines.md"));
});

test("no line of the five pages is missing", () => {
  const pages = [...new Set(DOCUMENTED_LINES.map(({ page }) => page))];
  const printed = pages.map(
    (page) => `Vitess ${page.oldest} to ${page.newest}: ${DOCUMENTED_LINES.filter((line) => line.page === page).length}`,
  );
  count("documented lines", tally(DOCUMENTED_LINES.map(({ page }) => `Vitess ${page.oldest} to ${page.newest}`)));
  count("documented lines that are commands", COMMANDS.length);
  expect(printed).toEqual([
    "Vitess 11 to 13: 45",
    "Vitess 14 to 14: 24",
    "Vitess 15 to 17: 11",
    "Vitess 18 to 20: 11",
    "Vitess 21 to 24: 12",
  ]);
});
