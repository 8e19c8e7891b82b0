import type { View } from "@slack/types";
import type { FormVerb } from "../../src/core/command/command.ts";
import { HELP } from "../../src/command/help.ts";
import type { Handover } from "../../src/core/operation/handover/handover.ts";
import { toPersonId } from "../../src/core/people/people.ts";
import type { MoveName } from "../../src/core/vitess/names.ts";
import { DEFAULT_LIMITS } from "../../src/core/operation/request/policy.ts";
import { renderAnswer } from "../../src/slack/answer/answer.ts";
import { renderHome } from "../../src/slack/answer/home.ts";
import { renderNextStep } from "../../src/slack/answer/next-step.ts";
import { THREAD_HELP } from "../../src/slack/app/commands/thread-words.ts";
import { buildSection } from "../../src/slack/blocks/build.ts";
import type { Message } from "../../src/slack/blocks/message.ts";
import { buildForm } from "../../src/slack/forms/form.ts";
import { buildRescueForm } from "../../src/slack/forms/rescue.ts";
import type { Curves } from "../../src/slack/picture/curves.ts";
import { renderHandover } from "../../src/slack/handover/message.ts";
import { renderHelp } from "../../src/slack/help/help.ts";
import { renderStart } from "../../src/slack/help/start.ts";
import { renderCard } from "../../src/slack/move/card.ts";
import { sayNotAdmitted } from "../../src/slack/wording/not-admitted.ts";
import { sayEvidenceAtEnd } from "../../src/slack/move/evidence.ts";
import { renderEntry } from "../../src/slack/move/entry.ts";
import { renderNotice } from "../../src/slack/move/notice.ts";
import { renderFleet, renderFleetEnded } from "../../src/slack/move/fleet.ts";
import { renderMovePanel } from "../../src/slack/move/panel.ts";
import { callOffForm } from "../../src/slack/request/call-off-form.ts";
import { rejectForm } from "../../src/slack/request/reject-form.ts";
import { renderLastCall } from "../../src/slack/request/last-call.ts";
import { renderRequest } from "../../src/slack/request/message.ts";
import { renderReview } from "../../src/slack/request/review.ts";
import {
  buildSentenceMessage,
  CALL_OFF_NOT_CONFIRMED,
  NOT_KNOWN_DURABLE,
  NOT_READ,
  NOT_RECORDED,
  PERHAPS_RECORDED,
  VOTE_NOT_CONFIRMED,
} from "../../src/slack/web-api/sentences.ts";
import { tableNamed, tablesNamed } from "../names.ts";
import type { VDiff } from "../../src/core/vdiff/vdiff.ts";
import type { TableDifference } from "../../src/core/vdiff/change.ts";
import { reachVDiffVerdict } from "../../src/core/vdiff/verdict.ts";
import { sayChannelClosed } from "../../src/slack/outbound/closed-channel.ts";
import { sayUnshown } from "../../src/slack/outbound/line-post.ts";
import { renderVDiff } from "../../src/slack/vdiff/message.ts";
import { renderVDiffProgress } from "../../src/slack/vdiff/progress.ts";
import { VDIFFS_UNDER_WAY } from "../slack/vdiff/progress.ts";
import { ANSWERS } from "../slack/answer/answers.ts";
import { DETAILED_ANSWERS, DIAGNOSES, LISTS } from "../slack/answer/detailed-answers.ts";
import { PROD } from "../slack/forms/given.ts";
import {
  ANA,
  at,
  BEN,
  CLEAN_VDIFF,
  COPYING,
  execution,
  move,
  MOVING,
  NAMES,
  NOW,
  PROPOSALS,
  READS_DONE,
  request,
  situationOf,
  STATES,
  SWITCHED,
  vdiffTable,
  view,
} from "../slack/given.ts";
import { COPY_CARDS, PHASE_CARDS } from "../slack/move/cards.ts";
import { fleetOf } from "../slack/move/fleets.ts";
import { BODIES } from "../slack/move/entry-bodies.ts";
import { LINES } from "../slack/move/lines.ts";
import { NOTICES, type NoticeRow } from "../slack/move/notices.ts";
import { OUTCOME_LINES } from "../slack/move/outcome-lines.ts";
import { PHASES } from "../slack/move/phases.ts";
import { OTHER_CARDS, UNREADABLE_CARDS, WAITING_CARDS } from "../slack/move/waiting-cards.ts";
import { FINISHED_COPIES } from "../slack/picture/finished.ts";
import { DECIDED, NOTHING_UNTRUE, OPEN_REQUESTS, POINTED_OUT, WHAT_HAPPENS } from "../slack/request/requests.ts";

/** One message, modal, Home tab or picture as people see it. */
export type Piece = { readonly title: string } & (Drawn | { readonly picture: { readonly name: MoveName; readonly curves: Curves } });

export interface Chapter {
  readonly title: string;
  readonly pieces: readonly Piece[];
}

const VDIFF_MAX_AGE_MS = DEFAULT_LIMITS.vdiffMaxAgeMs;

/** Every kind of message, modal and tab: drawn from the situations that the tests hold, by the product's own renderers. */
export function listChapters(): readonly Chapter[] {
  return [
    { title: "Cards, by phase", pieces: listPhaseCards() },
    { title: "Cards of a copy", pieces: listCards(COPY_CARDS) },
    { title: "Cards that say more than the phase", pieces: [PHASE_CARDS, WAITING_CARDS, OTHER_CARDS, UNREADABLE_CARDS].flatMap(listCards) },
    {
      title: "Requests",
      pieces: [OPEN_REQUESTS, WHAT_HAPPENS, NOTHING_UNTRUE, POINTED_OUT, DECIDED].flatMap((rows) =>
        listRows(rows, (row) => ({
          message: renderRequest(row.request, row.execution, { now: NOW, limits: DEFAULT_LIMITS, approverGroups: ["S0DBA"], names: NAMES }),
        })),
      ),
    },
    {
      title: "Lines of a thread",
      pieces: [...listLines(), ...[LINES, OUTCOME_LINES].flatMap((rows) => listRows(rows, drawLine)), ABOVE_EVIDENCE, ...listRefused()],
    },
    {
      title: "Pictures",
      pieces: Object.entries(FINISHED_COPIES).map(([title, curves]) => ({ title, picture: { name: move().name, curves } })),
    },
    { title: "Notices of the operators' channel", pieces: listRows(NOTICES, drawNotice) },
    { title: "VDiffs", pieces: listVDiffs() },
    {
      title: "Private answers",
      pieces: [
        ...listAnswers(),
        ...listNotAdmitted(),
        ...[DETAILED_ANSWERS, LISTS, DIAGNOSES].flatMap((rows) => listRows(rows, drawAnswer)),
      ],
    },
    { title: "Answers while the store is away, or does not confirm", pieces: listStoreAway() },
    { title: "One message about many moves", pieces: listFleets() },
    { title: "Hand-overs and reminders", pieces: listHandovers() },
    { title: "Help", pieces: listHelp() },
    { title: "Forms", pieces: listForms() },
    { title: "Home", pieces: listHomes() },
    { title: "Modals with buttons, and words in a thread", pieces: listPanels() },
    { title: "Long and hostile names", pieces: listHostile() },
  ];
}

type Rows<Row> = Readonly<Record<string, Row | readonly Row[]>>;
type Drawn = { readonly message: Message } | { readonly view: View };

function listRows<Row>(rows: Rows<Row>, draw: (row: Row) => Drawn): readonly Piece[] {
  return Object.entries(rows).flatMap(([title, row]) =>
    (Array.isArray(row) ? (row as readonly Row[]) : [row as Row]).map((one) => ({ title, ...draw(one) })),
  );
}

type CardRow = Parameters<typeof view>[0] & { readonly facts?: Partial<Parameters<typeof renderCard>[1]> };

function listCards(rows: Rows<CardRow>): readonly Piece[] {
  return listRows(rows, (row) => ({ message: renderCard(view(row), { forFollower: false, names: NAMES, ...row.facts }) }));
}

function listPhaseCards(): readonly Piece[] {
  return Object.entries(PHASES).map(([title, [changes, reading, live]]) => ({
    title,
    message: renderCard(view({ move: move(changes), reading, samples: MOVING, ...(live === undefined ? {} : { execution: live }) }), {
      forFollower: false,
      names: NAMES,
    }),
  }));
}

// A copy whose percentage people could read.
const COUNTED = MOVING.map((sample, n) => ({ ...sample, at: at("22:02") + n * 120_000, percent: 9 + n * 16 }));

const ABOVE_EVIDENCE: Piece = {
  title: "above the evidence file of a move that has ended",
  message: { text: sayEvidenceAtEnd("9".repeat(64)), blocks: [buildSection(sayEvidenceAtEnd("9".repeat(64)))] },
};

type LineRow = Parameters<typeof renderEntry>[0]["body"];

function drawLine({
  body,
  situation = situationOf(),
}: {
  readonly body: LineRow;
  readonly situation?: ReturnType<typeof situationOf>;
}): Drawn {
  const facts = { situation, samples: COUNTED, vdiffMaxAgeMs: VDIFF_MAX_AGE_MS, names: NAMES };
  return { message: renderEntry({ seq: 1, at: at("22:14"), body }, facts) };
}

function drawNotice({ body, situation = situationOf() }: NoticeRow): Drawn {
  const notice = { id: "n-1", channel: move().channel, at: NOW, body, posted: false };
  return { message: renderNotice(notice, { now: NOW, situation, names: NAMES }) };
}

function listLines(): readonly Piece[] {
  return Object.entries(BODIES).map(([title, [body]]) => ({ title, ...drawLine({ body }) }));
}

function differed(table: string, onlyInSource: bigint): TableDifference {
  return { table: tableNamed(table), mismatched: 0n, onlyInSource, onlyInTarget: 0n };
}

/** On their way, and reports: false alarms, a run before, 500 tables, names that look like mentions. */
function listVDiffs(): readonly Piece[] {
  const { name } = move();
  const shown = { uuid: CLEAN_VDIFF.uuid, by: move().askedBy };
  const underWay = Object.entries(VDIFFS_UNDER_WAY).map(([title, [vdiff]]) => ({
    title,
    message: renderVDiffProgress(shown, { name, vdiff, now: at("22:12"), names: NAMES }),
  }));
  const hostile = "<!channel>*_~`";
  const missing = { hasMismatch: true, onlyInSource: 1n };
  const tables = [
    vdiffTable("corder", 1_500_000n),
    vdiffTable("orders", 800_000n, missing),
    vdiffTable("items", 90n, { hasMismatch: true, onlyInSource: 2n, onlyInTarget: 2n }),
  ];
  const compared = tables.map(({ table }) => table);
  const before = { completedAt: at("21:40"), compared, different: [differed("corder", 4n), differed("orders", 3n)] };
  const many = Array.from({ length: 500 }, (_, n) => vdiffTable(`${hostile}${n}`, 1000n, n % 2 === 0 ? missing : {}));
  const report = (
    title: string,
    vdiff: VDiff,
    facts: Partial<Parameters<typeof renderVDiff>[3]> = {},
    all = tablesNamed("corder"),
  ): Piece => ({
    title,
    message: renderVDiff(name, vdiff, reachVDiffVerdict(vdiff, all), { maxAgeMs: VDIFF_MAX_AGE_MS, ...facts }),
  });
  return [
    ...underWay,
    report("differences, some gone since the previous VDiff, some perhaps none", { ...CLEAN_VDIFF, tables }, { before }),
    report(
      "only the tables that differed",
      { ...CLEAN_VDIFF, tables: tables.slice(0, 1) },
      { asked: tablesNamed("corder"), before },
      compared,
    ),
    report("500 tables with hostile names, half of them different", { ...CLEAN_VDIFF, tables: many }),
  ];
}

type AnswerRow = Parameters<typeof renderAnswer>[0];

function drawAnswer({ answer }: { readonly answer: AnswerRow }): Drawn {
  return { message: renderAnswer(answer, { vdiffMaxAgeMs: VDIFF_MAX_AGE_MS, now: NOW, names: NAMES }) };
}

function listAnswers(): readonly Piece[] {
  return Object.entries(ANSWERS).map(([title, [answer]]) => ({ title, ...drawAnswer({ answer }) }));
}

function drawNotAdmitted(why: "outside" | "unknown", mayRead: boolean): Drawn {
  return { message: buildSentenceMessage(sayNotAdmitted(why, mayRead, ["S0DBA"])) };
}

function listNotAdmitted(): readonly Piece[] {
  return [
    { title: "to a guest, or somebody of another workspace", ...drawNotAdmitted("outside", false) },
    { title: "to them, where they may read and tried more", ...drawNotAdmitted("outside", true) },
    { title: "to somebody whom Slack does not describe", ...drawNotAdmitted("unknown", false) },
    { title: "to them, where everybody may read", ...drawNotAdmitted("unknown", true) },
  ];
}

function listStoreAway(): readonly Piece[] {
  return [
    { title: "a command that was not recorded", message: buildSentenceMessage(NOT_RECORDED) },
    { title: "a command that may have been recorded", message: buildSentenceMessage(PERHAPS_RECORDED) },
    { title: "a press", message: buildSentenceMessage(VOTE_NOT_CONFIRMED) },
    { title: "calling off", message: buildSentenceMessage(CALL_OFF_NOT_CONFIRMED) },
    { title: "a press that only reads", message: buildSentenceMessage(NOT_READ) },
    { title: "below an answer, while it is not known to be durable", message: buildSentenceMessage(NOT_KNOWN_DURABLE) },
  ];
}

function listFleets(): readonly Piece[] {
  const facts = { now: NOW, everyMs: 10_000, names: NAMES };
  const about = { kind: "cluster", cluster: move().name.cluster } as const;
  return [
    { title: "all moves of a cluster", message: renderFleet({ about, moves: fleetOf(6, "orders") }, facts) },
    { title: "200 moves", message: renderFleet({ about, moves: fleetOf(200, "orders") }, facts) },
    {
      title: "nothing runs, and the pin was refused",
      message: renderFleet({ about, moves: [] }, { ...facts, pinRefused: "missing_scope" }),
    },
    { title: "too many pins in the channel", message: renderFleet({ about, moves: [] }, { ...facts, pinRefused: "too_many_pins" }) },
    { title: "followed moves beyond the cards", message: renderFleet({ about: { kind: "rest" }, moves: fleetOf(3, "orders") }, facts) },
    { title: "given up", message: renderFleetEnded("given-up", NOW) },
    { title: "every followed move has its card", message: renderFleetEnded("all-have-cards", NOW) },
  ];
}

function listHandovers(): readonly Piece[] {
  const offer: Handover = {
    id: request().id,
    by: move().askedBy,
    channel: move().channel,
    at: at("22:10"),
    moves: [move().name],
    state: { kind: "offered" },
    shown: "nothing",
  };
  const [to, given] = [toPersonId("U0BEN"), toPersonId("U0CHO")];
  const facts = { moveViews: [view({ request: request() })], now: NOW, names: NAMES, mention: true };
  const alarmed = situationOf({ move: move({ inCharge: { by: given, at: NOW } }) });
  const alarm = { kind: "stalled", since: at("22:02") } as const;
  return [
    { title: "a hand-over, offered to any operator", message: renderHandover(offer, facts) },
    { title: "a hand-over, offered to one person", message: renderHandover({ ...offer, to }, facts) },
    { title: "a hand-over, accepted", message: renderHandover({ ...offer, state: { kind: "accepted", by: to, at: at("22:12") } }, facts) },
    { title: "a hand-over of moves that all ended", message: renderHandover(offer, { ...facts, moveViews: [] }) },
    { title: "a trouble of a move that was handed over", ...drawLine({ body: alarm, situation: alarmed }) },
    {
      title: "a request that expires soon",
      message: renderLastCall(request(), { now: NOW, names: NAMES, url: "https://tandem.slack.com/archives/C0MOVES/p1" }),
    },
    { title: "a request that expires soon and has no message", message: renderLastCall(request(), { now: NOW, names: NAMES }) },
  ];
}

function listHelp(): readonly Piece[] {
  const running = [view({ reading: COPYING, samples: MOVING })];
  return [
    { title: "/movetables, while nothing runs", message: renderStart({ running: [], waiting: [], now: NOW }) },
    { title: "/movetables, while a move runs and a request waits", message: renderStart({ running, waiting: [request()], now: NOW }) },
    { title: "/movetables, while the store does not answer", message: renderStart(undefined) },
    { title: "help", message: renderHelp() },
    { title: "help more", message: renderHelp("more") },
    ...HELP.map(({ verb }) => verb)
      .filter((verb) => verb !== "help")
      .map((verb) => ({ title: `help ${verb}`, message: renderHelp(verb) })),
  ];
}

function listForms(): readonly Piece[] {
  const forms: readonly FormVerb[] = ["create", "update", "switch", "mirror", "complete"];
  const name = { targetKeyspace: move().name.targetKeyspace, workflow: move().name.workflow };
  return [
    ...forms.map((verb) => ({ title: verb, view: buildForm(verb, verb === "create" ? {} : { name }, { clusters: [PROD] }) })),
    ...forms.map((verb) => ({
      title: `${verb}, with its other options`,
      view: buildForm(verb, verb === "create" ? { more: true } : { name, more: true }, { clusters: [PROD] }),
    })),
    { title: "rescue", view: buildRescueForm(name, "{}") },
    { title: "reject", view: rejectForm({ requestId: request().id }, "SwitchTraffic of customer.commerce2customer") },
    { title: "call off", view: callOffForm({ name: move().name }) },
  ];
}

function listHomes(): readonly Piece[] {
  const busy = {
    waitingFor: [request()],
    running: [
      view({ reading: COPYING, samples: MOVING }),
      view({ execution: execution(PROPOSALS.switch, { state: STATES.soaking, done: READS_DONE }) }),
    ],
    asked: [request(PROPOSALS.complete)],
    ended: [
      view({ move: move({ state: { kind: "ended", at: at("21:40"), how: "completed" } }) }),
      view({ move: move({ state: { kind: "ended", at: at("18:05"), how: "cancelled" } }) }),
    ],
    now: NOW,
    names: NAMES,
    linkToRequest: () => "https://tandem.slack.com/archives/C0MOVES/p1",
    linkToCard: () => "https://tandem.slack.com/archives/C0MOVES/p2",
  };
  const nobody = { waitingFor: [], running: [], asked: [], ended: [], now: NOW, names: NAMES };
  const many = Array.from({ length: 200 }, (_, n) => view(n % 4 === 0 ? { reading: SWITCHED } : { reading: COPYING, samples: MOVING }));
  return [
    { title: "Home, while a request waits", view: renderHome(busy) },
    { title: "Home, while nothing runs", view: renderHome(nobody) },
    { title: "Home, while 200 moves run", view: renderHome({ ...nobody, running: many }) },
  ];
}

function panel(one: ReturnType<typeof view>, forFollower = false): View {
  return renderMovePanel(one, { forFollower, metadata: "{}" });
}

function review(by: typeof ANA): View {
  return renderReview(request(), undefined, { now: NOW, limits: DEFAULT_LIMITS, reader: { by, membership: "member" } }, "{}");
}

function listPanels(): readonly Piece[] {
  return [
    { title: "actions of a move that is copied", view: panel(view({ reading: COPYING, samples: MOVING })) },
    { title: "actions of a move whose request waits", view: panel(view({ request: request() })) },
    { title: "actions of a switched move", view: panel(view({ reading: SWITCHED })) },
    { title: "actions of a move, in a channel that follows it", view: panel(view({ reading: COPYING, samples: MOVING }), true) },
    { title: "a review by an approver", view: review(BEN) },
    { title: "a review by whoever requested it", view: review(ANA) },
    { title: "@Tandem next", message: renderNextStep(view({ reading: COPYING, samples: MOVING }), { forFollower: false }) },
    { title: "@Tandem and an unknown word in a move's thread", message: { text: THREAD_HELP, blocks: [buildSection(THREAD_HELP)] } },
  ];
}

/** What stands where Slack refuses a line, and what a person reads whose channel refuses all of them. */
function listRefused(): readonly Piece[] {
  const bodies = [
    { kind: "stopped", by: BEN },
    { kind: "requested", requestId: request().id },
  ] as const;
  const lines = bodies.map((body) => ({
    title: `a ${body.kind === "requested" ? "request" : "line"} that Slack refuses`,
    message: buildSentenceMessage(sayUnshown(move(), { body }, "Slack answers `invalid_arguments`")),
  }));
  const closed = sayChannelClosed(move(), "is_archived", [], "Switched · customer.commerce2customer");
  return [...lines, { title: "to whoever began a move whose channel is archived", message: buildSentenceMessage(closed) }];
}

/** Names as long as Vitess takes them, names that look like mentions, and five hundred tables. */
function listHostile(): readonly Piece[] {
  const long = "x".repeat(200);
  const about = { kind: "cluster", cluster: move().name.cluster } as const;
  const name = { ...move().name, workflow: long as ReturnType<typeof move>["name"]["workflow"] };
  const hostile = { ...move().name, workflow: "<!channel>*_~`" as ReturnType<typeof move>["name"]["workflow"] };
  const many = tablesNamed(...Array.from({ length: 500 }, (_, n) => `orders_archive_${n}`));
  return [
    { title: "a name of 200 characters", message: renderCard(view({ move: move({ name }) }), { forFollower: false, names: NAMES }) },
    {
      title: "a name that looks like a mention",
      message: renderCard(view({ move: move({ name: hostile }) }), { forFollower: false, names: NAMES }),
    },
    {
      title: "names of 200 characters in the message about many moves",
      message: renderFleet({ about, moves: fleetOf(2, long) }, { now: NOW, everyMs: 10_000, names: NAMES }),
    },
    {
      title: "names that look like mentions in the message about many moves",
      message: renderFleet({ about, moves: fleetOf(2, "<!channel>*_~`") }, { now: NOW, everyMs: 10_000, names: NAMES }),
    },
    { title: "500 tables", message: renderCard(view({ move: move({ tables: many }) }), { forFollower: false, names: NAMES }) },
  ];
}
