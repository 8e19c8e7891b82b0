import { findFollowed, updateFollowed } from "../../core/move/moves.ts";
import { findSilenceOf } from "../../core/move/raised.ts";
import { moveId, type MoveName } from "../../core/vitess/names.ts";
import { publishJobs } from "../../core/announce/wanted-jobs.ts";
import type { PersonId } from "../../core/people/people.ts";
import type { Instant } from "../../core/readings/readings.ts";
import type { Committed, Records } from "../records.ts";

/** What came of *I have it*. Only `taken` changed something. */
export type Taking =
  | { readonly kind: "taken" }
  | { readonly kind: "has-it"; readonly by: PersonId; readonly at: Instant }
  | { readonly kind: "over" };

/** Notes who has an alarm, so that it is not repeated: the first who presses, until the all clear. A second press changes nothing. */
export async function takeAlarm(
  { records }: { readonly records: Pick<Records, "commit"> },
  about: { readonly move: MoveName; readonly cause: string; readonly raisedAt: Instant },
  by: PersonId,
): Promise<Committed<Taking>> {
  const mine = moveId(about.move);
  return records.commit<Taking>(mine, ({ move, clusterAlarms }, now) => {
    const alarms = (move === undefined ? undefined : findFollowed(move)?.alarms) ?? [];
    const alarm = alarms.find(({ cause, raisedAt }) => cause === about.cause && raisedAt === about.raisedAt);
    if (move === undefined || alarm === undefined) return { result: { kind: "over" } };
    const { cause } = alarm;
    const silence = cause === "vitess-silent" ? findSilenceOf(about.move, clusterAlarms) : undefined;
    const had = alarm.takenBy ?? silence?.takenBy;
    if (had !== undefined) return { result: { kind: "has-it", ...had } };
    const takenBy = { by, at: now };
    const taken = { ...alarm, takenBy };
    return {
      // The other moves that cannot be read hear of it with the next try.
      ...(clusterAlarms === undefined || silence === undefined
        ? {}
        : {
            clusterAlarms: {
              ...clusterAlarms,
              alarms: clusterAlarms.alarms.map((one) => (one === silence ? { ...one, takenBy } : one)),
            },
          }),
      move: updateFollowed(move, { alarms: alarms.map((one) => (one === alarm ? taken : one)) }),
      entries: [{ body: { kind: "alarm-taken", cause, by }, key: `taken:${cause}:${alarm.raisedAt}:${move.askedAt}` }],
      audit: [{ kind: "alarm-taken", moveId: mine, by, facts: { alarm: cause } }],
      jobs: publishJobs(mine),
      result: { kind: "taken" },
    };
  });
}
