import { takes } from "./catalogue.ts";
import type { Understood } from "../core/command.ts";
import type { Parsed, Refused } from "./parsed.ts";
import { askedHelp } from "./asked-help.ts";
import { CLIENT_OPTIONS, readCommon } from "./common-options.ts";
import { normalise } from "./normalise.ts";
import { findOwn, type Found } from "./own.ts";
import { afterClient, findPasted, isKnownCommand, isLegacy } from "./pasted.ts";
import { isProblem, problem, type Problem } from "./refusals.ts";
import { unknownOption } from "./options.ts";
import { scan, type Scanned, type ScannedOption } from "./scan.ts";
import { split } from "./split.ts";

// Room for 200 table names of full length.
const LONGEST = 16_000;

/**
 * What people type after `/movetables` (or paste with it) → a complete command, or a refusal with one clear sentence. Takes Tandem's
 * own short form and lines of `vtctldclient` as they stand. Never throws, whatever the text.
 */
export function parse(text: string): Parsed {
  if (text.length > LONGEST) return refused(problem("too-long", { longest: LONGEST }));
  const line = split(normalise(text).replace(/^\/movetables(?=\s|$)/i, ""));
  if (isProblem(line)) return refused(line);
  if (isLegacy(line)) return refused(problem("legacy-client", {}));
  return understand(scan(line, takes));
}

function understand({ words, options }: Scanned): Parsed {
  const client = afterClient(words);
  const pasted = client !== undefined;
  const common = readCommon(options, pasted);
  const rest = client ?? words;
  const help = askedHelp(rest, options, pasted);
  if (isProblem(help)) return refused(help);
  if (help !== undefined) return { kind: "command", command: help, pasted, ignored: [] };
  const found = pasted ? findPasted(rest) : findOwn(rest);
  if (isProblem(found)) return refused(pasted && !isKnownCommand(rest) ? (unknownToAll(options) ?? found) : found);
  if (isProblem(common)) return refused(common, found);
  const read = found.verb.read({ ...common.ask, words: found.words, pasted }, common.others);
  if (isProblem(read)) return refused(read, found);
  return {
    kind: "command",
    command: read.command,
    ...(common.server !== undefined && { server: common.server }),
    pasted,
    ignored: [...common.ignored, ...read.ignored],
  } satisfies Understood;
}

/** An option that nothing knows may have left its value among the words, where it would be taken for a verb. */
function unknownToAll(options: readonly ScannedOption[]): Problem | undefined {
  const stray = options.find(({ name }) => takes(name) === undefined);
  if (stray === undefined) return undefined;
  return unknownOption(stray, "vtctldclient", Object.keys(CLIENT_OPTIONS));
}

function refused({ reason, text, example }: Problem, found?: Found): Refused {
  return { kind: "refused", reason, text, example: example ?? found?.verb.example ?? "/movetables help" };
}
