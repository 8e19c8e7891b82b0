import { listFreezers } from "../wording/freezes.ts";
import { limitsOfMove } from "../../operations/policy/requirement.ts";
import type { Entry } from "../../core/announce/entries.ts";
import { moveId as idOf, type MoveName } from "../../core/vitess/names.ts";
import { toChannelId, type PersonId } from "../../core/people/people.ts";
import { listOverriders } from "../../core/findings/overrides.ts";
import type { Sample } from "../../core/copy/samples.ts";
import type { Situation } from "../../core/situation/situation.ts";
import { restoreReportLine } from "../../operations/announce/report-line.ts";
import { type EntryMessage, renderEntry } from "../move/entry.ts";
import { collectCurves, showsMoreThanChart } from "../picture/curves.ts";
import { drawPicture } from "../picture/draw-picture.ts";
import { composeReportFiles } from "../vdiff/files.ts";
import { attachEvidence } from "./evidence-file.ts";
import { listPeopleInSituation as peopleNow } from "./move-facts.ts";
import { followVDiffInMessage, refreshVDiffMessage } from "./publish-vdiff.ts";
import { rememberButtons } from "./passing-buttons.ts";
import { postOnce } from "./post-once.ts";
import { RateLimited } from "../web-api/faults.ts";
import { chooseDecisionLane, type PublisherDeps } from "./publisher.ts";
import { type Attachment, uploadOnce } from "./upload.ts";

/** A move's thread: its channel, and the card that heads it. */
export interface Thread {
  readonly channel: string;
  readonly threadTs: string;
}

/** Posts one line, and its file, once. The caller advances the thread's mark afterwards. */
export async function postEntry(deps: PublisherDeps, thread: Thread, situation: Situation, kept: Entry): Promise<void> {
  const entry = await restoreReportLine(deps.records, kept);
  const { move } = situation.known;
  const once = chooseDecisionLane(deps);
  const names = await deps.names.of([...listPeopleInEntry(entry), ...peopleNow(situation)]);
  const samples = entry.body.kind === "copy-finished" ? await deps.records.samples(idOf(move.name)) : [];
  const facts = { situation, samples, vdiffMaxAgeMs: limitsOfMove(deps.policy(move.name.cluster), move).vdiffMaxAgeMs, names };
  const message = renderEntry(entry, facts);
  const place = { ...thread, broadcast: message.broadcast };
  const mark = { kind: "entry", move: idOf(move.name), seq: entry.seq, at: entry.at } as const;
  if (entry.body.kind === "vdiff-started") await endEarlierVDiff(deps, situation, entry.body.uuid);
  const ts = await postOnce(once, place, message, mark);
  await rememberButtons(deps, move.name, { channel: toChannelId(thread.channel), ts, at: entry.at, ...pickContent(message) });
  if (entry.body.kind === "vdiff-started") {
    await followVDiffInMessage(deps, move.name, { channel: toChannelId(thread.channel), ts }, entry.body);
  }
  const [file, ...more] = [
    ...(await listFiles(move.name, entry, message)),
    ...(await drawCopy(deps, move.name, entry, samples)),
    ...(await attachEvidence(deps, move.name, entry)),
  ];
  if (file !== undefined) await uploadOnce(once, `${mark.move}:${entry.seq}`, thread, file, ...more);
}

/** A line in words alone, for where its thread cannot be written; undefined for a request, which has a message of its own. */
export async function sayEntry(deps: PublisherDeps, situation: Situation, entry: Entry): Promise<string | undefined> {
  if (entry.body.kind === "requested") return undefined;
  const names = await deps.names.of([...listPeopleInEntry(entry), ...peopleNow(situation)]);
  const { move } = situation.known;
  const { vdiffMaxAgeMs } = limitsOfMove(deps.policy(move.name.cluster), move);
  return renderEntry(entry, { situation, samples: [], vdiffMaxAgeMs, names }).text;
}

/** Has the message of an earlier VDiff say that it has ended, before it is no longer followed. */
async function endEarlierVDiff(deps: PublisherDeps, situation: Situation, uuid: string): Promise<void> {
  const heldMs = await refreshVDiffMessage(deps, situation, uuid);
  if (heldMs !== undefined) throw new RateLimited("chat.update", heldMs);
}

async function listFiles(name: MoveName, { body }: Entry, { file }: EntryMessage): Promise<readonly Attachment[]> {
  const written = file === undefined ? [] : [file];
  const files = body.kind === "vdiff-report" ? await composeReportFiles(name, body.vdiff, body.verdict) : written;
  return files.map((one) => ({ ...one, title: one.name }));
}

/** The picture of a finished copy, where it shows more than the chart in its line. */
async function drawCopy(
  deps: PublisherDeps,
  name: MoveName,
  { body, at }: Entry,
  samples: readonly Sample[],
): Promise<readonly Attachment[]> {
  if (body.kind !== "copy-finished") return [];
  const curves = collectCurves(samples, at);
  const picture = showsMoreThanChart(curves) ? await drawPicture(deps.pictures, name, curves) : undefined;
  return picture === undefined ? [] : [picture];
}

function pickContent({ text, blocks }: EntryMessage): Pick<EntryMessage, "text" | "blocks"> {
  return { text, blocks };
}

function listPeopleInEntry({ body }: Entry): readonly PersonId[] {
  const by = "by" in body && body.by !== undefined ? [body.by] : [];
  if (body.kind === "handed-over") return [...by, body.from];
  if (body.kind === "votes-lapsed") return body.people;
  if (body.kind === "outcome" && body.outcome.kind === "called-off") return [...by, body.outcome.by];
  if (body.kind === "held") return body.hold.reason === "freeze" ? listFreezers(body.hold.freeze) : by;
  if (body.kind === "all-clear") return body.takenBy === undefined ? [] : [body.takenBy.by];
  return body.kind === "created" ? [...by, ...listOverriders(body.findings ?? [])] : by;
}
