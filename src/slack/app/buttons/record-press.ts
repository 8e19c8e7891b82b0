import { buildSentenceMessage, VOTE_NOT_CONFIRMED } from "../../web-api/sentences.ts";
import { acknowledge, recordBeforeAck, type RecordedPress } from "../listener/acknowledge.ts";
import { answerActor, type Listening } from "../listener/deps.ts";
import type { Click } from "./click.ts";

/**
 * Records what somebody pressed, acknowledges the press, and only then returns what came of the write. Undefined if the store has not
 * confirmed it in time, which whoever pressed has been told by then.
 */
export async function recordPress<T>(
  deps: Listening,
  { from }: Click,
  ack: () => Promise<void>,
  write: () => Promise<T>,
): Promise<RecordedPress<T> | undefined> {
  const written = await recordBeforeAck(deps, write);
  await acknowledge(deps.log, ack);
  if (written.kind === "done") return written;
  await answerActor(deps, from, buildSentenceMessage(VOTE_NOT_CONFIRMED));
  return undefined;
}
