import type { MayTake, Seat } from "../../core/operation/request/approval.ts";
import type { Records } from "../records.ts";
import { readRoster, type Roster } from "./roster.ts";

/** Who may take the seats of a request. */
export interface Seated {
  readonly mayTake: MayTake;
  /** The people of a seat, as far as is known; undefined for a seat that was not read. */
  readonly rosterOf: (seat: Seat) => Roster | undefined;
}

/** Reads what is known about the people of these seats. Of a seat that is not among them nobody is known. */
export async function readSeats(records: Pick<Records, "members">, seats: readonly Seat[]): Promise<Seated> {
  const rosters = new Map(await Promise.all(seats.map(async (seat) => [toKey(seat), await readRoster(records, seat)] as const)));
  const rosterOf = (seat: Seat): Roster | undefined => rosters.get(toKey(seat));
  return { mayTake: (person, seat) => rosterOf(seat)?.membershipOf(person) ?? "unknown", rosterOf };
}

function toKey(seat: Seat): string {
  return seat.join(" ");
}
