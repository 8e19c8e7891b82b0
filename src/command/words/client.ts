/** Words that a page of documentation has in place of options that it leaves out. */
const LEFT_OUT: readonly string[] = ["…", "..."];

const CLIENT = /^(?:\S*[/\\])?vtctldclient(?:\.exe|\.sh)?$/i;
const LEGACY_CLIENT = /^(?:\S*[/\\])?(?:vtctlclient|vtctl)(?:\.exe|\.sh)?$/i;

/** The words of a line after the name of the client, and which client it is. */
export interface FromClient {
  readonly words: readonly string[];
  readonly legacy: boolean;
}

/** True for the name of a client of Vitess's, wherever it is installed. */
export function isClient(word: string): boolean {
  return CLIENT.test(word) || LEGACY_CLIENT.test(word);
}

// What hands a line of the older client to the older server code: Vitess 15 to 17.
const HANDS_ON = /^LegacyVtctlCommand$/i;

/** The line as one of a client of Vitess's; undefined when it is not. */
export function readClient(words: readonly string[], isCommand: (word: string) => boolean): FromClient | undefined {
  const [first = "", ...rest] = words;
  const legacy = LEGACY_CLIENT.test(first);
  if (HANDS_ON.test(first)) return { words: rest.filter((word) => !isLeftOut(word)), legacy: true };
  if (CLIENT.test(first) && HANDS_ON.test(rest[0] ?? "")) return { words: rest.slice(1).filter((word) => !isLeftOut(word)), legacy: true };
  if (legacy || CLIENT.test(first)) return { words: rest.filter((word) => !isLeftOut(word)), legacy };
  // The client's name is easily left out when a line is copied. `vdiff …` is no sign: Tandem's own form starts so, too.
  const isSign = isCommand(first) && !/^vdiff$/i.test(first);
  return isSign ? { words, legacy: false } : undefined;
}

/** True for dots in place of something. */
export function isLeftOut(word: string): boolean {
  return LEFT_OUT.includes(word);
}
