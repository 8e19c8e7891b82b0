import type { Phase } from "../../core/situation/phase.ts";
import type { ReverseReplication } from "../../core/situation/facts.ts";
import type { Situation } from "../../core/situation/situation.ts";
import { findFollowed } from "../../core/move/moves.ts";
import type { Share } from "../../core/move/traffic.ts";
import type { Instant } from "../../core/readings/readings.ts";
import { type CatchUp, findCatchUp } from "../../core/situation/lag-trail.ts";
import { escapeName } from "../text/escape.ts";
import { formatCounted } from "../text/numbers.ts";
import { type Names, namePerson } from "../text/people.ts";
import { formatMoment, formatSpan } from "../text/times.ts";
import { toSentence } from "../text/sentences.ts";
import { sayReadsStill } from "./reads-left.ts";
import { titleAlarm } from "./alarms.ts";
import type { OfKind, TakesAny } from "./of-kind.ts";
import { sayLastMoment, NOT_GIVEN_BACK } from "./tenant.ts";
import { VERB_WORDS } from "./verbs.ts";

interface PhaseWords {
  /** Begins the first line, before the move's name. */
  readonly status: string;
  /** One more sentence, if the status alone could mislead. */
  readonly detail?: string;
}

/** The input for the words of a phase; the keyspaces come formatted. */
interface PhaseContext {
  readonly situation: Situation;
  readonly source: string;
  readonly target: string;
  readonly people: Names | undefined;
}

type PhaseOf<K extends Phase["kind"]> = OfKind<Phase, K>;

const PHASES = {
  planned: (_, { source, target }) => ({
    status: "Planned, not created yet",
    detail: `Preflight stopped the create from ${source} to ${target}. Nothing exists in Vitess.`,
  }),
  creating: () => ({ status: "Being created", detail: "Vitess does not show the workflow yet." }),
  starting: () => ({ status: "Starting", detail: "The streams are looking for a tablet to read from." }),
  "not-started": () => ({ status: "Created, not started", detail: "Nothing is copied yet." }),
  "waiting-for-source": (_, { source }) => ({
    status: "Waiting for a tablet to read from",
    detail: `At least one stream has not begun to read from ${source}.`,
  }),
  copying: () => ({ status: "Copying" }),
  running: (_, { situation }) => ({ status: isInSync(situation) ? "Copied, in sync" : "Copied, replicating" }),
  lagging: ({ limitSeconds }, { situation }) => {
    const catchUp = findCatchUpOf(situation);
    return {
      status: `Copied, ${catchUp === undefined ? "" : "catching up, "}${sayBehind(situation)}`,
      detail: `The limit for a switch is ${limitSeconds} s.${catchUp === undefined ? "" : sayCatchUp(catchUp, situation.now)}`,
    };
  },
  stopped: (phase, about) =>
    withStaleReads({ status: phase.copied ? "Copied, stopped" : "Stopped during the copy", detail: stopReason(phase, about) }, about),
  "stopped-after-copy": (_, about) =>
    withStaleReads(
      {
        status: "Copied, stopped after the copy",
        detail: `It was created to stop when everything is copied, and that is finished. What is written at ${about.source} since does not reach ${about.target}.`,
      },
      about,
    ),
  error: (_, about) =>
    withStaleReads(
      {
        status: "Stream error",
        detail: `Vitess reports an error for at least one stream. Diagnose says what it means.${sayRetried(about.situation)}`,
      },
      about,
    ),
  switching: (phase, about) => saySwitching(phase, about),
  ending: ({ verb }) => ({
    status: VERB_WORDS[verb].doing,
    detail: "It removes the workflow. Until it is over, some of its parts may be gone and some may be left.",
  }),
  "reads-switched": (_, { situation, source, target }) => {
    const all = situation.traffic?.reads === "all";
    return {
      status: `${all ? "Reads switched" : "Reads partly switched"}, writes not`,
      detail: `${all ? "Replica and rdonly reads go" : "Some replica and rdonly reads go"} to ${target}; writes stay on ${source}.${situation.kind === "tenant" ? ` ${sayLastMoment(situation.known.reading)}` : ""}`,
    };
  },
  switched: (_, { situation, source, target }) => {
    const reads = situation.traffic?.reads ?? "all";
    return {
      status: `${reads === "all" ? "Switched" : "Writes switched, reads not all"}${REVERSE_TROUBLE[situation.reverseReplication] ?? ""}`,
      detail: `${SWITCHED[reads]} ${target}. ${sayReadsLeft(situation, source)}${WAY_BACK[situation.reverseReplication](source)}`,
    };
  },
  alarm: ({ alarm }, { situation }) => ({ status: titleAlarm(alarm, situation.alarm?.tables ?? situation.known.move.tables) }),
  ended: ({ how }, { target }) => MOVE_ENDINGS[how](target),
} as const satisfies { [K in Phase["kind"]]: (phase: PhaseOf<K>, about: PhaseContext) => PhaseWords };

function sayReadsLeft({ readsLeft }: Situation, source: string): string {
  return readsLeft.length === 0 ? "" : `${toSentence(sayReadsStill(readsLeft, source))} `;
}

const SWITCHED = {
  all: "Reads and writes go to",
  some: "Writes and some reads go to",
  none: "Writes, but no replica or rdonly reads, go to",
} as const satisfies Record<Share, string>;

/** A first line must not sound healthy while the source misses writes. */
const REVERSE_TROUBLE: Partial<Record<ReverseReplication, string>> = {
  stopped: ", reverse replication stopped",
  "in error": ", reverse replication in error",
};

const WAY_BACK = {
  running: (source) => `${source} follows through the reverse workflow, so switching back loses nothing.`,
  stopped: (source) => `The reverse workflow does not run: ${source} misses writes, and switching back now would lose them.`,
  "in error": (source) => `The reverse workflow is in error: ${source} misses writes, and switching back now would lose them.`,
  absent: (source) => `No reverse workflow runs: ${source} does not follow, and switching back would lose writes.`,
  "not-taken": (source) => `${source} follows through the reverse workflow, but this is the move of one tenant: ${NOT_GIVEN_BACK}.`,
  "none-wanted": (source) => `No reverse workflow runs: ${source} does not follow, and switching back would lose writes.`,
} as const satisfies Record<ReverseReplication, (source: string) => string>;

const MOVE_ENDINGS = {
  completed: (target) => ({ status: "Completed", detail: `${target} serves these tables. The workflow is gone.` }),
  cancelled: () => ({ status: "Cancelled", detail: "The workflow is gone; the source serves its tables." }),
  "not-created": () => ({ status: "Not created", detail: "Vitess did not create the workflow. Its thread says why, if Slack took that." }),
  gone: () => ({ status: "Gone", detail: "Vitess does not know this workflow any more, and Tandem did not end it." }),
} as const satisfies { [How in PhaseOf<"ended">["how"]]: (target: string) => PhaseWords };

/** Says where a move stands by what was last read of it. */
export function sayPhase(situation: Situation, people?: Names): PhaseWords {
  const { sourceKeyspace, name } = situation.known.move;
  const say: TakesAny<Phase, [PhaseContext], PhaseWords> = PHASES[situation.phase.kind];
  return say(situation.phase, { situation, source: escapeName(sourceKeyspace), target: escapeName(name.targetKeyspace), people });
}

/** The words of an operation in progress: nothing is wrong, but the status must not sound healthy yet. */
export function sayUnderWay(situation: Situation | undefined): PhaseWords | undefined {
  const isUnderWay = situation?.phase.kind === "switching" || situation?.phase.kind === "ending";
  return isUnderWay ? sayPhase(situation) : undefined;
}

/** Vitess measures lag in whole seconds, and one of a few comes and goes. */
const IN_SYNC_BELOW_SECONDS = 10;

/** True if the lag was read and is next to nothing. Without a lag nobody knows, and below the limit for a switch is not in sync. */
export function isInSync({ lagSeconds }: Situation): boolean {
  return lagSeconds !== undefined && lagSeconds < IN_SYNC_BELOW_SECONDS;
}

/** Only running streams have a meaningful lag. */
function sayBehind({ lagSeconds }: Situation): string {
  return lagSeconds === undefined ? "behind" : `${lagSeconds} s behind`;
}

function findCatchUpOf({ known: { move, reading }, lagSeconds }: Situation): CatchUp | undefined {
  return reading === undefined ? undefined : findCatchUp(findFollowed(move)?.lagTrail ?? [], lagSeconds, reading.at);
}

function sayCatchUp({ from, fromMs, toMs }: CatchUp, now: Instant): string {
  return ` The lag was ${from.seconds} s at ${formatMoment(from.at, now)}; at this pace it will be gone in ${formatSpan(fromMs, toMs)}.`;
}

function saySwitching({ writesMoved, back }: PhaseOf<"switching">, { source, target }: PhaseContext): PhaseWords {
  if (back)
    return {
      status: "A rollback is under way",
      detail: `While it lasts, applications may not be able to write to these tables: ${target} stops them before ${source} takes them again.`,
    };
  return {
    status: "A switch is under way",
    detail: writesMoved
      ? `Writes go to ${target} already. Until the reverse workflow runs, ${source} does not follow: do not roll back now.`
      : `While it lasts, applications may not be able to write to these tables: ${source} stops them before ${target} takes them.`,
  };
}

/** Says since when and how often: a retried stream looks healthy between two errors. */
function sayRetried({ trouble, now }: Situation): string {
  if (trouble === undefined) return "";
  const often = trouble.times > 1 ? `, ${formatCounted(trouble.times, "time")} so far` : "";
  return ` Seen since ${formatMoment(trouble.since, now)}${often}; no stream has got further since.`;
}

/** For switched reads while no stream keeps the target up to date. */
function withStaleReads({ status, detail }: Required<PhaseWords>, { situation, target }: PhaseContext): PhaseWords {
  const reads = situation.traffic?.reads ?? "none";
  if (reads === "none") return { status, detail };
  const which = reads === "all" ? "replica and rdonly reads" : "some replica or rdonly reads";
  return {
    status: `${status}, reads switched`,
    detail: `${detail} Meanwhile ${which} go to ${target}, which does not follow while a stream stands still: what they read there grows stale.`,
  };
}

/** Explains Vitess's stop messages. Others may contain row data, so Tandem does not repeat them. */
function stopReason({ message, cutOver }: PhaseOf<"stopped">, { situation, people }: PhaseContext): string {
  if (cutOver) return "A switch stopped it and did not come to its end. Started by hand it could write old rows over new ones.";
  const by = findFollowed(situation.known.move)?.stoppedBy;
  if (message === "") return by === undefined ? "Somebody stopped it." : `${namePerson(by, people)} stopped it.`;
  if (message.startsWith("Stopped after copy")) return "It was created to stop after the copy, and part of it is not copied yet.";
  if (message.startsWith("Stopped at DDL")) return "It met a schema change at the source and stopped, as it was told to.";
  if (message.startsWith("Stop position")) return "It reached the position at which it was told to stop.";
  return "Vitess left a message on the stream; `show` says more.";
}
