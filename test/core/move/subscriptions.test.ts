import { describe, expect, test } from "vitest";
import type { Move } from "../../../src/core/move/moves.ts";
import { findFollowOf, MOST_CARDS, splitFollowed, type Subscriptions } from "../../../src/core/move/subscriptions.ts";
import { toChannelId } from "../../../src/core/people/people.ts";
import { moveId, parseMoveId } from "../../../src/core/vitess/names.ts";
import { isMovePattern, matchesPattern } from "../../../src/core/vitess/patterns.ts";
import { patternNamed } from "../../names.ts";
import { ANA, move } from "../../slack/given.ts";

const INCIDENT = toChannelId("C0INC42");
const PROD = move().name.cluster;

function named(id: string): Move["name"] {
  const name = parseMoveId(id);
  if (name === undefined) throw new Error(id);
  return name;
}

function following(...patterns: readonly (readonly [pattern: string, everyMs: number])[]): Subscriptions {
  const follows = patterns.map(([pattern, everyMs]) => ({ cluster: PROD, pattern: patternNamed(pattern), by: ANA, at: 1, everyMs }));
  return { channel: INCIDENT, follows };
}

describe("a pattern", () => {
  test.each([
    ["customer", "prod/customer.orders", true],
    ["customer", "prod/customer2.orders", false],
    ["customer*", "prod/customer2.orders", true],
    ["*", "prod/anything.at_all", true],
    ["customer.orders*", "prod/customer.orders_2026", true],
    ["customer.orders*", "prod/customer.old_orders", false],
    ["c*r.*2026", "prod/customer.orders_2026", true],
    ["*.o*s*6", "prod/customer.orders_2026", true],
    // The pieces may not overlap.
    ["customer.ab*ba", "prod/customer.aba", false],
    ["customer.a*b*b", "prod/customer.ab", false],
  ])("%s means %s: %s", (pattern, id, means) => {
    expect(matchesPattern(patternNamed(pattern), named(id))).toBe(means);
  });

  test.each(["", "a.b.c", "customer.", "cust omer", "customer**", "<!channel>", "-x", "`*`", "x".repeat(65)])("cannot be %j", (text) => {
    expect(isMovePattern(text)).toBe(false);
  });
});

describe("what a channel's patterns bring", () => {
  const many = Array.from({ length: MOST_CARDS + 3 }, (_, n) => move({ name: named(`prod/customer.m${n}`), askedAt: 100 - n }));

  test("are cards of the earliest moves; the rest shares one message", () => {
    const { withCard, rest } = splitFollowed(following(["customer*", 0]), many);
    expect(withCard.map(({ name }) => name.workflow).slice(0, 2)).toEqual(["m12", "m11"]);
    expect(withCard).toHaveLength(MOST_CARDS);
    expect(rest.map(({ name }) => name.workflow)).toEqual(["m2", "m1", "m0"]);
  });

  test("never moves a card's place to a move that begins later", () => {
    const before = splitFollowed(following(["customer*", 0]), many).withCard;
    const later = move({ name: named("prod/customer.urgent"), askedAt: 1_000 });
    expect(splitFollowed(following(["customer*", 0]), [...many, later]).withCard).toEqual(before);
  });

  test("leaves out moves at home in the channel, followed there by name, or of another cluster", () => {
    const others = [
      move({ name: named("prod/customer.home"), channel: INCIDENT }),
      move({ name: named("prod/customer.byname"), followers: [INCIDENT] }),
      move({ name: named("staging/customer.elsewhere") }),
    ];
    expect(splitFollowed(following(["*", 0]), others)).toEqual({ withCard: [], rest: [] });
  });

  test("of two patterns that mean a move, the faster sets the pace", () => {
    const both = following(["customer*", 1_800_000], ["customer.m1", 300_000]);
    expect(findFollowOf(both, named("prod/customer.m1"))?.everyMs).toBe(300_000);
    expect(findFollowOf(both, named("prod/customer.m2"))?.everyMs).toBe(1_800_000);
    expect(findFollowOf(both, named(moveId(named("prod/commerce.m2"))))).toBeUndefined();
  });
});
