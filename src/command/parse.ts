import { isClusterName, type ClusterName } from "../core/names.ts";
import { takes } from "./catalogue.ts";
import type { Command, HelpTopic, Parsed, Refused, Understood } from "./command.ts";
import { CLIENT_OPTIONS, COMMON_OPTIONS } from "./common-options.ts";
import { normalise } from "./normalise.ts";
import { findOwn, type Found, verbTyped } from "./own.ts";
import { afterClient, findPasted, isKnownCommand, isLegacy } from "./pasted.ts";
import { isProblem, problem, type Problem } from "./refusals.ts";
import { unknownOption } from "./options.ts";
import { scan, type Scanned, type ScannedOption } from "./scan.ts";
import { split } from "./split.ts";

// Room for 200 table names of full length. Slack itself sends less in one command.
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
  if (isHelp(rest, options)) return helpOn(rest, pasted);
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

interface Common {
  readonly ask: { readonly cluster?: ClusterName; readonly workflow?: string; readonly keyspace?: string };
  readonly server?: string;
  readonly ignored: readonly string[];
  /** The options that are the verb's to read. */
  readonly others: readonly ScannedOption[];
}

/** Reads what is the same for every verb, and leaves the rest. */
function readCommon(options: readonly ScannedOption[], pasted: boolean): Common | Problem {
  const common = new Map<string, string>();
  const ignored: string[] = [];
  const others: ScannedOption[] = [];
  for (const option of options) {
    const { name, value } = option;
    const ofClient = pasted && Object.hasOwn(CLIENT_OPTIONS, name);
    if (!ofClient && !COMMON_OPTIONS.includes(name)) {
      others.push(option);
      continue;
    }
    if (value === undefined) return problem("value-missing", { option: `--${name}` });
    if (common.has(name)) return problem("option-repeated", { option: `--${name}` });
    common.set(name, value);
    if (ofClient) ignored.push(`--${name}`);
  }
  const [cluster, workflow, target, keyspace, server] = ["cluster", "workflow", "target-keyspace", "keyspace", "server"].map((name) =>
    common.get(name),
  );
  if (target !== undefined && keyspace !== undefined) return problem("contradiction", { first: "--target-keyspace", second: "--keyspace" });
  if (cluster !== undefined && !isClusterName(cluster))
    return problem("value-wrong", { option: "--cluster", value: cluster, expected: "the name of a cluster" });
  const named = target ?? keyspace;
  return {
    ask: {
      ...(cluster !== undefined && { cluster }),
      ...(workflow !== undefined && { workflow }),
      ...(named !== undefined && { keyspace: named }),
    },
    ...(server !== undefined && { server }),
    ignored,
    others,
  };
}

function isHelp(words: readonly string[], options: readonly ScannedOption[]): boolean {
  const [first] = words;
  return (
    (first === undefined && options.length === 0) ||
    first?.toLowerCase() === "help" ||
    first === "?" ||
    options.some(({ name }) => name === "help")
  );
}

/** `help`, `help vdiff create`, `switch --help`, and the same of a pasted line. */
function helpOn(words: readonly string[], pasted: boolean): Parsed {
  const topic = words.filter((word) => word !== "?" && word.toLowerCase() !== "help");
  const found = topicOf(topic, pasted);
  if (isProblem(found)) return refused(found);
  const command: Command = found === undefined ? { verb: "help" } : { verb: "help", topic: found };
  return { kind: "command", command, pasted, ignored: [] };
}

function topicOf(words: readonly string[], pasted: boolean): HelpTopic | undefined | Problem {
  const [first = "", second = ""] = words;
  const family = first.toLowerCase();
  if (family === "" || (pasted && second === "" && family !== "vdiff")) return undefined;
  if (family === "vdiff") return verbTyped(`vdiff ${second}`)?.verb ?? "vdiff";
  const found = pasted ? findPasted(words) : findOwn([first]);
  return isProblem(found) ? found : found.verb.verb;
}

function refused({ reason, text, example }: Problem, found?: Found): Refused {
  return { kind: "refused", reason, text, example: example ?? found?.verb.example ?? "/movetables help" };
}
