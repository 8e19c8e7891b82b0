import { isSubscribed } from "../core/move/subscriptions.ts";
import { isUnsettled } from "../core/operation/handover/handover.ts";
import { brandName, type ClusterName, isKeyspace, isWorkflowName, type MoveId, moveId as toMoveId } from "../core/vitess/names.ts";
import type { Fault } from "../operations/fault.ts";
import type { Records } from "../operations/records.ts";
import { appendAudit, readAuditHead } from "./audit/append.ts";
import { cutAudit } from "./audit/cut.ts";
import { readAuditOfMove } from "./audit/of-move.ts";
import { openCanaries } from "./canaries.ts";
import { openCatalogue } from "./catalogue.ts";
import { readStoreClock } from "./redis/clock.ts";
import { openCollection } from "./collection.ts";
import { createCommitter } from "./commit.ts";
import type { Connection } from "./redis/connection.ts";
import { openDangers } from "./dangers.ts";
import { loadDossier } from "./dossier.ts";
import { readEndedMoves } from "./ended-moves.ts";
import { addEntry, readEntries, readPostedUpTo, setPostedUpTo } from "./entries.ts";
import { createContention } from "./redis/contention.ts";
import { readFinishedCopies, saveFinishedCopy } from "./finished-copies.ts";
import { DEFAULT_PREFIX, createKeys } from "./redis/keys.ts";
import { RECORD_KINDS } from "./kinds.ts";
import { takeLease } from "./lease.ts";
import { lineUp, restBudget, spendBudget } from "./budget.ts";
import { type DurabilityOptions, openDurability } from "./durability.ts";
import { openLosses } from "./losses.ts";
import { readOutboxOlderThan, takeOut } from "./outbox.ts";
import { addSample, readSamples } from "./samples.ts";
import { HANDOVER_FORMAT } from "./schemas/handover.ts";
import { INBOUND } from "./schemas/inbound.ts";
import { MEMBERS } from "./schemas/members.ts";
import { READING } from "./schemas/reading.ts";
import { SENT_MESSAGE } from "./schemas/sent-message.ts";
import { SUBSCRIPTIONS } from "./schemas/subscriptions.ts";
import { SIZES } from "./schemas/sizes.ts";
import { openSingle } from "./single.ts";
import { changeTurns } from "./turns.ts";
import { openVDiffCounts } from "./vdiff-counts.ts";
import { openVDiffRuns } from "./vdiff-runs.ts";
import { listSnapshots, loadSnapshot, saveSnapshot } from "./snapshots.ts";

/** Where the records are in Redis, and who is notified of damage. */
export interface StoreOptions {
  /** Must have a hash tag. Default `{tandem}`; tests and second installations use their own. */
  readonly prefix?: string;
  /** Called for each damaged record that a list leaves out. Without it the list throws. */
  readonly onDamaged?: (fault: Fault) => void;
  /** Without it, what Redis has in memory counts as durable. */
  readonly durability?: DurabilityOptions;
}

// Slack may redeliver an input for some minutes (docs/facts/slack-limits.md#event-retries); an answered one must not run twice.
const ANSWERED_KEPT_MS = 60 * 60_000;

// An offer can be accepted for a shift; later its record only answers a press on an old message, and without it the answer is to offer anew.
const HANDOVERS_KEPT_MS = 30 * 24 * 60 * 60_000;

/** An id that no move of people has, for decisions about a whole cluster. */
function toIdOfCluster(cluster: ClusterName): MoveId {
  return toMoveId({ cluster, targetKeyspace: brandName("_", isKeyspace), workflow: brandName("_", isWorkflowName) });
}

/** The records in Redis. The caller owns the connection: close it after the last use. */
export function openStore(redis: Connection, options: StoreOptions = {}): Records {
  const keys = createKeys(options.prefix ?? DEFAULT_PREFIX);
  const { onDamaged, durability } = options;
  const contended = createContention();
  const { losses, confirmed } = openLosses(redis, keys);
  const place = { redis, keys, kinds: RECORD_KINDS, confirmed };
  const commit = createCommitter(place, contended);
  const moves = openCollection(redis, keys, RECORD_KINDS.move, onDamaged);
  const requests = openCollection(redis, keys, RECORD_KINDS.request, onDamaged);
  const executions = openCollection(redis, keys, RECORD_KINDS.execution, onDamaged);
  const notices = openCollection(redis, keys, RECORD_KINDS.notice, onDamaged);
  const handovers = openCollection(
    redis,
    keys,
    { name: "handover", format: HANDOVER_FORMAT, listed: isUnsettled, keptMs: HANDOVERS_KEPT_MS },
    onDamaged,
  );
  const inbox = openCollection(redis, keys, { name: "inbound", format: INBOUND, listed: () => true }, onDamaged);
  const subscriptions = openCollection(redis, keys, { name: "subscriptions", format: SUBSCRIPTIONS, listed: isSubscribed }, onDamaged);
  const readings = openSingle(redis, READING);
  const sizes = openSingle(redis, SIZES);
  const messages = openSingle(redis, SENT_MESSAGE);
  const members = openSingle(redis, MEMBERS);

  return {
    now: () => readStoreClock(redis, keys),
    losses,
    canaries: openCanaries(redis, keys),
    dangers: openDangers(redis, keys),
    durable: durability === undefined ? () => Promise.resolve(true) : openDurability(durability, keys, confirmed),
    moves: { ...moves, active: moves.listed, endedSince: (since) => readEndedMoves({ redis, keys, moves, onDamaged }, since) },
    requests: { ...requests, live: requests.listed },
    executions: { ...executions, unsettled: executions.listed },
    handovers: { ...handovers, unsettled: handovers.listed },
    notices: { ...notices, unposted: notices.listed },
    clusterAlarms: openCollection(redis, keys, RECORD_KINDS.clusterAlarms, onDamaged).listed,
    freezes: openCollection(redis, keys, RECORD_KINDS.freezes, onDamaged).listed,
    subscriptions: { ...subscriptions, followed: subscriptions.listed },
    inbox: { ...inbox, pending: inbox.listed, done: (id) => inbox.retire(id, ANSWERED_KEPT_MS) },

    commit,
    commitOnCluster: (cluster, decide) =>
      // No move has this id, so the dossier holds nothing but what belongs to the cluster.
      commit(toIdOfCluster(cluster), ({ freezes }, now) => decide(freezes ?? { cluster, freezes: [], done: [] }, now)),
    async dossier(moveId, named) {
      const { dossier, now } = await loadDossier(place, moveId, named);
      return { ...dossier, now };
    },
    outbox: (olderThanMs) => readOutboxOlderThan(redis, keys, olderThanMs, onDamaged),
    handedOver: (items) => takeOut(redis, keys, items),

    saveReading: (moveId, reading) => readings.save(keys.reading(moveId), reading),
    reading: (moveId) => readings.load(keys.reading(moveId)),
    addSample: (moveId, sample) => addSample(redis, keys, moveId, sample),
    samples: (moveId) => readSamples(redis, keys, moveId),
    finishedCopies: (between) => readFinishedCopies(redis, keys, between),
    saveFinishedCopy: (between, copy) => saveFinishedCopy(redis, keys, between, copy),
    saveSizes: (moveId, list) => sizes.save(keys.sizes(moveId), list),
    sizes: async (moveId) => (await sizes.load(keys.sizes(moveId))) ?? [],

    addEntry: (moveId, body, key) => addEntry(place, moveId, body, key),
    entries: (moveId, fromSeq) => readEntries(redis, keys, moveId, fromSeq),
    postedUpTo: (moveId) => readPostedUpTo(redis, keys, moveId),
    setPostedUpTo: (moveId, seq) => setPostedUpTo(redis, keys, moveId, seq),

    message: (name) => messages.load(keys.message(name)),
    saveMessage: (name, message, keepMs) => messages.save(keys.message(name), message, keepMs),
    forgetMessage: (name) => messages.forget(keys.message(name)),

    saveSnapshot: (facts, rules, key) => saveSnapshot(place, facts, rules, key),
    snapshot: (cluster, idOrLabel) => loadSnapshot(redis, keys, cluster, idOrLabel),
    snapshots: (cluster) => listSnapshots(redis, keys, cluster),
    auditOf: (moveId) => readAuditOfMove(redis, options.prefix ?? DEFAULT_PREFIX, moveId),
    audit: (event) => appendAudit(redis, keys, contended, event),
    auditHead: () => readAuditHead(redis, keys),
    cutAudit: (before) => cutAudit(redis, { prefix: options.prefix ?? DEFAULT_PREFIX, contended }, before),

    async members(groupId) {
      const [known, now] = await Promise.all([members.load(keys.members(groupId)), readStoreClock(redis, keys)]);
      return known === undefined ? undefined : { ...known, ageMs: now - known.readAt };
    },
    async saveMembers(groupId, people) {
      await members.save(keys.members(groupId), { people, readAt: await readStoreClock(redis, keys) });
    },

    catalogue: openCatalogue(redis, keys),
    vdiffCounts: openVDiffCounts(redis, keys),
    vdiffRuns: (cluster) => openVDiffRuns(redis, keys, cluster),

    turns: (cluster, decide) => changeTurns({ redis, keys, contended }, cluster, decide),
    lease: (name, ttlMs) => takeLease(redis, keys, name, ttlMs),
    spend: (budget, user, allowance) => spendBudget(redis, keys.budget(budget), { ...allowance, user, uses: 1 }),
    askBudget: (budget, user, allowance) => spendBudget(redis, keys.budget(budget), { ...allowance, user, uses: 0 }),
    rest: (budget, user, ms) => restBudget(redis, keys.budget(budget), user, ms),
    lineUp: (group, member) => lineUp(redis, keys.line(group), member),
  };
}
