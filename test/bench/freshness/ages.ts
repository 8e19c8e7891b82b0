import { setTimeout as sleep } from "node:timers/promises";
import type { PracticeSlack } from "../../../practice/slack/practice-slack.ts";
import { figuresOf, type Figures } from "../figures.ts";

/** Something that shows how live moves stand in a Slack of its own. */
export interface Shower {
  readonly name: string;
  readonly slack: PracticeSlack;
  /** For each live move, when what is shown of it was read, in milliseconds since 1970. */
  readAt(): readonly number[];
  /** True for the message that shows a live move. */
  isLive(ts: unknown): boolean;
}

/** What a shower did while it was looked at. */
export interface Freshness {
  readonly name: string;
  /** The ages of what was shown, in milliseconds. */
  readonly ages: Figures;
  /** Edits a minute that show newer numbers of a live move. */
  readonly edits: number;
  /** Edits a minute that people wait for: of requests, and of a move that has a new state. */
  readonly otherEdits: number;
  readonly posts: number;
  /** How often Slack said that it was called too often. */
  readonly limited: number;
}

const LOOK_EVERY_MS = 500;

/** Looks at all showers side by side, twice a second, for so long. */
export async function watchAges(showers: readonly Shower[], forMs: number): Promise<readonly Freshness[]> {
  const began = Date.now();
  const ages = new Map(showers.map((shower): [Shower, number[]] => [shower, []]));
  while (Date.now() - began < forMs) {
    for (const [shower, seen] of ages) seen.push(...shower.readAt().map((at) => Date.now() - at));
    await sleep(LOOK_EVERY_MS);
  }
  const minutes = (Date.now() - began) / 60_000;
  return [...ages].map(([shower, seen]) => {
    const calls = shower.slack.calls().filter(({ at }) => at.getTime() >= began);
    const taken = calls.filter(({ answer }) => answer === "ok");
    const all = taken.filter(({ method }) => method === "chat.update");
    const edits = all.filter(({ args }, place) => shower.isLive(args["ts"]) && !isNewState(args, all.slice(0, place)));
    return {
      name: shower.name,
      ages: figuresOf(seen),
      edits: edits.length / minutes,
      otherEdits: (all.length - edits.length) / minutes,
      posts: taken.filter(({ method }) => method === "chat.postMessage").length / minutes,
      limited: calls.filter(({ answer }) => answer === "http_429").length,
    };
  });
}

interface Edit {
  readonly args: Readonly<Record<string, unknown>>;
}

/** True if the message's first line says something else than after its last edit, numbers aside. */
function isNewState({ ts, text }: Edit["args"], before: readonly Edit[]): boolean {
  const last = before.findLast(({ args }) => args["ts"] === ts);
  return last !== undefined && withoutNumbers(text) !== withoutNumbers(last.args["text"]);
}

function withoutNumbers(text: unknown): string {
  return String(text).replaceAll(/(?:under )?\d+%?/g, "");
}
