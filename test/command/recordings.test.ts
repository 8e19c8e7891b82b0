import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { parse } from "../../src/command/parse.ts";
import { requestOf } from "./wire.ts";

const FOLDER = join(import.meta.dirname, "../recordings/v23.0.3");
const UNDERSTOOD = /^vtctldclient (?:--action-timeout \S+ )?(?:MoveTables|Workflow|VDiff) /;

/** Lines given to the recorded client that were meant to fail. Tandem refuses these without calling Vitess. */
const REFUSED: Readonly<Record<string, string>> = {
  "vtctldclient MoveTables --workflow  --target-keyspace customer cancel": "value-missing",
  "vtctldclient MoveTables --workflow 'bad name!' --target-keyspace customer create --source-keyspace commerce --tables nosuchtable":
    "name-malformed",
  "vtctldclient MoveTables --workflow e0 --target-keyspace commerce create --source-keyspace commerce --tables product": "same-keyspace",
  "vtctldclient MoveTables --workflow e2 --target-keyspace customer switchtraffic --tablet-types spare --dry-run": "value-wrong",
  "vtctldclient MoveTables --workflow e2 --target-keyspace customer mirrortraffic --percent -1": "value-wrong",
  "vtctldclient MoveTables --workflow e2 --target-keyspace customer mirrortraffic --percent 101": "value-wrong",
};

const Recorded = z.object({ cmd: z.string(), method: z.string(), request: z.record(z.string(), z.unknown()) });

function recordedCalls(): readonly z.infer<typeof Recorded>[] {
  return readdirSync(FOLDER)
    .flatMap((file) => readFileSync(join(FOLDER, file), "utf8").split("\n"))
    .filter((line) => line !== "")
    .map((line) => Recorded.parse(JSON.parse(line)))
    .filter(({ cmd }) => UNDERSTOOD.test(cmd));
}

test("every line given to the recorded client is a command, or is refused for a known reason", () => {
  const lines = [...new Set(recordedCalls().map(({ cmd }) => cmd))];
  const refused = lines.flatMap((line) => {
    const parsed = parse(line);
    return parsed.kind === "refused" ? [[line, parsed.reason] as const] : [];
  });
  expect(Object.fromEntries(refused)).toEqual(REFUSED);
  expect(lines.length).toBeGreaterThan(150);
});

test("a pasted line that changes something means exactly what the recorded client sent for it", () => {
  const compared = recordedCalls().filter(({ cmd, method, request }) => {
    const parsed = parse(cmd);
    const expected = parsed.kind === "command" ? requestOf(parsed.command) : undefined;
    if (expected === undefined || !method.endsWith(`/${expected.rpc}`)) return false;
    // The server ignores these two, which only tell the client how to wait; without a UUID the client generates one.
    const { wait: _wait, wait_update_interval: _interval, ...sent } = request;
    const made = expected.rpc === "VDiffCreate" && expected.request["uuid"] === undefined;
    expect({ cmd, ...expected.request }).toEqual({ cmd, ...sent, ...(made && { uuid: undefined }) });
    return true;
  });
  expect(compared.length).toBeGreaterThan(100);
});
