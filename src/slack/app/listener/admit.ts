import type { PeopleList } from "../../../operations/people/roster.ts";
import type { Sendable } from "../../web-api/send.ts";
import { sayNotAdmitted } from "../../wording/not-admitted.ts";
import type { Actor, Insiders } from "./insiders.ts";
import { buildSentenceMessage } from "../../web-api/sentences.ts";

/** What somebody does, as far as it decides whether they may. */
export interface Act extends Actor {
  /** The channel of a command, where the installation may have opened reads to everybody; absent for all that is no command. */
  readonly commandIn?: string | undefined;
}

/**
 * Does `work` for an insider; for anybody else, calls `turnAway` with the refusal. `onlyReads`: the person may only read here, and whatever
 * would do more is answered with it.
 */
export type Admit = (
  act: Act,
  work: (onlyReads?: Sendable) => Promise<void>,
  turnAway: (words: Sendable) => Promise<void>,
) => Promise<void>;

interface Deps {
  readonly insiders: Insiders;
  /** The people to ask, whom a refusal names. */
  readonly hosts: () => PeopleList;
  /** Ids of the channels where everybody may read. */
  readonly readChannels: () => readonly string[];
}

/**
 * Guards every listener: in a shared channel strangers and guests can also type, press and open, but must not see keyspaces, tables, rules
 * or moves, except where the installation says so.
 */
export function createAdmit({ insiders, hosts, readChannels }: Deps): Admit {
  return async (act, work, turnAway) => {
    const standing = await insiders.standingOf(act);
    if (standing === "inside") return work();
    const mayRead = act.commandIn !== undefined && readChannels().includes(act.commandIn);
    const words = buildSentenceMessage(sayNotAdmitted(standing, mayRead, hosts()));
    return mayRead ? work(words) : turnAway(words);
  };
}
