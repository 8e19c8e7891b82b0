import { findFollowed, updateFollowed } from "../../core/move/moves.ts";
import { findNamedAlarm, findSilenceOf } from "../../core/move/raised.ts";
import { moveId, type MoveName } from "../../core/vitess/names.ts";
import { publishJobs } from "../../core/announce/wanted-jobs.ts";
import type { PersonId } from "../../core/people/people.ts";
import type { Instant } from "../../core/readings/readings.ts";
import type { Committed } from "../decision.ts";
import type { Records } from "../records.ts";

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
    const named = findNamedAlarm(about, alarms, clusterAlarms);
    if (move === undefined || named === undefined) return { result: { kind: "over" } };
    const { cause } = named;
    const silence = cause === "vitess-silent" ? findSilenceOf(about.move, clusterAlarms) : undefined;
    // Absent once just this move is read again while its cluster goes on being silent.
    const own = alarms.find((one) => one.cause === cause);
    const had = named.takenBy ?? silence?.takenBy ?? own?.takenBy;
    if (had !== undefined) return { result: { kind: "has-it", ...had } };
    const takenBy = { by, at: now };
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
      ...(own === undefined
        ? {}
        : {
            move: updateFollowed(move, { alarms: alarms.map((one) => (one === own ? { ...own, takenBy } : one)) }),
            entries: [{ body: { kind: "alarm-taken", cause, by }, key: `taken:${cause}:${own.raisedAt}:${move.askedAt}` }],
          }),
      audit: [{ kind: "alarm-taken", moveId: mine, by, facts: { alarm: cause } }],
      jobs: publishJobs(mine),
      result: { kind: "taken" },
    };
  });
}
