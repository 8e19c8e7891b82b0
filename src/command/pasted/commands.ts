import type { Verb } from "../../core/command/command.ts";
import { isProblem, toProblem, type Problem } from "../words/refusals.ts";
import { type ClientLine, type Read, readAs } from "./line.ts";
import { readMoveTables } from "./move-tables.ts";
import { readApplyRules, readGetRules } from "./rules.ts";
import { readDropSources, readSwitchReads, readSwitchWrites } from "./switch-v1.ts";
import { readUpdateThrottler } from "./throttler.ts";
import { readVDiffLine } from "./vdiff.ts";
import { readWorkflow } from "./workflow.ts";

type LineReader = (line: ClientLine) => Read | Problem;

/** Every client command that Tandem reads, by its name in lower case. */
const COMMANDS: ReadonlyMap<string, LineReader> = new Map<string, LineReader>([
  ["movetables", readMoveTables],
  ["workflow", readWorkflow],
  ["vdiff", readVDiffLine],
  ["switchreads", readSwitchReads],
  ["switchwrites", readSwitchWrites],
  ["dropsources", readDropSources],
  ["getroutingrules", readGetRules("tables")],
  ["getshardroutingrules", readGetRules("shards")],
  ["getkeyspaceroutingrules", readGetRules("keyspaces")],
  ["getmirrorrules", readGetRules("mirrors")],
  ["applyroutingrules", readApplyRules("tables")],
  ["applyshardroutingrules", readApplyRules("shards")],
  ["applykeyspaceroutingrules", readApplyRules("keyspaces")],
  ["getworkflows", (line) => readAs(line.workflow === undefined ? "list" : "show", line, takeKeyspaceWord(line))],
  ["getkeyspaces", readSame("keyspaces")],
  ["validatekeyspace", readSame("validate")],
  ["updatethrottlerconfig", readUpdateThrottler],
]);

/** Commands for which Tandem has another way, and that way. */
const INSTEAD: ReadonlyMap<string, string> = new Map([
  ["checkthrottler", "`/movetables throttler check keyspace app` asks every primary of a keyspace"],
  ["getthrottlerstatus", "`/movetables throttler show keyspace` asks every primary of a keyspace"],
  ["setshardtabletcontrol", "`/movetables rescue target_keyspace.workflow` unblocks writes after a switch died"],
  ["getschema", "`/movetables tables keyspace` lists the tables of a keyspace"],
  ["getversion", "`/movetables clusters` says which release each cluster has"],
  ["validate", "`/movetables validate keyspace` looks at one keyspace"],
]);

/** True for a client command that Tandem reads. */
export function isClientCommand(word: string): boolean {
  return COMMANDS.has(word.toLowerCase());
}

/** Reads a client's line in Tandem's terms. */
export function readClientLine(line: ClientLine): Read | Problem {
  const command = line.command.toLowerCase();
  if (command === "") return toProblem("verb-missing", {});
  const reader = COMMANDS.get(command);
  if (reader !== undefined) return reader(line);
  const instead = INSTEAD.get(command) ?? "it knows `MoveTables`, `Workflow`, `VDiff`, routing rules and the throttler";
  return toProblem("verb-not-ours", { word: line.command, instead });
}

function readSame(verb: Verb): LineReader {
  return (line) => readAs(verb, line);
}

/** GetWorkflows takes its keyspace as a word. */
function takeKeyspaceWord(line: ClientLine): Partial<Pick<Read, "words" | "keyspace">> {
  const [keyspace, ...words] = line.words;
  return line.workflow === undefined || keyspace === undefined ? {} : { words, keyspace };
}

/** The verb that help on a client's line is about. */
export function readVerbOfLine(line: ClientLine): Read["verb"] | Problem {
  const read = readClientLine(line);
  return isProblem(read) ? read : read.verb;
}
