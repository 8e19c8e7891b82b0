import type { EntryBody } from "./entries.ts";
import type { Notice, NoticeBody } from "./notices.ts";
import { publishNoticeJobs, type WantedJob } from "./wanted-jobs.ts";
import { findFollowed, type Move, type MoveEnd } from "../move/moves.ts";
import { moveId } from "../vitess/names.ts";
import type { RaisedAlarm } from "../move/raised.ts";
import type { ChannelId } from "../people/people.ts";
import type { Instant } from "../readings/readings.ts";

/** A notice before its channel is known. `channel`: where it must go whatever the configuration says now. */
export interface KeyedNotice {
  readonly key: string;
  readonly body: NoticeBody;
  readonly channel?: ChannelId;
}

interface AllClear {
  readonly entries: readonly { readonly body: EntryBody; readonly key: string }[];
  readonly notices: readonly KeyedNotice[];
}

/** Says that alarms are over, or not watched any more because the move ended, in the thread, which heard them all, and in the operators' channels that heard of them; nowhere else. */
export function composeAllClear(
  { name, askedAt }: Pick<Move, "name" | "askedAt">,
  alarms: readonly RaisedAlarm[],
  at: Instant,
  ended?: MoveEnd,
): AllClear {
  const said = alarms.map((alarm) => {
    const { cause, raisedAt, since, calmSince = at, times, noticed, takenBy } = alarm;
    const body = {
      kind: "all-clear",
      cause,
      since,
      until: calmSince,
      times,
      ...(takenBy === undefined ? {} : { takenBy }),
      // What was calm by then did not need the end.
      ...(ended === undefined || alarm.calmSince !== undefined ? {} : { ended }),
    } as const;
    return { body, key: `clear:${cause}:${raisedAt}:${askedAt}`, noticed };
  });
  return {
    entries: said.map(({ body, key }) => ({ body, key })),
    notices: said.flatMap(({ body, key, noticed }) =>
      noticed === undefined ? [] : [{ key: `${key}:${moveId(name)}`, body: { ...body, move: name }, channel: noticed.channel }],
    ),
  };
}

/** What Tandem's own call leaves to say about the alarms of a move that it has ended. */
export function closeAlarms(
  before: Move | undefined,
  after: Move | undefined,
  at: Instant,
): Pick<AllClear, "entries"> & { readonly notices: readonly Notice[]; readonly jobs: readonly WantedJob[] } {
  if (before === undefined || after?.state.kind !== "ended") return { entries: [], notices: [], jobs: [] };
  const { entries, notices } = composeAllClear(before, findFollowed(before)?.alarms ?? [], at, after.state.how);
  const written = notices.flatMap(({ key: id, body, channel }) =>
    channel === undefined ? [] : [{ id, channel, at, body, posted: false }],
  );
  return { entries, notices: written, jobs: publishNoticeJobs(written) };
}
