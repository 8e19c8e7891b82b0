import { takes } from "./verbs/catalogue.ts";
import type { Understood } from "../core/command/command.ts";
import type { Parsed, RefusedLine } from "./parsed.ts";
import { readHelp } from "./read-help.ts";
import { CLIENT_OPTIONS, type Common, readCommon } from "./verbs/common-options.ts";
import { quoteCode } from "./words/inserts.ts";
import { normalise, withoutItalics } from "./words/normalise.ts";
import { findFurtherCommand, takeOneCommand } from "./one-command.ts";
import { findOwn } from "./verbs/own.ts";
import { type FromClient, readClient } from "./words/client.ts";
import { isClientCommand, readClientLine } from "./pasted/commands.ts";
import type { Read } from "./pasted/line.ts";
import { replaceFilesByWords, withoutShell } from "./pasted/shell.ts";
import { unwrapLine } from "./pasted/wrapper.ts";
import { isProblem, toProblem, type Problem } from "./words/refusals.ts";
import { interpretSavedFile } from "./saved-file.ts";
import { refuseUnknownOption } from "./verbs/options.ts";
import { scan, type ScannedOption } from "./words/scan.ts";
import { splitLine } from "./words/split.ts";

// Room for 200 table names of full length.
const LONGEST_COMMAND = 16_000;
// What follows is a message from Vitess: its quotes need not be closed, and its symbols mean nothing here.
const EXPLAIN_LINE = /^explain\s+(?!-{1,2}h(?:elp)?\s*$)(?=\S)([\s\S]+)$/i;

/**
 * Turns what people type or paste after `/movetables` into a complete command, or into a refusal with one clear sentence. Accepts Tandem's
 * own short form and unchanged lines of `vtctldclient` and `vtctlclient`. Never throws, whatever the text.
 */
export function parse(text: string): Parsed {
  if (text.length > LONGEST_COMMAND) return toRefused(toProblem("too-long", { longest: LONGEST_COMMAND }));
  const typed = normalise(replaceFilesByWords(text))
    .replace(/^(?:\/movetables(?:\s+|$))+/i, "")
    .trim();
  const [, toExplain] = EXPLAIN_LINE.exec(typed) ?? [];
  if (toExplain !== undefined) return { kind: "command", command: { verb: "explain", text: toExplain.trim() }, pasted: false, ignored: [] };
  const one = takeOneCommand(typed);
  if (isProblem(one)) return toRefused(one);
  const { text: plain, names } = withoutItalics(one);
  const words = splitLine(plain);
  if (isProblem(words)) return toRefused(words);
  const { words: bare, ignored } = unwrapLine(words);
  const parsed = readWords(bare);
  const further = parsed.kind === "refused" ? findFurtherCommand(one) : undefined;
  return further === undefined ? withNotes(parsed, ignored, names) : toRefused(toProblem("second-command", { sign: further }));
}

/** Adds notes on what was ignored before the line was read, and on what was taken for Slack's italics. */
function withNotes(parsed: Parsed, ignored: readonly string[], italics: readonly string[]): Parsed {
  if (parsed.kind === "refused" || (ignored.length === 0 && italics.length === 0)) return parsed;
  const read =
    italics.length === 0
      ? []
      : [
          `The lines around ${italics.map(quoteCode).join(", ")} are read as Slack's italics; where they belong to the name, write it between quotes.`,
        ];
  const said = [...(parsed.said === undefined ? [] : [parsed.said]), ...read].join(" ");
  return { ...parsed, ignored: [...ignored, ...parsed.ignored], ...(said === "" ? {} : { said }) };
}

function readWords(all: readonly string[]): Parsed {
  const { words: scannedAll } = scan(all, takes);
  const client = readClient(scannedAll, isClientCommand);
  // Only a line for a shell has redirections; in Tandem's own form the same symbol may be part of a reason.
  const shell = client === undefined && !/^rules$/i.test(all[0] ?? "") ? { words: all, ignored: [] } : withoutShell(all);
  if (isProblem(shell)) return toRefused(shell);
  const { words, options } = scan(shell.words, takes);
  return understand(words, options, readClient(words, isClientCommand), shell);
}

interface Shell {
  readonly file?: string;
  readonly ignored: readonly string[];
}

function understand(words: readonly string[], options: readonly ScannedOption[], client: FromClient | undefined, shell: Shell): Parsed {
  const pasted = client !== undefined;
  const common = readCommon(options, pasted);
  const line = toClientLine(client, isProblem(common) ? { ask: {}, others: [] } : common);
  const help = readHelp(client?.words ?? words, options, line);
  if (isProblem(help)) return toRefused(help);
  if (help !== undefined) return { kind: "command", command: help, pasted, ignored: [] };
  const found = line === undefined ? readOwnCommand(words, common) : readClientLine(line);
  if (isProblem(found)) return toRefused(pasted && !isClientCommand(line?.command ?? "") ? (refuseUnknownToAll(options) ?? found) : found);
  if (isProblem(common)) return toRefused(common, found);
  const file = interpretSavedFile(found, shell.file);
  const { verb, said, workflow, keyspace } = file.read;
  const { cluster } = common.ask;
  const ask = {
    words: file.read.words,
    pasted,
    namedByOptions: client !== undefined && !client.legacy,
    ...(cluster !== undefined && { cluster }),
    ...(workflow !== undefined && { workflow }),
    ...(keyspace !== undefined && { keyspace }),
  };
  const read = verb.read(ask, file.read.options);
  if (isProblem(read)) return toRefused(read, found);
  return {
    kind: "command",
    command: read.command,
    ...(common.server !== undefined && { server: common.server }),
    pasted,
    ignored: [...common.ignored, ...(found.ignored ?? []), ...read.ignored, ...shell.ignored, ...file.ignored],
    ...(said !== undefined && { said }),
  } satisfies Understood;
}

function toClientLine(client: FromClient | undefined, { ask, others }: Pick<Common, "ask" | "others">) {
  if (client === undefined) return undefined;
  const [command = "", ...words] = client.words;
  const { workflow, keyspace } = ask;
  const named = { ...(workflow !== undefined && { workflow }), ...(keyspace !== undefined && { keyspace }) };
  return { command, words, options: others, legacy: client.legacy, ...named };
}

function readOwnCommand(words: readonly string[], common: Common | Problem): Read | Problem {
  const found = findOwn(words);
  if (isProblem(found)) return found;
  const { ask, others } = isProblem(common) ? { ask: {}, others: [] } : common;
  const { workflow, keyspace } = ask;
  const named = { ...(workflow !== undefined && { workflow }), ...(keyspace !== undefined && { keyspace }) };
  return { ...found, options: others, ...named };
}

/** The value of an unknown option may be among the words, where it would be taken for a verb. */
function refuseUnknownToAll(options: readonly ScannedOption[]): Problem | undefined {
  const stray = options.find(({ name }) => takes(name) === undefined);
  if (stray === undefined) return undefined;
  return refuseUnknownOption(stray, "vtctldclient", Object.keys(CLIENT_OPTIONS));
}

function toRefused({ reason, text, example }: Problem, found?: Pick<Read, "verb">): RefusedLine {
  return { kind: "refused", reason, text, example: example ?? found?.verb.example ?? "/movetables help" };
}
