import type { Inbound } from "../../operations/records.ts";
import type { Talk } from "../../operations/talk.ts";
import type { Answer } from "../../core/answers.ts";
import { moveId, type MoveName } from "../../core/names.ts";
import { DEFAULT_LIMITS, type Limits } from "../../core/acts/policy.ts";
import { overriders } from "../../core/preflight/overrides.ts";
import type { SnapshotNote } from "../../core/rules/snapshots.ts";
import { type AnswerFacts, renderAnswer } from "../answer/answer.ts";
import { loadMoveFacts } from "./move-facts.ts";
import { SlackRefused } from "./faults.ts";
import { answerPrivately } from "./private-answer.ts";
import type { Addressee } from "./private-answer.ts";
import { sendFilePrivately } from "./private-file.ts";
import type { PublisherDeps } from "./publisher.ts";

// Slack takes a response URL for 30 minutes (slack.md 2.1); a minute less, because its clock is not ours.
const RESPONSE_URL_LIVES_MS = 29 * 60_000;

/** The private answer to a command, on the decisions lane: a person is waiting. */
export function openTalk(deps: PublisherDeps): Talk {
  return {
    async answer(inbound, answer) {
      const { maxLagSeconds, vdiffMaxAgeMs } = limitsFor(deps, answer);
      const now = await deps.records.now();
      const { file, ...message } = renderAnswer(answer, { maxLagSeconds, vdiffMaxAgeMs, now, ...(await beside(deps, answer)) });
      try {
        await answerPrivately({ client: deps.clients.decisions, log: deps.log }, addresseeOf(inbound, now), message);
        if (file !== undefined) {
          const once = { client: deps.clients.decisions, records: deps.records, log: deps.log };
          await sendFilePrivately(once, inbound.by, `answer:${inbound.id}`, message.text, file);
        }
      } catch (error) {
        // Slack said no in every way there is, and will tomorrow: the command itself was carried out, so the job must not run again.
        if (!(error instanceof SlackRefused)) throw error;
        deps.log.warn({ inbound: inbound.id, refusal: error.message }, "An answer could not be brought to the one who asked");
      }
    },
  };
}

/** The limits of the cluster that the answer is about; an answer about none shows nothing that they change. */
function limitsFor({ policy }: PublisherDeps, answer: Answer): Limits {
  const name = nameIn(answer);
  return name === undefined ? DEFAULT_LIMITS : policy(name.cluster).limits;
}

function nameIn(answer: Answer): MoveName | undefined {
  if (answer.kind === "status" || answer.kind === "show") return answer.view.move.name;
  if (answer.kind === "list") return answer.moves[0]?.move.name;
  return answer.kind === "vdiff" ? answer.name : undefined;
}

function snapshotsIn(answer: Answer): readonly SnapshotNote[] {
  if (answer.kind === "rules") return answer.snapshots;
  return answer.kind === "rules-diff" ? [answer.snapshot] : [];
}

/** What the move's own card shows beside the reading: an answer must not offer a switch that is asked for already. */
async function beside(deps: PublisherDeps, answer: Answer): Promise<Pick<AnswerFacts, "card" | "names">> {
  if ("findings" in answer && answer.findings !== undefined) return { names: await deps.names.of(overriders(answer.findings)) };
  const savers = snapshotsIn(answer).flatMap(({ reason }) => (reason.kind === "asked" ? [reason.by] : []));
  if (savers.length > 0) return { names: await deps.names.of(savers) };
  if (answer.kind !== "status" && answer.kind !== "show") return {};
  const facts = await loadMoveFacts(deps, moveId(answer.view.move.name));
  if (facts === undefined) return {};
  const { openRequest, runningExecution, vdiffClean, people } = facts;
  return {
    names: await deps.names.of(people),
    card: {
      vdiffClean,
      ...(openRequest === undefined ? {} : { openRequest }),
      ...(runningExecution === undefined ? {} : { runningExecution }),
    },
  };
}

function addresseeOf({ by, channel, threadTs, responseUrl, receivedAt }: Inbound, now: number): Addressee {
  const fresh = responseUrl !== undefined && now - receivedAt < RESPONSE_URL_LIVES_MS;
  return {
    by,
    // A command from the Home tab has the person in the channel's place; only a direct message reaches them there.
    ...(String(channel) === String(by) ? {} : { channel }),
    ...(threadTs === undefined ? {} : { threadTs }),
    ...(fresh ? { responseUrl } : {}),
  };
}
