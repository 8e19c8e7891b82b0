import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "../../../src/command/parse.ts";
import type { Known } from "../../../src/core/situation/known.ts";
import { callOff } from "../../../src/core/operation/execution/call-off.ts";
import { decideVote, decideWithdrawal, type Membership } from "../../../src/core/operation/request/approval.ts";
import { DEFAULT_LIMITS } from "../../../src/core/operation/request/policy.ts";
import type { Request } from "../../../src/core/operation/request/requests.ts";
import { toPersonId, type PersonId } from "../../../src/core/people/people.ts";
import type { ButtonKey } from "../../../src/core/situation/press.ts";
import { isSwitching } from "../../../src/core/move/phase.ts";
import { deriveSituation, type Situation } from "../../../src/core/situation/situation.ts";
import { ACTIONS } from "../../../src/slack/actions.ts";
import { renderAnswer } from "../../../src/slack/answer/answer.ts";
import { renderHome } from "../../../src/slack/answer/home.ts";
import { renderNextStep } from "../../../src/slack/answer/next-step.ts";
import { MOVE_BUTTONS } from "../../../src/slack/move/buttons.ts";
import { renderCard } from "../../../src/slack/move/card.ts";
import { renderMovePanel } from "../../../src/slack/move/panel.ts";
import { renderRequest } from "../../../src/slack/request/message.ts";
import { renderReview } from "../../../src/slack/request/review.ts";
import { drawnOnce } from "../../core/drawn-once.ts";
import { ANA, BEN, CHO, DEV } from "../../core/operation/model/people.ts";
import { type Case, cases } from "../../core/situation/model/cases.ts";
import { refusalOf } from "../../core/situation/model/refusals.ts";
import { count } from "../../counts.ts";
import { countRuns } from "../../seed.ts";
import { requestNamed } from "../../names.ts";
import { NAMES } from "../given.ts";

/** Somebody who sees a screen. A message of a channel has many readers, of whom one must be able to press what it shows. */
interface Person {
  readonly by: PersonId;
  readonly membership: Membership;
}

const EVE = toPersonId("U0EVE");
const PEOPLE: readonly Person[] = [
  ...[ANA, BEN, CHO, EVE].map((by) => ({ by, membership: "member" as const })),
  { by: DEV, membership: "not-member" },
  { by: toPersonId("U0FAY"), membership: "unknown" },
];

interface Pressed {
  readonly screen: string;
  readonly actionId: string;
  readonly value: string;
  readonly label: string;
}

/** Everything that can be pressed in blocks: buttons, and the choices of menus. */
function pressable(screen: string, value: unknown): readonly Pressed[] {
  if (Array.isArray(value)) return value.flatMap((one) => pressable(screen, one));
  if (typeof value !== "object" || value === null) return [];
  const { type, action_id: actionId, value: sent, text, options, ...rest } = value as Readonly<Record<string, unknown>>;
  const label = JSON.stringify(text ?? "");
  if (type === "button") return [{ screen, actionId: String(actionId), value: typeof sent === "string" ? sent : "", label }];
  if (type === "overflow" && Array.isArray(options))
    return options.map((one: { readonly value: string }) => ({ screen, actionId: String(actionId), value: one.value, label: "" }));
  return pressable(screen, Object.values(rest));
}

const each = drawnOnce(
  fc.tuple(cases, fc.constantFrom(0, 0, 40 * 60_000)).map(([it, laterMs]): Case => ({ ...it, now: it.now + laterMs })),
  (it) => {
    const situation = deriveSituation(it.known, DEFAULT_LIMITS, it.now);
    return { situation, shown: showEverywhere(situation) };
  },
  { numRuns: countRuns(600, 3_000) },
);

/** Every screen that has buttons of a move. */
function showEverywhere(situation: Situation): ReadonlyMap<string, readonly Pressed[]> {
  const view = { situation, sizes: [], samples: [], earlier: [] };
  const { now, known } = situation;
  const answering = { vdiffMaxAgeMs: DEFAULT_LIMITS.vdiffMaxAgeMs, now, names: NAMES };
  const request = requestOf(known);
  const isOpen = request?.state.kind === "open" && now < request.approveBy;
  const home = { waitingFor: isOpen ? [request] : [], asked: isOpen ? [request] : [], running: [view], ended: [], now };
  const screens: Readonly<Record<string, unknown>> = {
    card: renderCard(view, { forFollower: false }),
    follower: renderCard(view, { forFollower: true, threadUrl: "https://tandem.slack.com/archives/C0MOVES/p1" }),
    status: renderAnswer({ kind: "status", view, stale: false }, answering),
    show: renderAnswer({ kind: "show", view, logs: [] }, answering),
    next: renderNextStep(view, { forFollower: false }),
    panel: renderMovePanel(view, { forFollower: false, metadata: "{}" }),
    "follower's panel": renderMovePanel(view, { forFollower: true, metadata: "{}" }),
    home: renderHome(home),
    request: request === undefined ? [] : renderRequest(request, known.execution, { now, limits: DEFAULT_LIMITS, approverGroups: [] }),
  };
  const reviews = PEOPLE.map((reader): readonly [string, unknown] => [
    `review by ${reader.by}`,
    request === undefined ? [] : renderReview(request, known.execution, { now, limits: DEFAULT_LIMITS, reader }, "{}"),
  ]);
  return new Map([...Object.entries(screens), ...reviews].map(([screen, drawn]) => [screen, pressable(screen, drawn)]));
}

/** The live request, or the one that the live execution came from. */
function requestOf({ move, request, execution }: Known): Request | undefined {
  if (request !== undefined || execution === undefined || execution.proposal.kind === "rescue") return request;
  const { askedAt } = move;
  return {
    id: requestNamed("r1"),
    move: move.name,
    channel: move.channel,
    proposal: execution.proposal,
    votes: [],
    digest: "d",
    rule: { people: 2, requesterCounts: false },
    useForMs: 900_000,
    shown: { sizes: [], dryRun: [] },
    askedBy: ANA,
    askedAt,
    approveBy: askedAt + 60_000,
    state: { kind: "approved", at: askedAt, useBy: askedAt + 900_000 },
  };
}

const ALWAYS: ReadonlySet<string> = new Set([
  ACTIONS.open,
  ACTIONS.create,
  ACTIONS.review,
  ACTIONS.openMove,
  "command:show",
  "command:diagnose",
  "command:unfollow",
]);

/** Why this press would be refused now, by the decisions that it runs through; undefined if it does something. */
function refusedOf({ screen, actionId, value, label }: Pressed, it: Case, situation: Situation): string | undefined {
  const { known, now } = it;
  const request = requestOf(known);
  const readers = PEOPLE.filter(({ by }) => !screen.startsWith("review by") || screen.endsWith(by));
  if (ALWAYS.has(actionId)) return undefined;
  if (actionId === ACTIONS.dryRun) return (request?.shown.dryRun.length ?? 0) > 0 ? undefined : "no dry run";
  if (actionId === ACTIONS.approve || actionId === ACTIONS.reject) {
    const kind = actionId === ACTIONS.approve ? "approve" : "reject";
    const counts = ({ by, membership }: Person): boolean =>
      request !== undefined && decideVote(request, { by, kind, reason: "why" }, { membership }, now).kind !== "refused";
    return readers.some(counts) ? undefined : "no vote of anybody counts";
  }
  if (actionId === ACTIONS.withdraw)
    return request !== undefined && readers.some(({ by }) => typeof decideWithdrawal(request, by, now) !== "string")
      ? undefined
      : "nobody may withdraw";
  if (actionId === ACTIONS.callOff)
    return callOff(known, { by: DEV, reason: "not now", at: now }) === undefined ? "nothing to call off" : undefined;
  if (actionId.startsWith(`${ACTIONS.form}-`)) return refusedForm(actionId.slice(ACTIONS.form.length + 1), it);
  const keys = keysOf({ actionId, value, label }, situation);
  return keys.length === 0 ? `no decision is known for ${actionId} ${value}` : refusalOf(keys[0] ?? "details", it);
}

/** A form asks first; its command must be one that can be accepted. */
function refusedForm(form: string, it: Case): string | undefined {
  if (form === "switch" || form === "complete") return refusalOf(form, it);
  const { execution, reading } = it.known;
  if (execution !== undefined) return "execution-running";
  if (reading?.workflow === undefined) return "unknown-workflow";
  return form === "update" ? (refusalOf("stop", it) ?? (isSwitching(reading) ? "workflow-locked" : undefined)) : undefined;
}

function isKey(key: string): key is ButtonKey {
  return Object.hasOwn(MOVE_BUTTONS, key);
}

function keysOf({ actionId, value, label }: Pick<Pressed, "actionId" | "value" | "label">, situation: Situation): readonly ButtonKey[] {
  const { known, readsLeft } = situation;
  if (actionId === ACTIONS.menu || actionId === ACTIONS.menuFinal) {
    const parsed = parse(value);
    const verb = parsed.kind === "command" ? parsed.command.verb : "";
    return verb === "stop" ? ["stop"] : verb === "diagnose" ? ["diagnose"] : verb === "show" ? ["details"] : [];
  }
  const { unfollow: _never, stopForGood, ...others } = MOVE_BUTTONS;
  const all = Object.entries({ ...others, stop: situation.stopIsFinal ? stopForGood : others.stop });
  return all.flatMap(([key, make]) => {
    const made = make(known.move.name, readsLeft);
    return made.action_id === actionId && made.value === value && JSON.stringify(made.text) === label && isKey(key) ? [key] : [];
  });
}

const met = new Map<string, number>();

describe("in any situation", { timeout: 120_000 }, () => {
  test("whatever card, request, review, Home, panel, answer or menu shows to press does something", () => {
    each(({ situation, shown }, it) => {
      const refused = [...shown.values()].flat().flatMap((one) => {
        met.set(
          `${one.screen.replace(/ by .*/, "")} ${one.actionId}`,
          (met.get(`${one.screen.replace(/ by .*/, "")} ${one.actionId}`) ?? 0) + 1,
        );
        const reason = refusedOf(one, it, situation);
        return reason === undefined ? [] : [{ ...one, reason }];
      });
      expect(refused).toEqual([]);
    });
  });

  test("a panel offers everything that its card does", () => {
    each(({ shown }) => {
      const labels = (screen: string): readonly string[] =>
        (shown.get(screen) ?? []).filter(({ label }) => label !== "").map(({ label }) => label);
      expect(labels("panel")).toEqual(expect.arrayContaining([...labels("card")]));
    });
  });

  test("many screens and buttons were met", () => {
    count("buttons of screens", met);
    expect(met.size).toBeGreaterThan(60);
  });
});
