/** A command line of the old client in a form that does not tell two spellings of the same apart. */
export interface Words {
  readonly command: string;
  readonly flags: Readonly<Record<string, string>>;
  readonly rest: readonly string[];
}

// Flags that stand alone; every other takes a value, after `=` or as the next word.
const ALONE = new Set(
  "all cancel debug_query dry_run keep_data keep_routing_rules only_pks remove rename_tables reverse stop_after_copy v1 v2 verbose".split(
    " ",
  ),
);

/**
 * Go reads `-x`, `--x`, `-x=v` and `-x v` alike, flags in any order, and commands and actions in any letter case. `tablet_type` is the deprecated
 * spelling of a list of one. Undefined for what no program can have meant: an unknown flag.
 */
export function wordsOf(args: readonly string[]): Words {
  const [command = "", ...words] = args;
  const flags: Record<string, string> = {};
  while (words[0]?.startsWith("-") === true && words[0] !== "--") {
    const [name = "", value] = (words.shift() ?? "").replace(/^--?/, "").split(/=(.*)/s);
    flags[name === "tablet_type" ? "tablet_types" : name] = value ?? (ALONE.has(name) ? "true" : (words.shift() ?? ""));
  }
  if (words[0] === "--") words.shift();
  return {
    command: command.toLowerCase(),
    flags,
    rest: words.map((word, at) => (at === 0 && command === "MoveTables" ? word.toLowerCase() : word)),
  };
}
