import { toSafeArgument, toSafePattern } from "../text/safe-argument.ts";

interface FollowRefused {
  readonly subject: string;
  /** The subject as people read it. */
  readonly it: string;
  /** What the person may have meant, as a sentence after a blank; empty if nothing is near. */
  readonly meant: string;
}

/** The refusals about what a channel follows. */
export const FOLLOW_REFUSALS = {
  "already-adopted": ({ it, subject }) => ({
    text: `Tandem follows ${it} already. Its card is in the channel of whoever asked first; a card of your own comes with \`follow\`.`,
    example: `follow ${toSafeArgument(subject)}`,
  }),
  "already-followed": ({ it }) => ({ text: `This channel already follows ${it}.` }),
  "not-followed": ({ it, subject }) => ({ text: `This channel does not follow ${it}.`, example: `follow ${toSafeArgument(subject)}` }),
  "followed-by-pattern": ({ it, subject }) => ({
    text: `This move is followed here by the pattern ${it}. To end that, unfollow the pattern; its other cards end with it.`,
    example: `unfollow ${toSafePattern(subject)}`,
  }),
  "pattern-not-followed": ({ it, meant }) => ({ text: `This channel does not follow ${it}.${meant}`, example: "following" }),
  "too-many-patterns": ({ subject }) => ({
    text: `This channel follows ${subject} keyspaces and patterns already, and that is the most. A star says several in one; unfollow what is not needed any more.`,
    example: "following",
  }),
  "no-fleet": ({ it, subject }) => ({
    text: `There is no message about all moves in this channel that could end, of ${it} or of another cluster.`,
    example: `fleet --cluster ${toSafeArgument(subject)}`,
  }),
} as const satisfies Record<string, (about: FollowRefused) => { readonly text: string; readonly example?: string }>;
