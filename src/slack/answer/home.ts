import type { HomeView, KnownBlock } from "@slack/types";
import type { MoveView } from "../../core/command/answers.ts";
import { countApprovals } from "../../core/operation/request/approval.ts";
import { nameVerb } from "../../core/operation/request/operations.ts";
import type { FreezeNow } from "../../core/operation/freeze/freezes.ts";
import { type ClusterName, qualifyName } from "../../core/vitess/names.ts";
import type { Instant } from "../../core/readings/readings.ts";
import type { Request } from "../../core/operation/request/requests.ts";
import { ACTIONS, toCommandAction } from "../actions.ts";
import { buildActions, buildButton, buildContext, buildHeader, buildSection, buildSectionWithButton } from "../blocks/build.ts";
import { buildOpenButton, buildReviewButton } from "../move/panel.ts";
import { sayHeadline } from "../move/headline.ts";
import { summariseMove } from "../move/summary.ts";
import { countByState } from "../move/table.ts";
import { moveTitle } from "../text/move-name.ts";
import { formatCounted } from "../text/numbers.ts";
import { type Names, namePerson } from "../text/people.ts";
import { formatMoment } from "../text/times.ts";
import { listFreezeLines } from "../wording/freezes.ts";
import { VERB_WORDS } from "../wording/verbs.ts";

export interface HomeFacts {
  /** Open requests that this person may decide. */
  readonly waitingFor: readonly Request[];
  /** In display order. */
  readonly running: readonly MoveView[];
  /** Undecided requests that this person made. */
  readonly asked: readonly Request[];
  /** Moves that ended in the last 24 hours, the newest first. */
  readonly ended: readonly MoveView[];
  /** What is frozen, by cluster; absent: nothing. */
  readonly frozen?: readonly { readonly cluster: ClusterName; readonly freezes: readonly FreezeNow[] }[];
  readonly now: Instant;
  readonly names?: Names;
  /** Links to messages; none if it is not known. */
  readonly linkToRequest?: (request: Request) => string | undefined;
  readonly linkToCard?: (view: MoveView) => string | undefined;
}

/** Limits each list, so that the whole view stays under 100 blocks. */
export const HOME_LISTS = {
  waitingFor: { title: "Waiting for you", most: 15, none: "Nothing waits for you." },
  running: { title: "Running", most: 25, none: "No move runs." },
  asked: { title: "You requested", most: 10, none: "Nothing of yours is open." },
  // Slack does not say when this person's day began.
  ended: { title: "Ended in the last 24 hours", most: 10, none: "No move ended." },
} as const;

/** One person's dashboard, which notifies nobody: what waits for them comes first. */
export function renderHome(facts: HomeFacts): HomeView {
  const { waitingFor, running, asked, ended, now } = facts;
  const { most } = HOME_LISTS.running;
  return {
    type: "home",
    blocks: [
      ...buildActions(
        buildButton("New move", ACTIONS.create, "", { style: "primary" }),
        running.length > most && buildButton("All moves", toCommandAction("list"), "list", { says: "List all moves with their state" }),
      ),
      ...buildFrozen(facts),
      ...buildHomeSection("waitingFor", waitingFor, (request) => buildRequestLine(request, facts)),
      ...buildHomeSection("running", running, (view) => buildRunningLine(view, facts), countByState),
      ...buildHomeSection("asked", asked, (request) => buildRequestLine(request, facts)),
      ...buildHomeSection("ended", ended, (view) => buildEndedLine(view, facts)),
      buildContext(`As of ${formatMoment(now, now)}`),
    ],
  };
}

function buildFrozen({ frozen = [], now, names }: HomeFacts): readonly KnownBlock[] {
  const [first, ...more] = frozen.flatMap(({ cluster, freezes }) => listFreezeLines(freezes, now, names, cluster));
  return first === undefined ? [] : [buildSection(first, ...more)];
}

/** `count` says what those are that have no line of their own. */
function buildHomeSection<T>(
  list: keyof typeof HOME_LISTS,
  all: readonly T[],
  render: (one: T) => KnownBlock,
  count?: (rest: readonly T[]) => string,
): readonly KnownBlock[] {
  const { title, most, none } = HOME_LISTS[list];
  const rest = all.slice(most);
  return [
    buildHeader(`${title} (${all.length})`),
    ...(all.length === 0 ? [buildContext(none)] : all.slice(0, most).map(render)),
    ...(rest.length > 0 ? [buildContext(`and ${rest.length} more${count === undefined ? "" : `: ${count(rest)}`}`)] : []),
  ];
}

function buildRequestLine(request: Request, { now, names, linkToRequest }: HomeFacts): KnownBlock {
  const { id, proposal, move, askedBy, votes, rule, approveBy } = request;
  const { vitess } = VERB_WORDS[nameVerb(proposal)];
  return buildSectionWithButton(
    buildReviewButton(id, `Review the request for ${vitess}`),
    `${vitess} of ${moveTitle(move)}`,
    [
      `Requested by ${namePerson(askedBy, names)}`,
      `${countApprovals(votes)} of ${formatCounted(rule.people, "approval")}`,
      `approve by ${formatMoment(approveBy, now)}`,
      ...linkThread(linkToRequest?.(request)),
    ].join(" · "),
  );
}

function buildRunningLine(view: MoveView, { names, linkToCard }: HomeFacts): KnownBlock {
  const summary = summariseMove(view, names === undefined ? {} : { names });
  return buildSectionWithButton(
    buildOpenButton(view, `Open the actions of ${qualifyName(view.situation.known.move.name)}`),
    [summary, ...linkThread(linkToCard?.(view))].join(" · "),
  );
}

function buildEndedLine(view: MoveView, { names, now, linkToCard }: HomeFacts): KnownBlock {
  const { state } = view.situation.known.move;
  const at = state.kind === "ended" ? [`ended ${formatMoment(state.at, now)}`] : [];
  return buildSection([sayHeadline(view, names), ...at, ...linkThread(linkToCard?.(view))].join(" · "));
}

function linkThread(url: string | undefined): readonly string[] {
  return url === undefined ? [] : [`<${url}|Thread>`];
}
