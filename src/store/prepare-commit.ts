import type { MoveId } from "../core/vitess/names.ts";
import { Fault } from "../operations/fault.ts";
import type { Decision } from "../operations/decision.ts";
import type { RecordKind } from "./collection.ts";
import { encode } from "./schemas/document.ts";
import type { LoadedDossier, DossierStore } from "./dossier.ts";
import type { Keys } from "./redis/keys.ts";
import type { KindOfMove } from "./kinds.ts";
import { ENTRY_BODY } from "./schemas/entry.ts";
import { READING } from "./schemas/reading.ts";
import type { CommitWrite, RecordWrite } from "./write-commit.ts";

/** True for a decision that changes nothing. */
export function writesNothing({ move, request, execution, ended, clusterAlarms, freezes, reading, ...lists }: Decision<unknown>): boolean {
  const { entries = [], audit = [], notices = [], jobs = [] } = lists;
  const records = [move, request, execution, ended, clusterAlarms, freezes, reading].filter((one) => one !== undefined);
  return records.length + entries.length + audit.length + notices.length + jobs.length === 0;
}

/** Encodes a decision, with the move's pointers after it. Throws a Fault before anything is written. */
export function prepareCommit(
  { keys, kinds }: Pick<DossierStore, "keys" | "kinds">,
  moveId: MoveId,
  { dossier, pointers, revisions }: LoadedDossier,
  decision: Decision<unknown>,
): Omit<CommitWrite, "mark" | "outbox"> {
  const { move, request, execution, ended, clusterAlarms, freezes, reading, entries = [], notices = [], once } = decision;
  // An execution that ends makes room for the next one.
  const running = ended === undefined || ended.id !== dossier.live.execution?.id ? dossier.live.execution : undefined;
  const record = <T>(kind: RecordKind<T>, id: string, value: T): RecordWrite => ({
    rev: revisions.get(keys.record(kind.name, id)) ?? "",
    ...encodeRecord(keys, kind, id, value),
  });
  const thread = keys.entries(moveId);
  return {
    moveId,
    pointers,
    pointersAfter: {
      request: choosePointer(kinds.request, {
        moveId,
        pointer: pointers.request,
        live: dossier.live.request,
        before: dossier.request,
        after: request,
      }),
      execution: choosePointer(kinds.execution, {
        moveId,
        pointer: pointers.execution,
        live: running,
        before: dossier.execution,
        after: execution,
      }),
    },
    revisions,
    records: [
      ...(move === undefined ? [] : [record(kinds.move, moveId, move)]),
      ...(request === undefined ? [] : [record(kinds.request, kinds.request.idOf(request), request)]),
      ...(ended === undefined ? [] : [record(kinds.execution, kinds.execution.idOf(ended), ended)]),
      ...(execution === undefined ? [] : [record(kinds.execution, kinds.execution.idOf(execution), execution)]),
      ...(clusterAlarms === undefined ? [] : [record(kinds.clusterAlarms, clusterAlarms.cluster, clusterAlarms)]),
      ...(freezes === undefined ? [] : [record(kinds.freezes, freezes.cluster, freezes)]),
    ],
    endedAt: move?.state.kind === "ended" ? move.state.at : undefined,
    notices: notices.map((notice) => encodeRecord(keys, kinds.notice, notice.id, notice)),
    once: once === undefined ? undefined : `key:${once}`,
    entries: entries.map(({ body, key }) => ({ key, text: encode(thread, ENTRY_BODY, body) })),
    reading: reading === undefined ? undefined : encode(keys.reading(moveId), READING, reading),
  };
}

function encodeRecord<T>(keys: Keys, { name, format, listed }: RecordKind<T>, id: string, value: T): Omit<RecordWrite, "rev"> {
  return { kind: name, id, json: encode(keys.record(name, id), format, value), listed: listed(value) };
}

interface Written<T> {
  readonly moveId: MoveId;
  readonly pointer: string;
  readonly live: T | undefined;
  readonly before: T | undefined;
  readonly after: T | undefined;
}

/** The move's pointer once `after` is written. A decision that would make a second record live is a defect. */
function choosePointer<T>(kind: KindOfMove<T>, { moveId, pointer, live, before, after }: Written<T>): string {
  if (after === undefined) return pointer;
  const id = kind.idOf(after);
  if (kind.moveOf(after) !== moveId)
    throw new Fault("unexpected", `The ${kind.name} ${id} belongs to ${kind.moveOf(after)}, not to ${moveId}`);
  if (!kind.listed(after)) return pointer === id ? "" : pointer;
  if (live === undefined || kind.idOf(live) === id) return id;
  // Before there were pointers, two could be live at once: each runs to its end.
  if (before !== undefined && kind.idOf(before) === id && kind.listed(before)) return pointer;
  throw new Fault("unexpected", `${moveId} has the live ${kind.name} ${kind.idOf(live)}: ${id} would be a second one`);
}
