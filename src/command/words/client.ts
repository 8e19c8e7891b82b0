/** Words by which documentation pages stand in for options that they leave out. */
const LEFT_OUT: readonly string[] = ["…", "..."];

const CLIENT = /^(?:\S*[/\\])?vtctldclient(?:\.exe|\.sh)?$/i;
const LEGACY_CLIENT = /^(?:\S*[/\\])?(?:vtctlclient|vtctl)(?:\.exe|\.sh)?$/i;

/** The words of a line after the client's name, and which client it is. */
export interface FromClient {
  readonly words: readonly string[];
  readonly legacy: boolean;
}

/** True for the name of a Vitess client, wherever it is installed. */
export function isClient(word: string): boolean {
  return CLIENT.test(word) || LEGACY_CLIENT.test(word);
}

// The command by which vtctldclient of Vitess 15 to 17 passes a line to the older server code.
const HANDS_ON = /^LegacyVtctlCommand$/i;

/** The line as one of a Vitess client; undefined if it is not. */
export function readClient(words: readonly string[], isCommand: (word: string) => boolean): FromClient | undefined {
  const [first = "", ...rest] = words;
  const legacy = LEGACY_CLIENT.test(first);
  if (HANDS_ON.test(first)) return { words: rest.filter((word) => !isLeftOut(word)), legacy: true };
  if (CLIENT.test(first) && HANDS_ON.test(rest[0] ?? "")) return { words: rest.slice(1).filter((word) => !isLeftOut(word)), legacy: true };
  if (legacy || CLIENT.test(first)) return { words: rest.filter((word) => !isLeftOut(word)), legacy };
  // People easily lose the client's name when they copy a line. `vdiff …` proves nothing: Tandem's own form begins the same way.
  const isSign = isCommand(first) && !/^vdiff$/i.test(first);
  return isSign ? { words, legacy: false } : undefined;
}

/** True for dots that stand for something left out. */
export function isLeftOut(word: string): boolean {
  return LEFT_OUT.includes(word);
}
