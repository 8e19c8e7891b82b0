import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type PersonId, toPersonId } from "../../../src/core/people/people.ts";
import { clipText, clipMiddle, markCode, escape, escapeName, clipPlainText, quoteText } from "../../../src/slack/text/escape.ts";
import { listNames } from "../../../src/slack/text/lists.ts";
import { formatBytes, formatExact, formatShort } from "../../../src/slack/text/numbers.ts";
import { mentionPeople, namePerson } from "../../../src/slack/text/people.ts";
import { sayDuration, formatMoment, formatSoon, formatSpan } from "../../../src/slack/text/times.ts";
import { at, NOW } from "../given.ts";

const MINUTE = 60_000;

describe("names in mrkdwn", () => {
  it("cannot notify anybody, whatever they are called", () => {
    expect(escapeName("<!channel>")).toBe("`&lt;!channel&gt;`");
    expect(escapeName("@here")).toBe("`@here`");
  });

  it("cannot format", () => {
    expect(escapeName("*x*")).toBe("`*x*`");
    expect(escapeName("_x_")).toBe("`_x_`");
    expect(markCode("a`b")).toBe("`a'b`");
  });

  it("stay as they are if they are harmless", () => {
    expect(escapeName("customer.commerce2customer")).toBe("customer.commerce2customer");
    expect(escapeName("a_b-c")).toBe("a_b-c");
  });

  it("lose invisible characters: line breaks, controls, marks that reorder text", () => {
    expect(markCode("a\nb\u202Ec\u0000")).toBe("`a b c`");
  });

  it("are shown as empty if they are", () => {
    expect(markCode("")).toBe("(empty)");
    expect(markCode("\u200B")).toBe("(empty)");
  });

  it("that are too long keep both ends, where names differ", () => {
    expect(markCode(`${"a".repeat(100)}_end`, 20)).toBe("`aaaaaaaaa…aaaaa_end`");
  });

  it("in buttons never exceed the limit by half of the last character", () => {
    expect(clipPlainText("aaaa😀", 5)).toBe("aaaa…");
    expect(clipPlainText("aaa😀", 5)).toBe("aaa😀");
  });

  it("are cut without splitting a character", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 300 }), fc.integer({ min: 5, max: 100 }), (text, max) => {
        for (const cut of [clipText(text, max), clipMiddle(text, max), clipPlainText(text, max)])
          expect(/\p{Surrogate}/u.test(cut)).toBe(false);
        expect(escape(clipText(text, max)).length).toBeLessThanOrEqual(max);
        expect(escape(clipMiddle(text, max)).length).toBeLessThanOrEqual(max);
        expect(clipPlainText(text, max).length).toBeLessThanOrEqual(max);
      }),
    );
  });

  it("of any characters stay inside their code span", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        const inCode = markCode(text);
        expect(inCode === "(empty)" || /^`[^`<>\n]+`$/.test(inCode)).toBe(true);
        expect(quoteText(text)).not.toContain("<");
      }),
    );
  });
});

describe("lists", () => {
  it("say how many more there are", () => {
    expect(listNames(["customer", "corder"])).toBe("`customer`, `corder`");
    expect(listNames(["customer", "corder", "invoice", "item"], 24)).toBe("`customer`, `corder` and 2 more");
    expect(listNames([])).toBe("none");
  });
});

describe("numbers have units", () => {
  it.each([
    [950, "950"],
    [9432, "9,432"],
    [84_210, "84k"],
    [999_700, "1M"],
    [1_500_000, "1.5M"],
    [2_300_000_000, "2.3B"],
  ])("%d rows", (count, said) => expect(formatShort(count)).toBe(said));

  it.each([
    [16_384n, "16 kB"],
    [41_200_000_000n, "41.2 GB"],
    [512n, "512 bytes"],
  ])("%d bytes", (count, said) => expect(formatBytes(count)).toBe(said));

  it("in full, with thousands separators, even beyond 2^53", () => {
    expect(formatExact(9_007_199_254_740_993n)).toBe("9,007,199,254,740,993");
  });
});

describe("times", () => {
  it("are shown on the reader's own clock, with a date if they are far away", () => {
    expect(formatSoon(at("22:09") + 4_000, at("22:09"))).toBe("<!date^1795212544^{time_secs}|22:09:04 UTC>");
    expect(formatSoon(at("22:14"), at("22:09"))).toBe("<!date^1795212840^{time}|22:14 UTC>");
    expect(formatMoment(at("22:09"), NOW)).toBe("<!date^1795212540^{time}|22:09 UTC>");
    expect(formatMoment(at("22:09"), NOW + 24 * 60 * MINUTE)).toBe("<!date^1795212540^{date_short_pretty} {time}|2026-11-20 22:09 UTC>");
  });

  it.each([
    [12, "under 0.1 s"],
    [400, "0.4 s"],
    [41_000, "41 s"],
    [4 * MINUTE, "4 min"],
    [95 * MINUTE, "1 h 35 min"],
    [51 * 60 * MINUTE, "2 d 3 h"],
  ])("%d ms last", (ms, said) => expect(sayDuration(ms)).toBe(said));

  it.each([
    [3000, 8000, "a few seconds"],
    [20_000, 45_000, "about 20–45 s"],
    [4 * MINUTE, 7 * MINUTE, "about 4–7 min"],
    [20_000, 3 * MINUTE, "under 3 min"],
    [100 * MINUTE, 190 * MINUTE, "about 1–4 h"],
    [3 * 24 * 60 * MINUTE, 5 * 24 * 60 * MINUTE, "about 3–5 d"],
    [1e12, 2e12, "more than 30 d"],
    [5.5 * 24 * 60 * MINUTE, 1e12, "about 5 d or more"],
    [300, 1e12, "up to 30 d or more"],
  ])("an estimate of %d to %d ms is a range", (from, to, said) => expect(formatSpan(from, to)).toBe(said));
});

describe("people", () => {
  it("are named without a notification, if their name is known", () => {
    expect(namePerson(toPersonId("U0ANA"), () => "Ana")).toBe("Ana");
    expect(namePerson(toPersonId("U0ANA"), () => "<!here>")).toBe("`&lt;!here&gt;`");
    expect(namePerson(toPersonId("U0ANA"))).toBe("<@U0ANA>");
  });

  it("that are not Slack ids are shown as text", () => {
    expect(namePerson("<!channel>" as PersonId)).toBe("`&lt;!channel&gt;`");
    expect(mentionPeople(["S0DBAS", "U0BEN", "<!channel>", "everyone"])).toBe("<!subteam^S0DBAS> <@U0BEN>");
  });
});
