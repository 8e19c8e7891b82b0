import type { EntryBody } from "../announce/entries.ts";
import type { Followed, Move, InThread } from "../move/moves.ts";
import type { Reading } from "../readings/readings.ts";

interface Finished {
  readonly followed: Pick<Followed, "told">;
  readonly known: { readonly move: Move };
  readonly reading: Reading;
}

/** Announces that the copy finished; a move adopted after its copy was done has nothing to announce. */
export function copyLines({ followed, known: { move }, reading }: Finished, told: InThread): readonly EntryBody[] {
  const isNews = told.copyFinishedAt !== undefined && followed.told.copyFinishedAt === undefined;
  if (!isNews || (move.adopted === true && followed.told.copyStartedAt === undefined)) return [];
  const tookMs = (told.copyFinishedAt ?? 0) - (told.copyStartedAt ?? move.askedAt);
  const rows = (reading.workflow?.streams ?? []).reduce((sum, stream) => sum + stream.rowsCopied, 0n);
  const stops = told.phase === "stopped-after-copy";
  return [{ kind: "copy-finished", rows, ...(move.adopted === true ? {} : { tookMs }), ...(stops ? { stops } : {}) }];
}
