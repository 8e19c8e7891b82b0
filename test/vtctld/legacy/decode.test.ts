import { readFileSync } from "node:fs";

import { status as Status } from "@grpc/grpc-js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { Fault } from "../../../src/operations/fault.ts";
import { openCaller, type Caller } from "../../../src/vtctld/channel/caller.ts";
import { DEADLINES } from "../../../src/vtctld/channel/deadlines.ts";
import { toCallFault } from "../../../src/vtctld/channel/faults.ts";
import { createLegacyCommands, type Commands } from "../../../src/vtctld/legacy/call/calls.ts";
import { parseTrafficState, parseTableCopy } from "../../../src/vtctld/legacy/workflow/status.ts";
import { parseDryRun, demandSuccess } from "../../../src/vtctld/legacy/workflow/switch-traffic.ts";
import { parseVDiff, parseListedVDiffs } from "../../../src/vtctld/legacy/vdiff/summary.ts";
import { parseReportTables } from "../../../src/vtctld/legacy/vdiff/v1-report.ts";
import { parseShownWorkflow } from "../../../src/vtctld/legacy/workflow/show.ts";
import { startGrpcServer, type GrpcServer, type Reply, type SeenCall } from "../grpc-server.ts";
import { wordsOf } from "./command-words.ts";
import { expectedKind, rowsThatFit, TEXTS } from "./expected-faults.ts";
import { isCommand, legacyRecordings, nameOf, printed, type LegacyRecording } from "./recordings.ts";
import { recorded } from "./server.ts";
import { count, tally } from "../../counts.ts";
import { shardNamed } from "../../names.ts";

const all = legacyRecordings().map((recording) => ({ name: nameOf(recording), recording }));
const commandsRecorded = all.filter(({ recording }) => isCommand(recording) && recording.request.args !== undefined);
const ended = commandsRecorded.filter(({ recording }) => recording.status.code === 0);
const failed = all.filter(({ recording }) => recording.status.code !== 0 && !isOurs(recording));

// The recording client's own deadline or disconnect, and not an answer: vtctld's waits end in code 4 as well, without these words.
function isOurs({ status }: LegacyRecording): boolean {
  return /^Deadline exceeded after|^Cancelled on client/.test(status.details);
}

let playing: LegacyRecording;
let server: GrpcServer;
let caller: Caller;
let commands: Commands;

function play(call: SeenCall): Reply {
  if (call.method === "ExecuteVtctlCommand") return recorded(playing);
  return { kind: "answer", message: Buffer.from(playing.response_base64 ?? "", "base64") };
}

beforeAll(async () => {
  server = await startGrpcServer(play);
  caller = openCaller({ addresses: [server.address] });
  commands = createLegacyCommands(caller, DEADLINES, 12);
});

afterAll(async () => {
  caller.close();
  await server.close();
  count("commands of 12 and 14 decoded", ended.length);
  count("errors of 12 and 14 classified", tally(failed.map(({ recording }) => `${recording.version} ${expectedKind(recording)}`)));
});

describe("the output of a command arrives unchanged", () => {
  test.each(ended)("$name", async ({ recording }) => {
    playing = recording;
    expect(await commands.read(recording.request.args ?? [])).toBe(printed(recording));
  });
});

describe("every recorded error of both versions becomes a fault of its kind", () => {
  test.each(failed)("$name", async ({ recording }) => {
    playing = recording;
    const { code, details } = recording.status;
    // The typed API's own tests cover typed errors.
    const call = isCommand(recording)
      ? commands.write(recording.request.args ?? [], 5_000)
      : Promise.reject(toCallFault({ rpc: recording.method, code: statusOf(code), details, deadlinePassed: false }));
    const fault = await call.catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(Fault);
    expect(fault).toMatchObject({ kind: expectedKind(recording) });
  });

  const left = all.filter(({ recording }) => recording.status.code !== 0 && isOurs(recording));

  test.each(left)("$name: the client went away", ({ recording }) => {
    const code = recording.status.code === 1 ? Status.CANCELLED : Status.DEADLINE_EXCEEDED;
    expect(toCallFault({ rpc: recording.method, code, details: recording.status.details, deadlinePassed: true }).kind).toBe("timed-out");
  });

  test("these are all the lines of errors.tsv that are theirs", () => {
    const lines = readFileSync(new URL("../../recordings/errors.tsv", import.meta.url), "utf8")
      .trimEnd()
      .split("\n");
    const theirs = lines.filter((line) => /^v1[24]\./.test(line)).map((line) => line.split("\t"));
    const told = [...failed, ...left].map(({ recording }) => `${recording.version} ${recording.scenario} ${recording.seq}`);
    const listed = theirs.map(([version, scenario, file]) => `${version ?? ""} ${scenario ?? ""} ${Number.parseInt(file ?? "", 10)}`);
    expect(listed.toSorted()).toEqual(told.toSorted());
  });

  test("each text has exactly one row, and each row a text", () => {
    expect(failed.filter(({ recording }) => rowsThatFit(recording).length > 1).map(({ name }) => name)).toEqual([]);
    const unused = TEXTS.filter((row) => !failed.some(({ recording }) => rowsThatFit(recording).includes(row)));
    expect(unused).toEqual([]);
  });
});

describe("printed output is parsed", () => {
  const printedBy = (command: string, action?: string) =>
    ended.filter(({ recording }) => {
      const words = wordsOf(recording.request.args ?? []);
      return words.command === command && (action === undefined || words.rest.includes(action)) && !("h" in words.flags);
    });

  test.each(printedBy("movetables", "getstate"))("$name", ({ recording }) => {
    expect(parseTrafficState(printed(recording))).toBe(printed(recording).trim());
  });

  test.each(printedBy("movetables", "progress"))("$name", ({ recording }) => {
    const copies = parseTableCopy(printed(recording));
    const lines = printed(recording)
      .split("\n")
      .filter((line) => line.includes(": rows copied "));
    const again = copies.map((copy) => `${copy.table}: ${copy.rowsCopied}/${copy.rowsTotal} ${copy.bytesCopied}/${copy.bytesTotal}`);
    const said = lines.map((line) => line.replace(/rows copied (\S+) \(\d+%\), size copied (\S+) \(\d+%\)/, "$1 $2"));
    expect(again).toEqual(said.toSorted());
    expect(printed(recording).includes("Copy Completed.")).toBe(copies.length === 0);
  });

  test.each(printedBy("workflow", "show"))("$name", ({ recording }) => {
    const shown = parseShownWorkflow(printed(recording));
    expect(shown.streams.length).toBe([...printed(recording).matchAll(/"Tablet":/g)].length);
    const raw = /"MaxVReplicationTransactionLag": (\d+)/.exec(printed(recording))?.[1] ?? "";
    const expected = raw.length > 9 ? { kind: "copying" } : { kind: "seconds", value: Number(raw) };
    expect(shown.lag).toEqual(raw === "" ? undefined : expected);
  });

  const nothingToDo = [101];
  const dryRuns = ended.filter(({ recording }) => printed(recording).includes("Dry Run results"));
  test.each(dryRuns)("$name is lines", ({ recording }) => {
    const lines = parseDryRun(printed(recording));
    // Reversing what was never switched prints nothing below its header.
    expect(lines.length > 0 || nothingToDo.includes(recording.seq)).toBe(true);
    expect(lines.join("\n")).not.toMatch(/Dry Run results|Parameters:|\t/);
  });

  const actions = ended.filter(({ recording }) => {
    const { command, flags, rest } = wordsOf(recording.request.args ?? []);
    return command === "movetables" && /^(?:switchtraffic|reversetraffic|complete|cancel)$/.test(rest[0] ?? "") && !("dry_run" in flags);
  });
  test.each(actions)("$name says that it was successful", ({ recording }) => {
    const said = demandSuccess("SwitchTraffic", printed(recording));
    expect(said).toContainEqual(expect.stringMatching(/^\w+ was successful for workflow [\w.]+$/));
    expect(said.at(-1)).toMatch(/^Current State: (?:.*Switched|Workflow Not Found)/);
  });

  test("a command that prints nothing did nothing", () => {
    expect(() => demandSuccess("SwitchTraffic", "\n")).toThrow(Fault);
    expect(() => parseDryRun("")).toThrow(Fault);
    expect(() => parseTrafficState("")).toThrow(Fault);
  });
});

describe("VDiff reports: counts, never rows", () => {
  const firstKind = ended.filter(({ recording }) => {
    const { command, flags } = wordsOf(recording.request.args ?? []);
    return command === "vdiff" && flags["format"] === "json" && !("v2" in flags);
  });

  test.each(firstKind)("$name", ({ recording }) => {
    const tables = parseReportTables(printed(recording), shardNamed("0"));
    const said = [...printed(recording).matchAll(/^"ProcessedRows": (\d+)/gm)].map(([, rows = ""]) => BigInt(rows));
    expect(tables.map((table) => table.rowsCompared)).toEqual(said);
    expectNoRowsOf(recording, tables);
  });

  const secondKind = ended.filter(({ recording }) => {
    const { command, flags, rest } = wordsOf(recording.request.args ?? []);
    return command === "vdiff" && "v2" in flags && flags["format"] === "json" && rest[1] === "show";
  });

  const lists = secondKind.filter(({ recording }) => recording.request.args?.includes("all") === true);
  const [nothings, shows] = [true, false].map((isNothing) =>
    secondKind.filter((one) => !lists.includes(one) && (printed(one.recording).trim() === "{}") === isNothing),
  );

  test.each(lists)("$name", ({ recording }) => {
    const text = printed(recording);
    expect(parseListedVDiffs(text, () => undefined).map(({ state }) => state)).toEqual(
      [...text.matchAll(/"State": "(\w*)"/g)].map(([, word]) => word),
    );
  });

  test.each(nothings ?? [])("$name", ({ recording }) => {
    expect(parseVDiff(printed(recording), () => undefined)).toBeUndefined();
  });

  test.each(shows ?? [])("$name", ({ recording }) => {
    const text = printed(recording);
    const vdiff = parseVDiff(text, () => undefined);
    expect(vdiff?.uuid).toBe(/"UUID": "([^"]+)"/.exec(text)?.[1]);
    const sum = vdiff?.tables.reduce((rows, table) => rows + table.rowsCompared, 0n);
    expect(vdiff?.whole?.rowsCompared ?? sum).toBe(BigInt(/"RowsCompared": (\d+)/.exec(text)?.[1] ?? "-1"));
    expect(vdiff?.tables.some((table) => table.hasMismatch)).toBe(text.includes('"HasMismatch": true'));
    expectNoRowsOf(recording, vdiff);
  });

  test("both versions' spellings of samples were among them", () => {
    const texts = firstKind.map(({ recording }) => printed(recording)).join("");
    expect(texts).toMatch(/"ExtraRowsSourceSample": \[/);
    expect(texts).toMatch(/"ExtraRowsSourceDiffs": \[/);
  });
});

/** Values of a sample that are long enough not to match by chance. */
function expectNoRowsOf(recording: LegacyRecording, reading: unknown): void {
  const shown = JSON.stringify(reading, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value)) ?? "";
  const values: string[] = [];
  JSON.stringify(JSON.parse(printed(recording)), (key, value: unknown) => {
    if (key !== "Row") return value;
    for (const cell of Object.values(value ?? {})) if (typeof cell === "string" && cell.length > 4) values.push(cell);
    return undefined;
  });
  expect(values.filter((value) => shown.includes(value))).toEqual([]);
}

function statusOf(code: number): Status {
  const found = [Status.UNKNOWN, Status.DEADLINE_EXCEEDED].find((one: number) => one === code);
  if (found === undefined) throw new Error(`no recorded error has code ${code}`);
  return found;
}
