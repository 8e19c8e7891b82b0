import type { HomeView, KnownBlock } from "@slack/types";
import type { MoveView } from "../../core/command/answers.ts";
import { countApprovals } from "../../core/operation/request/approval.ts";
import { nameVerb } from "../../core/operation/request/operations.ts";
import type { Instant } from "../../core/readings/readings.ts";
import type { Request } from "../../core/operation/request/requests.ts";
import { ACTIONS } from "../actions.ts";
import { buildActions, buildButton, buildContext, buildHeader, buildSection, buildSectionWithButton } from "../blocks/build.ts";
import { MOVE_BUTTONS } from "../move/buttons.ts";
import { summariseMove } from "../move/summary.ts";
import { moveTitle } from "../text/move-name.ts";
import { formatCounted } from "../text/numbers.ts";
import { type Names, namePerson } from "../text/people.ts";
import { formatMoment } from "../text/times.ts";
import { VERB_WORDS } from "../wording/verbs.ts";

export interface HomeFacts {
  /** Open requests that this person may decide. */
  readonly waitingFor: readonly Request[];
  readonly running: readonly MoveView[];
  /** Undecided requests that this person made. */
  readonly asked: readonly Request[];
  readonly now: Instant;
  readonly names?: Names;
  /** A link to the request's message; a request without one has no button. */
  readonly linkTo?: (request: Request) => string | undefined;
  /** A full request whose channel takes no posts, to be decided here. */
  readonly whole?: (request: Request) => readonly KnownBlock[] | undefined;
}

/** Limits each list, so that the whole view stays under 100 blocks. */
const LISTS = {
  waitingFor: { title: "Waiting for you", most: 15, none: "Nothing waits for you." },
  running: { title: "Running", most: 25, none: "No move runs." },
  asked: { title: "You requested", most: 15, none: "Nothing of yours is open." },
} as const;

/** One person's dashboard, which notifies nobody: what waits for them comes first. */
export function renderHome(facts: HomeFacts): HomeView {
  const { waitingFor, running, asked, now } = facts;
  return {
    type: "home",
    blocks: [
      ...buildActions(buildButton("New move", ACTIONS.create, "", { style: "primary" })),
      ...buildHomeSection(LISTS.waitingFor, waitingFor, (request) => facts.whole?.(request) ?? [buildRequestLine(request, facts)]),
      ...buildHomeSection(LISTS.running, running, (view) => [buildRunningLine(view, facts)]),
      ...buildHomeSection(LISTS.asked, asked, (request) => [buildRequestLine(request, facts)]),
      buildContext(`As of ${formatMoment(now, now)}`),
    ],
  };
}

function buildHomeSection<T>(
  { title, most, none }: (typeof LISTS)[keyof typeof LISTS],
  all: readonly T[],
  render: (one: T) => readonly KnownBlock[],
): readonly KnownBlock[] {
  const more = all.length - most;
  return [
    buildHeader(`${title} (${all.length})`),
    ...(all.length === 0 ? [buildContext(none)] : all.slice(0, most).flatMap(render)),
    ...(more > 0 ? [buildContext(`and ${more} more`)] : []),
  ];
}

function buildRequestLine(request: Request, { now, names, linkTo }: HomeFacts): KnownBlock {
  const { proposal, move, askedBy, votes, rule, approveBy } = request;
  const url = linkTo?.(request);
  const { vitess } = VERB_WORDS[nameVerb(proposal)];
  const line = `${vitess} of ${moveTitle(move)}`;
  const detail = `Requested by ${namePerson(askedBy, names)} · ${countApprovals(votes)} of ${formatCounted(rule.people, "approval")} · approve by ${formatMoment(approveBy, now)}`;
  return url === undefined
    ? buildSection(line, detail)
    : buildSectionWithButton(buildButton("Review", ACTIONS.open, "", { url, says: `Review the request for ${vitess}` }), line, detail);
}

function buildRunningLine(view: MoveView, { names }: HomeFacts): KnownBlock {
  return buildSectionWithButton(
    MOVE_BUTTONS.details(view.situation.known.move.name),
    summariseMove(view, names === undefined ? {} : { names }),
  );
}
