import type { MoveId } from "../core/vitess/names.ts";
import { randomUUID } from "node:crypto";
import type { Instant } from "../core/readings/readings.ts";
import { Fault } from "../operations/fault.ts";
import type { Committed, Decision, Dossier, DossierIds } from "../operations/decision.ts";
import type { AuditHead } from "../core/announce/audit.ts";
import { chainAuditEvents } from "./audit/chain.ts";
import { type Contention, createContention } from "./redis/contention.ts";
import { type LoadedDossier, loadDossier, type DossierStore } from "./dossier.ts";
import { toOutboxItems } from "./outbox.ts";
import { prepareCommit, writesNothing } from "./prepare-commit.ts";
import type { Confirmed } from "./losses.ts";
import { type CommitWrite, writeAll, type WriteAnswer } from "./write-commit.ts";

/** Decides about a move and writes the decision; see the port. */
type Commit = <R>(moveId: MoveId, decide: (dossier: Dossier, now: Instant) => Decision<R>, named?: DossierIds) => Promise<Committed<R>>;

/** Commits in this place. `chained` queues this process's writes to the audit chain, which all moves share. */
export function createCommitter(place: DossierStore & { readonly confirmed: Confirmed }, chained: Contention): Commit {
  const { keys, confirmed } = place;
  const contended = createContention();
  // A commit that waited in line takes the head that its predecessor left instead of the outdated one that it loaded.
  let newest: AuditHead | undefined;

  /** If only the audit's head has moved, recomputes the hashes and keeps the decision. */
  async function send(
    write: CommitWrite,
    { head: loaded, now }: LoadedDossier,
    events: Decision<unknown>["audit"] = [],
  ): Promise<WriteAnswer> {
    if (events.length === 0) return writeAll(place, write, []);
    let isFirst = true;
    return chained(keys.audit(), async () => {
      const links = chainAuditEvents(isFirst ? loaded : (newest ?? loaded), now, events);
      isFirst = false;
      const answer = await writeAll(place, write, links);
      if (answer.kind === "written") newest = links.at(-1);
      if (answer.kind !== "moved") return { result: answer };
      newest = answer.head;
      return undefined;
    });
  }

  return (moveId, decide, named) =>
    contended(keys.ofMove(moveId), async () => {
      const loaded = await loadDossier(place, moveId, named);
      const decision = decide(loaded.dossier, loaded.now);
      const mark = randomUUID();
      const wanted = toOutboxItems(keys, mark, decision.jobs ?? []);
      const committed = { result: { result: decision.result, wanted, at: loaded.now } };
      if (writesNothing(decision)) return committed;
      const write = { mark, outbox: wanted.map(({ id }) => id), ...prepareCommit(place, moveId, loaded, decision) };
      const sentIn = confirmed.epoch();
      const answer = await send(write, loaded, decision.audit);
      if (answer.kind === "exists") {
        throw new Fault("unexpected", `Redis key ${answer.key} exists, and the decision to create it was not shown it: name it`);
      }
      if (answer.kind !== "written") return undefined;
      const about = decision.move ?? loaded.dossier.move;
      if (answer.counted !== undefined && about !== undefined) confirmed.note({ ...answer.counted, sentIn }, about.name);
      return committed;
    });
}
