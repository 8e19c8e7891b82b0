/** One thing that is wrong with the configuration, in words for the person who writes it. Never contains a secret's value. */
export interface Mistake {
  /** The name of the setting, such as `REDIS_URL`, or of the flag. */
  readonly setting: string;
  readonly wrong: string;
  readonly right: string;
}

/** Thrown if the configuration cannot be used. Carries every problem found; its message lists them all. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly problems: readonly Mistake[];
  constructor(problems: readonly Mistake[]) {
    super(["Tandem cannot start with this configuration:", ...problems.map((problem) => `  ${formatMistake(problem)}`)].join("\n"));
    this.problems = problems;
  }
}

/** One sentence. */
export function formatMistake({ setting, wrong, right }: Mistake): string {
  return `${setting} ${wrong}; ${right}${right.endsWith("?") ? "" : "."}`;
}
