import type { Known } from "./known.ts";
import type { Followed } from "../move/moves.ts";
import type { Reading, Stream } from "../readings/readings.ts";

interface ReadingBeforeAndNow {
  readonly before: Pick<Known, "reading">;
  readonly reading: Reading;
  readonly followed: Pick<Followed, "madeAnewAt">;
}

/** Detects that every stream has been replaced since the last reading: somebody switched traffic back, from Tandem or elsewhere. */
export function detectNewStreams({ before, reading, followed }: ReadingBeforeAndNow): Pick<Followed, "madeAnewAt"> {
  const was = before.reading?.workflow?.streams.map(formatStreamIdentity) ?? [];
  const is = new Set(reading.workflow?.streams.map(formatStreamIdentity));
  const isOther = was.length > 0 && is.size > 0 && was.every((one) => !is.has(one));
  // It happened after that reading; Tandem's own record since then is more exact.
  const since = before.reading?.at ?? reading.at;
  return isOther && (followed.madeAnewAt ?? 0) < since ? { madeAnewAt: since } : {};
}

function formatStreamIdentity({ shard, id }: Stream): string {
  return `${shard}/${id}`;
}
