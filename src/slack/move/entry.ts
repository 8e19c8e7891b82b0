import type { KnownBlock } from "@slack/types";
import { AFTER_STOPPED_COPY } from "../../core/explain/stopped-after-copy.ts";
import type { Entry, EntryBody } from "../../core/announce/entries.ts";
import { qualified } from "../../core/vitess/names.ts";
import type { Move } from "../../core/move/moves.ts";
import type { JudgedFinding } from "../../core/findings/overrides.ts";
import type { Instant } from "../../core/readings/readings.ts";
import type { Situation } from "../../core/situation/situation.ts";
import { actions, context, preformatted, section } from "../blocks/build.ts";
import { type Message, notification, type TextFile } from "../blocks/message.ts";
import { code, named, quoted, verbatim } from "../text/escape.ts";
import { and, names } from "../text/lists.ts";
import { moveTitle } from "../text/move-name.ts";
import { counted, short } from "../text/numbers.ts";
import { type Names, who } from "../text/people.ts";
import { duration, moment, soon } from "../text/times.ts";
import { renderVDiff } from "../vdiff/message.ts";
import { explainedLines } from "../wording/explained.ts";
import type { OfKind, TakesAny } from "../wording/of-kind.ts";
import { foundWords, troubleLines } from "../wording/troubles.ts";
import { findingLine } from "../wording/preflight.ts";
import { holds, lockLines, lockNamed } from "../wording/locks.ts";
import { VERBS } from "../wording/verbs.ts";
import { outsideLine } from "../wording/outside.ts";
import { whyHeld } from "../wording/waiting.ts";
import { alarmLine } from "./alarm-line.ts";
import { MOVE_BUTTONS } from "./buttons.ts";
import { explainedButtons } from "./explained-buttons.ts";
import { cutBlocks, leftBehindLine } from "./left-behind.ts";
import { withoutPast } from "./offered.ts";
import { outcomeWords } from "./outcome.ts";
import { rulesChangedLine, rulesNotComparedLine, savedBefore, savedLine, vschemaChangedLine } from "./rules-lines.ts";
import { backWords, silentLine } from "./silence.ts";
import { lapsedLine, requestEndedLine, voteLine } from "./vote-lines.ts";

export interface EntryFacts {
  /** As it is when the line is posted: what the line itself says is of its own time. */
  readonly situation: Situation;
  /** How long a clean VDiff speaks for a switch. */
  readonly vdiffMaxAgeMs: number;
  readonly names?: Names;
  /** For a workspace that refuses table blocks. */
  readonly withoutTables?: boolean;
}

/** One line of a move's thread. `broadcast`: the channel sees it too. `file` goes up in the same thread. */
export interface EntryMessage extends Message {
  readonly broadcast: boolean;
  readonly file?: TextFile;
}

interface Said {
  /** The line itself, after the time. */
  readonly line: string;
  readonly more?: readonly KnownBlock[];
  readonly broadcast?: boolean;
  readonly file?: TextFile;
}

type Of<K extends EntryBody["kind"]> = OfKind<EntryBody, K>;
type About = EntryFacts & { readonly move: Move };
type Say<K extends EntryBody["kind"]> = (body: Of<K>, about: About, at: Instant) => Said;

const SAYINGS = {
  created: (body, { names: people }, at) => ({
    line: `${who(body.by, people)} created the workflow: ${names(body.tables)} from ${named(body.sourceKeyspace)}. Routing rules saved (snapshot ${code(body.snapshot, 40)}).`,
    more: [...cutBlocks(body), ...(body.findings === undefined ? [] : [section(...foundAtCreate(body.findings, at, people))])],
  }),
  "create-failed": (body, { names: people, move }) => ({
    line: `The workflow was not created. ${who(body.by, people)} asked for it.${body.snapshot === undefined ? "" : ` Routing rules from before: snapshot ${code(body.snapshot, 40)}.`}`,
    more: explained(body, move),
  }),
  adopted: (body, { names: people }) => ({ line: `${who(body.by, people)} asked to follow this workflow. It was created elsewhere.` }),
  updated: (body, { names: people }) => ({
    line: `${who(body.by, people)} changed the workflow: ${body.changes.length === 0 ? "nothing" : body.changes.map((one) => quoted(one)).join("; ")}.`,
  }),
  mirrored: (body, { names: people }) => ({
    line:
      body.percent === 0
        ? `${who(body.by, people)} ended mirroring for ${and(body.tabletTypes.map((type) => type.toLowerCase()))}.`
        : `${who(body.by, people)} mirrors ${body.percent} % of the reads of ${and(body.tabletTypes.map((type) => type.toLowerCase()))} to the target; applications' answers still come from the source.`,
    ...savedBefore(body.snapshot),
  }),
  started: (body, { names: people }) => ({ line: `${who(body.by, people)} started the workflow.` }),
  stopped: (body, { names: people }) => ({
    line: `${who(body.by, people)} stopped the workflow. Nothing is copied or replicated until it is started.`,
  }),
  "copy-finished": (body) => ({ line: copyFinished(body) }),
  stalled: (body, { move }, at) => ({
    line: `No row count and no key has moved since ${moment(body.since, at)}.`,
    more: [context("next: look at throttling, replica lag and load at the source"), ...actions(MOVE_BUTTONS.diagnose(move.name))],
  }),
  "moving-again": () => ({ line: "The copy moves again." }),
  "stream-error": (body, { move }, at) => ({ line: streamLine(body, at), more: explained(body, move) }),
  alarm: (body, { situation }) => alarmLine(body, situation),
  "left-behind": (body, { move }) => leftBehindLine(body, move),
  "vitess-silent": (body, { move }, at) => silentLine({ ...body, move: move.name, tables: move.tables }, at),
  "vitess-back": ({ since }, _, at) => ({ line: backWords(since, at) }),
  "vdiff-started": (body, { names: people }) => ({ line: `${who(body.by, people)} started VDiff ${uuid(body.uuid)}.` }),
  "vdiff-changed": (body, { names: people }) => ({ line: `${who(body.by, people)} ${body.change} VDiff ${uuid(body.uuid)}.` }),
  // Rendered whole by renderEntry: a report has its own first line.
  "vdiff-report": (_, { move }) => ({ line: `VDiff of ${moveTitle(move.name)}` }),
  "dry-run": (body, { names: people, move }) =>
    dryRun(body, `${who(body.by, people)} asked for a dry run of ${VERBS[body.verb].vitess}`, qualified(move.name)),
  "verb-failed": (body, { names: people, move }) => ({
    line: `${code(body.verb, 40)} failed. ${who(body.by, people)} asked for it.`,
    more: explained(body, move),
  }),
  requested: () => ({ line: "Somebody asked for a change. The request stands in this thread." }),
  vote: (body, { names: people }) => ({ line: voteLine(body, people) }),
  "votes-lapsed": (body, { names: people }) => ({ line: lapsedLine(body, people) }),
  "request-ended": (body, { names: people }) => ({
    line: requestEndedLine(body, people),
    ...(body.how === "changed" ? { more: differences(body.difference) } : {}),
  }),
  held: (body, { situation }, at) => ({ line: `${isAsked(body, situation) ? "Approved, but held" : "Held"}: ${whyHeld(body.hold, at)}` }),
  "reads-switched": (body, { move }, at) => ({
    line: `Reads are switched to ${named(move.name.targetKeyspace)}. Soak until ${soon(body.soakUntil, at)}, then writes.`,
    ...savedBefore(body.snapshot),
  }),
  outcome: (body, { situation, names: people }, at) => {
    const words = outcomeWords(body, { situation, at, ...(people === undefined ? {} : { names: people }) });
    return {
      line: `*${words.title}*`,
      more: [
        section(...words.lines, savedLine(body.snapshots), `${VERBS[body.act.verb].vitess} asked by ${who(body.by, people)}.`),
        context(`next: ${words.next}`),
        ...actions(...words.buttons),
      ],
      broadcast: true,
    };
  },
  outside: (body) => ({ line: outsideLine(body) }),
  diagnosed: (body, { situation, move, names: people }, at) => {
    const count = body.troubles.length + body.more;
    const about = {
      source: move.sourceKeyspace,
      target: move.name.targetKeyspace,
      now: at,
      situation,
      ...(people === undefined ? {} : { people }),
    };
    return {
      line: `${who(body.by, people)} asked what is wrong: ${foundWords(count, situation)}. The whole detail is in the file.`,
      more: [section(...troubleLines(body.troubles, body.more, about))],
      file: { name: `diagnosis-${move.name.workflow}.json`, content: body.detail },
    };
  },
  "lock-left": (body, _, at) => ({
    line: `Still blocked: switch and cancel wait for ${lockNamed(body.holder)}. ${holds(body.holder, "it", at)}.`,
    more: [section(...lockLines(body, at))],
  }),
  "rules-changed": (body, { move }) => rulesChangedLine(body, move.name),
  "vschema-changed": (body, { move }) => vschemaChangedLine(body, move.name),
  "rules-not-compared": (body, { move }) => rulesNotComparedLine(body, move.name),
  gone: () => ({
    line: "Vitess does not know this workflow any more, and Tandem did not end it. Ask who completed or cancelled it elsewhere.",
  }),
} as const satisfies { [K in EntryBody["kind"]]: Say<K> };

/** What a create went on in spite of: overrides and warnings. */
function foundAtCreate(findings: readonly JudgedFinding[], at: Instant, people: Names | undefined): readonly string[] {
  return findings.slice(0, 10).map((one) => `• ${findingLine(one, { now: at, ...(people === undefined ? {} : { names: people }) })}`);
}

/** A thread line with its time first. Outcomes and alarms are broadcast. */
export function renderEntry(entry: Entry, facts: EntryFacts): EntryMessage {
  const { body, at } = entry;
  const { move } = facts.situation.known;
  if (body.kind === "vdiff-report") {
    const { vdiffMaxAgeMs: maxAgeMs, withoutTables = false } = facts;
    return { ...renderVDiff(move.name, body.vdiff, body.verdict, { maxAgeMs, withoutTables, ...took(body.tookMs) }), broadcast: false };
  }
  const say: TakesAny<EntryBody, [About, Instant], Said> = SAYINGS[body.kind];
  const said = say(body, { ...facts, move }, at);
  const text = notification(said.line);
  const title = moveTitle(facts.situation.known.move.name);
  return {
    text: text.includes(title) ? text : `${title} · ${text}`,
    blocks: [section(`${moment(at, at)} ${said.line}`), ...withoutPast(said.more ?? [], facts.situation, at)],
    broadcast: said.broadcast === true,
    ...(said.file === undefined ? {} : { file: said.file }),
  };
}

function streamLine({ explanation, ofReverse, since, times }: Of<"stream-error">, at: Instant): string {
  if (ofReverse === true) return "The reverse workflow reports an error: it does not carry writes back.";
  if (since !== undefined && times !== undefined)
    return `A stream is in error again and again: ${counted(times, "time")} since ${moment(since, at)}, and it gets no further.`;
  return explanation.rule === "ddl" ? "A stream stopped by itself." : "A stream reports an error.";
}

function took(tookMs: number | undefined): { tookMs?: number } {
  return tookMs === undefined ? {} : { tookMs };
}

function explained({ explanation }: Pick<Of<"stream-error">, "explanation">, { name }: Move): readonly KnownBlock[] {
  return [section(...explainedLines(explanation)), ...actions(...explainedButtons(explanation, { move: name }))];
}

/** A rollback and a rescue need no approval. */
function isAsked({ executionId }: Of<"held">, { known: { execution } }: Situation): boolean {
  return execution?.id !== executionId || execution.requestId !== undefined;
}

function uuid(text: string): string {
  return code(text.length > 8 ? `${text.slice(0, 8)}…` : text);
}

function copyFinished({ rows, tookMs, stops }: Of<"copy-finished">): string {
  const what = rows === 0n ? "" : ` ${short(rows)} ${rows === 1n ? "row" : "rows"} by Vitess's count`;
  const lasted = tookMs === undefined ? "" : ` in ${duration(tookMs)}`;
  return `Copy finished${what === "" ? lasted : `:${what}${lasted === "" ? "" : `,${lasted}`}`}. ${stops === true ? `It stops here, as it was asked for. Next: ${AFTER_STOPPED_COPY}` : "Next: VDiff"}.`;
}

/** A dry run's lines: the first in the message, all of them in a file when they do not fit. */
function dryRun({ lines }: Pick<Of<"dry-run">, "lines">, title: string, move: string): Said {
  if (lines.length === 0) return { line: `${title}: Vitess would change nothing.` };
  const { block, shown } = preformatted(lines.map((line) => verbatim(line)));
  const file = { name: `dry-run-${move.replaceAll(/[^A-Za-z0-9.-]/g, "_").slice(0, 80)}.txt`, content: `${lines.join("\n")}\n` };
  const cut = shown < lines.length || lines.some((line) => verbatim(line).includes("…"));
  return {
    line: `${title}, ${counted(lines.length, "line")}. Nothing was changed.`,
    more: [block, ...(shown < lines.length ? [context(`${lines.length - shown} more in the file`)] : [])],
    ...(cut ? { file } : {}),
  };
}

function differences(difference: readonly string[]): readonly KnownBlock[] {
  return difference.length === 0 ? [] : [section(...difference.slice(0, 8).map((one) => `• ${quoted(one)}`))];
}
