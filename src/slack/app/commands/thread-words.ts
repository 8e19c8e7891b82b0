/** What people ask in a move's thread in a word of their own, and the verb that answers it. `next` needs nothing but the records. */
const THREAD_WORDS = {
  "": "status",
  status: "status",
  diff: "vdiff show",
  why: "diagnose",
  next: "next",
} as const satisfies Record<string, string>;

export type ThreadVerb = (typeof THREAD_WORDS)[keyof typeof THREAD_WORDS];

/** The verb that a mention in a move's thread stands for; undefined for anything but one of these words. */
export function readThreadWord(text: string): ThreadVerb | undefined {
  const word = text
    .toLowerCase()
    .replaceAll(/[?!.…]+$/gu, "")
    .trim();
  return isThreadWord(word) ? THREAD_WORDS[word] : undefined;
}

function isThreadWord(word: string): word is keyof typeof THREAD_WORDS {
  return Object.hasOwn(THREAD_WORDS, word);
}

/** For whatever is neither a word nor a command in a move's thread. */
export const THREAD_HELP =
  "In a move's thread Tandem answers `@Tandem status`, `diff` (the last VDiff), `why` (a diagnosis) and `next` (the next step). Commands work here too, without the move's name: `@Tandem vdiff create`.";
