/** A recorded command line of the reference client, parsed. */
export interface CommandLine {
  /** `MoveTables switchtraffic`, `VDiff show`, `GetShard`: the words that are not flags, up to the first that is a value. */
  readonly words: readonly string[];
  readonly flags: ReadonlyMap<string, string>;
}

// Flags that stand alone or with `=false`. Everything else takes the next word.
const SWITCHES = new Set(
  (
    "all-tables auto-start debug-query defer-secondary-keys dry-run enable-reverse-replication keep-data keep-routing-rules no-routing-rules only-pks " +
    "disable enable include-logs ping-tablets remove rename-tables show-all stop-after-copy table-names-only table-sizes-only update-table-stats verbose wait tablet-types-in-order"
  ).split(" "),
);
const WITH_VALUE = new Set(
  (
    "action-timeout app-name cells config-overrides denied-tables exclude-tables format grpc-auth-static-client-creds keyspace limit max-extra-rows-to-compare " +
    "max-replication-lag-allowed max-report-sample-rows on-ddl row-diff-column-truncate-at source-keyspace source-shards source-time-zone tables " +
    "percent rules rules-file tablet-types target-keyspace threshold throttle-app throttle-app-duration throttle-app-ratio timeout unthrottle-app " +
    "wait-update-interval workflow"
  ).split(" "),
);

/** Undefined for anything but a vtctldclient command line; throws for an unknown flag. */
export function parseCommandLine(cmd: string): CommandLine | undefined {
  const [program, ...rest] = wordsOf(cmd.replace(/^poll: /, ""));
  if (program !== "vtctldclient") return undefined;
  const words: string[] = [];
  const flags = new Map<string, string>();
  for (let at = 0; at < rest.length; at += 1) {
    const word = rest[at] ?? "";
    if (!word.startsWith("--")) {
      words.push(word);
      continue;
    }
    const [flag = "", value] = word.slice(2).split("=", 2);
    if (SWITCHES.has(flag)) flags.set(flag, value ?? "true");
    else if (WITH_VALUE.has(flag)) {
      at += value === undefined ? 1 : 0;
      flags.set(flag, value ?? rest[at] ?? "");
    } else throw new Error(`a flag this parser does not know: ${word} in ${cmd}`);
  }
  return { words, flags };
}

/** Blanks separate words, also empty ones, except between single quotes. */
function wordsOf(cmd: string): readonly string[] {
  return [...cmd.matchAll(/(?:^| )((?:'[^']*'|[^ '])*)/g)].map(([, word = ""]) => word.replaceAll("'", ""));
}

/** `30s`, `500ms`, `1m` as milliseconds. */
export function milliseconds(duration: string): number {
  const [, amount = "", unit = ""] = /^(\d+)(ms|s|m|h)$/.exec(duration) ?? [];
  const factor = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }[unit];
  if (factor === undefined) throw new Error(`not a duration: ${duration}`);
  return Number(amount) * factor;
}

export function list(text: string | undefined): readonly string[] {
  return text === undefined || text === "" ? [] : text.split(",");
}
