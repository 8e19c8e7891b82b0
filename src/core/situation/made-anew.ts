import type { Known } from "./known.ts";
import type { Followed } from "../move/moves.ts";
import type { Reading, Stream } from "../readings/readings.ts";

interface Seen {
  readonly before: Pick<Known, "reading">;
  readonly reading: Reading;
  readonly followed: Pick<Followed, "madeAnewAt">;
}

/** Streams that are all others than at the reading before: somebody has switched back, from wherever. */
export function madeAnew({ before, reading, followed }: Seen): Pick<Followed, "madeAnewAt"> {
  const was = before.reading?.workflow?.streams.map(identityOf) ?? [];
  const is = new Set(reading.workflow?.streams.map(identityOf));
  const isOther = was.length > 0 && is.size > 0 && was.every((one) => !is.has(one));
  // Not before that reading; what Tandem did itself since then is known better.
  const since = before.reading?.at ?? reading.at;
  return isOther && (followed.madeAnewAt ?? 0) < since ? { madeAnewAt: since } : {};
}

function identityOf({ shard, id }: Stream): string {
  return `${shard}/${id}`;
}
