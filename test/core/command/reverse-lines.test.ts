import { describe, expect, it } from "vitest";
import { parse } from "../../../src/command/parse.ts";
import { type Doable, type MoveWithSource, turnToMove } from "../../../src/core/command/reverse-lines.ts";
import { parseQualifiedWorkflow } from "../../../src/core/vitess/names.ts";
import { keyspaceNamed } from "../../names.ts";

function typed(line: string): Doable {
  const parsed = parse(line);
  if (parsed.kind !== "command" || parsed.command.verb === "form" || parsed.command.verb === "help") throw new Error(line);
  return parsed.command;
}

function move(qualified: string, sourceKeyspace: string): MoveWithSource {
  const name = parseQualifiedWorkflow(qualified);
  if (name === undefined) throw new Error(qualified);
  return { name, sourceKeyspace: keyspaceNamed(sourceKeyspace) };
}

const MOVES = [move("customer.c2c", "commerce"), move("lookup.c2c", "archive")];

describe("a command on a move's reverse workflow", () => {
  it.each<[line: string, onTheMove: string]>([
    [
      "vtctlclient SwitchReads -tablet_type=rdonly -dry_run commerce.c2c_reverse",
      "reverse customer.c2c --v1 --tablet-types rdonly --dry-run",
    ],
    ["vtctlclient SwitchWrites -timeout=10s commerce.c2c_reverse", "reverse customer.c2c --v1 --tablet-types primary --timeout 10s"],
    [
      "vtctlclient SwitchReads -tablet_type=rdonly -reverse commerce.c2c_reverse",
      "switch customer.c2c --v1 --tablet-types rdonly --all-at-once",
    ],
    ["vtctlclient MoveTables SwitchTraffic commerce.c2c_reverse", "reverse customer.c2c"],
    ["switch prod/archive.c2c_reverse", "reverse prod/lookup.c2c"],
    ["vtctlclient DropSources commerce.c2c_reverse", "cancel customer.c2c"],
    ["vtctlclient DropSources -keep_data commerce.c2c_reverse", "cancel customer.c2c --keep-data"],
    ["vtctlclient SwitchWrites -cancel commerce.c2c_reverse", "rescue customer.c2c"],
    ["vtctlclient Workflow commerce.c2c_reverse show", "status commerce.c2c_reverse"],
  ])("%j becomes %j", (line, meant) => {
    expect(turnToMove(typed(line), MOVES)).toEqual({ kind: "on-the-move", command: typed(meant) });
  });

  it.each([
    "vtctlclient DropSources -dry_run commerce.c2c_reverse",
    "vtctlclient DropSources -rename_tables commerce.c2c_reverse",
    "complete commerce.c2c_reverse",
    "cancel commerce.c2c_reverse",
    "delete commerce.c2c_reverse",
  ])("%j has no counterpart on the move: Vitess would act on the source's tables", (line) => {
    expect(turnToMove(typed(line), MOVES)).toEqual({ kind: "cannot", move: { targetKeyspace: "customer", workflow: "c2c" } });
  });

  it.each([
    "switch customer.c2c",
    "switch customer.c2c_reverse",
    "switch commerce.other_reverse",
    "status commerce.c2c_reverse",
    "vdiff create commerce.c2c_reverse",
    "start commerce.c2c_reverse",
    "list commerce",
  ])("%j stays as typed", (line) => {
    expect(turnToMove(typed(line), MOVES)).toEqual({ kind: "as-typed" });
  });
});
