/** A command line of the old client in a form in which two spellings of the same are equal. */
export interface Words {
  readonly command: string;
  readonly flags: Readonly<Record<string, string>>;
  readonly rest: readonly string[];
}

// Flags without a value; every other takes one, after `=` or as the next word.
const ALONE = new Set(
  "all cancel debug_query dry_run keep_data keep_routing_rules only_pks remove rename_tables reverse stop_after_copy v1 v2 verbose".split(
    " ",
  ),
);

/**
 * Go reads `-x`, `--x`, `-x=v` and `-x v` alike, flags in any order, and commands and actions in any letter case. `tablet_type` is the
 * deprecated spelling of a list of one. Undefined for an unknown flag, which no program can have meant.
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
