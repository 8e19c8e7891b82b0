import type fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DEFAULT_LIMITS } from "../../../src/core/operation/request/policy.ts";
import { updateFollowed } from "../../../src/core/move/moves.ts";
import { isLastingTrouble } from "../../../src/core/move/raised.ts";
import { listShownAlarms } from "../../../src/core/situation/raise-alarms.ts";
import { deriveSituation } from "../../../src/core/situation/situation.ts";
import { moveTitle } from "../../../src/slack/text/move-name.ts";
import { renderAnswer } from "../../../src/slack/answer/answer.ts";
import { toNotification } from "../../../src/slack/blocks/message.ts";
import { renderCard } from "../../../src/slack/move/card.ts";
import { sayState } from "../../../src/slack/move/headline.ts";
import { summariseMove } from "../../../src/slack/move/summary.ts";
import { ALARMS } from "../../../src/slack/wording/alarms.ts";
import { sayNextStep } from "../../../src/slack/wording/next.ts";
import { sayNext } from "../../../src/slack/wording/next-line.ts";
import { drawnOnce } from "../../core/drawn-once.ts";
import { type Case, cases } from "../../core/situation/model/cases.ts";
import { alarms } from "../../core/situation/model/moves.ts";
import { count } from "../../counts.ts";
import { countRuns } from "../../seed.ts";
import { NAMES } from "../given.ts";
import { firstLine, words } from "../words.ts";

const PHONE = 40;
/** Names of tables in a state, which may be cut. */
function listed(state: string): string {
  return /`.*`/.exec(state)?.[0] ?? "";
}

const met = new Map<string, number>();

/** Cases whose followed moves have alarms. */
const alarmed = cases.chain((one): fc.Arbitrary<Case> => {
  const { move, reading } = one.known;
  return alarms(reading?.at ?? one.now).map((all) => ({ ...one, known: { ...one.known, move: updateFollowed(move, { alarms: all }) } }));
});

const each = drawnOnce(
  alarmed,
  ({ known, now }) => {
    const situation = deriveSituation(known, DEFAULT_LIMITS, now);
    const view = { situation, sizes: [], samples: [], earlier: [] };
    const state = sayState(view, NAMES);
    met.set(state.slice(0, 12), (met.get(state.slice(0, 12)) ?? 0) + 1);
    return { situation, view, state, card: renderCard(view, { forFollower: false, names: NAMES }) };
  },
  { numRuns: countRuns(600, 3_000) },
);

describe("in any situation", { timeout: 120_000 }, () => {
  test("the first forty characters name the state, and the move's name comes after it", () => {
    each(({ card, state, situation }) => {
      expect(state).toMatch(/^[A-Z]/);
      const name = moveTitle(situation.known.move.name);
      expect(card.text).toBe(toNotification(`${state} · ${name}`));
      // Whatever a phone cuts off, it is not the first words of the state.
      expect(toNotification(state).split(/[,.:]| since /)[0]?.length).toBeLessThanOrEqual(PHONE + listed(state).length);
    });
  });

  test("card, follower, status and list say the same state, and the same next step", () => {
    each(({ view, state, situation, card }) => {
      const follower = renderCard(view, { forFollower: true, names: NAMES });
      const status = renderAnswer({ kind: "status", view, stale: false }, { vdiffMaxAgeMs: 1, now: situation.now, names: NAMES });
      expect([follower.text, status.text]).toEqual([card.text, card.text]);
      expect(summariseMove(view, { names: NAMES }).startsWith(`${state} · `)).toBe(true);
      const next = words({ blocks: [{ type: "section", text: { type: "mrkdwn", text: sayNext(sayNextStep(situation)) } }] });
      for (const message of [card, follower, status]) expect(words(message)).toContain(next);
    });
  });

  test("an alarm comes before everything else, and no state sounds healthy while there is one", () => {
    each(({ situation: { alarm, phase }, card }) => {
      if (alarm === undefined || phase.kind === "ended") return;
      expect(firstLine(card).startsWith(`*${ALARMS[alarm.alarm].title}`)).toBe(true);
    });
  });

  test("card, follower and status name the same alarms and who has them, and none that does not show", () => {
    each(({ view, situation, card }) => {
      const shown = listShownAlarms(situation.known.move);
      const follower = renderCard(view, { forFollower: true, names: NAMES });
      const status = renderAnswer({ kind: "status", view, stale: false }, { vdiffMaxAgeMs: 1, now: situation.now, names: NAMES });
      const named = (message: typeof card) => words(message).match(/Alarm "[^\n]*/g) ?? [];
      expect([named(follower), named(status)]).toEqual([named(card), named(card)]);
      expect(named(card).length).toBeLessThanOrEqual(shown.length);
      const taken = shown.filter(
        ({ cause, takenBy }) => takenBy !== undefined && (isLastingTrouble(cause) || cause === situation.alarm?.alarm),
      );
      expect(named(card).filter((line) => line.includes("Ana has had it since"))).toHaveLength(taken.length);
    });
  });

  test("many states were met", () => {
    count("states that begin a card", met);
    expect(met.size).toBeGreaterThan(15);
  });
});
