import { listFreezers } from "../wording/freezes.ts";
import { limitsOfMove } from "../../operations/policy/requirement.ts";
import type { Inbound } from "../../operations/records.ts";
import type { Beside, Talk } from "../../operations/talk.ts";
import type { Answer } from "../../core/command/answers.ts";
import { DEFAULT_LIMITS, type Limits } from "../../core/operation/request/policy.ts";
import type { PersonId } from "../../core/people/people.ts";
import { listOverriders } from "../../core/findings/overrides.ts";
import type { SnapshotNote } from "../../core/rules/snapshots.ts";
import { withBeside } from "../answer/beside.ts";
import { renderAnswer } from "../answer/answer.ts";
import { moveId } from "../../core/vitess/names.ts";
import type { ThreadNow } from "../answer/receipts.ts";
import { findClosedCode } from "./closed-channel.ts";
import { decodeShown } from "./shown.ts";
import { listPeopleInSituation } from "./move-facts.ts";
import { SlackRefused } from "../web-api/faults.ts";
import { type Addressee, answerPrivately } from "../web-api/private-answer.ts";
import { sendFilePrivately } from "./private-file.ts";
import { chooseDecisionLane, type PublisherDeps } from "./publisher.ts";
import { toCardKey } from "../move/card-key.ts";

// Slack accepts a response URL for 30 minutes (docs/facts/slack-limits.md#response-url); clocks differ, so Tandem allows 29.
const RESPONSE_URL_LIVES_MS = 29 * 60_000;

const NOTHING_BESIDE: Beside = { ignored: [] };

/** Answers commands privately, on the decisions lane, because a person is waiting. */
export function openTalk(deps: PublisherDeps): Talk {
  return {
    async answer(inbound, answer, beside = NOTHING_BESIDE) {
      const { vdiffMaxAgeMs } = await chooseLimits(deps, answer);
      const now = await deps.records.now();
      const people = listPeopleNamed(answer);
      const names = people.length === 0 ? {} : { names: await deps.names.of(people) };
      const { file, ...message } = withBeside(
        renderAnswer(answer, { vdiffMaxAgeMs, now, ...names, ...(await findThread(deps, answer)) }),
        beside,
      );
      try {
        await answerPrivately(chooseDecisionLane(deps), chooseAddressee(inbound, now), message);
        if (file !== undefined) {
          await sendFilePrivately(chooseDecisionLane(deps), inbound.by, { name: `answer:${inbound.id}`, says: message.text, file });
        }
      } catch (error) {
        // Slack refused every way and will refuse it tomorrow. The command itself was carried out, so the job must not run again.
        if (!(error instanceof SlackRefused)) throw error;
        deps.log.warn({ inbound: inbound.id, err: error }, "An answer could not be brought to the one who asked");
      }
    },
  };
}

/** Finds out whether a receipt may promise the thread. */
async function findThread({ records }: PublisherDeps, answer: Answer): Promise<{ readonly thread?: ThreadNow }> {
  if (answer.kind !== "receipt") return {};
  const id = moveId(answer.move);
  const move = await records.moves.get(id);
  if (move === undefined) return {};
  const { channel, askedAt } = move;
  const code = await findClosedCode(records, move);
  if (code !== undefined) return { thread: { kind: "closed", channel, code } };
  const card = await records.message(toCardKey(id, channel));
  const isCurrent = card !== undefined && decodeShown(card.shows)?.askedAt === askedAt;
  return { thread: isCurrent ? { kind: "taken" } : { kind: "not-yet", channel } };
}

/** The limits of the move that the answer is about, or of its cluster; they change nothing in an answer about neither. */
async function chooseLimits({ policy, records }: PublisherDeps, answer: Answer): Promise<Limits> {
  if (answer.kind !== "vdiff") return DEFAULT_LIMITS;
  const all = policy(answer.name.cluster);
  const move = await records.moves.get(moveId(answer.name));
  return move === undefined ? all.limits : limitsOfMove(all, move);
}

/** Everybody whom an answer mentions by name. */
function listPeopleNamed(answer: Answer): readonly PersonId[] {
  if ("findings" in answer && answer.findings !== undefined) return listOverriders(answer.findings);
  switch (answer.kind) {
    case "refused":
      return answer.earlier === undefined ? [] : [answer.earlier.by];
    case "handover-offered":
      return answer.to === undefined ? [] : [answer.to];
    case "audit":
      return answer.audit.entries.flatMap(({ event }) => event.by ?? []);
    case "status":
    case "show":
      return listPeopleInSituation(answer.view.situation);
    case "list":
      return [...listFreezers(...(answer.frozen ?? [])), ...answer.moves.flatMap(({ situation }) => listPeopleInSituation(situation))];
    case "frozen":
    case "receipt":
      return listFreezers(answer.freeze);
    case "thawed":
      return listFreezers(...answer.left);
    case "thaw-asked":
      return listFreezers(...answer.freezes);
    case "diagnosis":
      return answer.situation === undefined ? [] : listPeopleInSituation(answer.situation);
    case "rules":
      return answer.snapshots.flatMap(listSnapshotSavers);
    case "rules-diff":
      return listSnapshotSavers(answer.snapshot);
    default:
      return [];
  }
}

function listSnapshotSavers({ reason }: SnapshotNote): readonly PersonId[] {
  return reason.kind === "asked" ? [reason.by] : [];
}

function chooseAddressee({ by, channel, threadTs, responseUrl, receivedAt }: Inbound, now: number): Addressee {
  const fresh = responseUrl !== undefined && now - receivedAt < RESPONSE_URL_LIVES_MS;
  return {
    by,
    // A command from the Home tab carries the person in place of the channel; only a direct message reaches them there.
    ...(String(channel) === String(by) ? {} : { channel }),
    ...(threadTs === undefined ? {} : { threadTs }),
    ...(fresh ? { responseUrl } : {}),
  };
}
