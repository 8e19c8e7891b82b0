import { describe, expect, test } from "vitest";
import { decode, decodeIfAny, encode, type Format } from "../../src/store/schemas/document.ts";
import { EXECUTION } from "../../src/store/schemas/execution.ts";
import { MEMBERS } from "../../src/store/schemas/members.ts";
import { MOVE } from "../../src/store/schemas/move.ts";
import { REQUEST } from "../../src/store/schemas/request.ts";
import { planted, plantedNamesIn } from "./planted.ts";
import { before, type Before, type Json, OF_OVERRIDES, samples, upgraded } from "./samples-of-before.ts";
import { storedSamples } from "./stored-samples.ts";

describe("a request of 0.1.0", () => {
  test.each(samples("request"))(
    "keeps its votes, its clocks and its digest, and is in the state that its name says: %s",
    (what, sample) => {
      const was = before(sample);
      const { seal, used: _used, underWay: _way, state: stateWas, ...rest } = was as Json & { seal: Before & Json; state: Json };
      const { state, proposal, move, ...others } = upgraded(REQUEST, sample);
      // 64-bit numbers are stored as text.
      expect(JSON.parse(encode(sample.key, REQUEST, { ...others, state, proposal, move })).d).toMatchObject(rest);
      expect(move).toEqual(seal["move"]);
      expect(proposal.kind === "workflow" ? proposal.operation.verb : proposal.kind).toBe(seal.act.verb);

      const [, verb, name] = /^request\/(\w+)-(\w+)/.exec(what) ?? [];
      expect(seal.act.verb).toBe(verb);
      const isUsed = name === "approved" && what.includes("-used");
      const used = { kind: "used", approvedAt: stateWas["at"], at: stateWas["at"] };
      expect(state).toEqual(isUsed ? used : stateWas);
      expect(state.kind).toBe(isUsed ? "used" : name);
      const votes = ["no", "one", "two"][others.votes.length] ?? "more";
      expect(what).toContain(`-${votes}-vote`);
    },
  );

  test.each(samples("request", OF_OVERRIDES))("for an override has what it lets pass, and why: %s", (_what, sample) => {
    const { act } = before(sample)["seal"] as Before;
    expect(upgraded(REQUEST, sample).proposal).toEqual({ kind: "override", terms: act.options });
  });
});

describe("a move of 0.1.0", () => {
  test.each(samples("move"))("keeps its name, its people, its channels and its tables: %s", (_what, sample) => {
    const {
      told: _a,
      vdiff: _b,
      touchedAt: _c,
      startedAt: _d,
      rollbackUntil: _e,
      unreadable: _f,
      withoutWayBack: _g,
      planned: _h,
      ended: _i,
      ...rest
    } = before(sample);
    const { state: _state, ...others } = upgraded(MOVE, sample);
    expect(others).toEqual(rest);
  });

  test.each(samples("move", /\/ended-/))("that has ended has ended the same way at the same time: %s", (what, sample) => {
    const { ended } = before(sample);
    const { state } = upgraded(MOVE, sample);
    expect(state).toEqual({ ...(ended as Json), kind: "ended" });
    expect(what).toContain(`ended-${state.kind === "ended" ? state.how : ""}`);
  });

  test.each(samples("move", /\/planned-/))("that preflight stopped is planned, with a card while somebody decides: %s", (what, sample) => {
    const { planned } = before(sample);
    expect(upgraded(MOVE, sample).state).toEqual({ kind: "planned", planned, shown: !what.includes("ended") });
  });

  test.each(samples("move", /^move\/(?!ended-|planned-)/))(
    "that is followed keeps everything except what a VDiff's report said: %s",
    (what, sample) => {
      const { told, touchedAt, startedAt, rollbackUntil, unreadable, vdiff, withoutWayBack } = before(sample);
      const { phase } = told as { phase: string };
      const { reported: _reported, ...knownVDiff } = (vdiff ?? {}) as Json;
      const rollback = withoutWayBack === true ? { kind: "without" } : { kind: "armed", until: rollbackUntil };
      expect(upgraded(MOVE, sample).state).toEqual({
        kind: "followed",
        told: { ...(told as Json), ...(phase.startsWith("alarm:") ? { alarm: phase.slice("alarm:".length) } : {}) },
        ...(vdiff === undefined ? {} : { vdiff: knownVDiff }),
        ...(touchedAt === undefined ? {} : { touchedAt }),
        ...(startedAt === undefined ? {} : { startedAt }),
        ...(unreadable === undefined ? {} : { unreadable }),
        ...(/with-rollback|without-way-back/.test(what) ? { rollback } : {}),
      });
      expect(what).toContain(phase.startsWith("alarm:") ? phase.replace(":", "-") : "/");
    },
  );
});

test.each(samples("members"))(
  "the members of a group of 0.1.0 are known, but not since when, so they are read before they count: %s",
  (_what, sample) => {
    const { d }: { d: unknown } = JSON.parse(sample.text);
    expect(upgraded(MEMBERS, sample)).toEqual({ people: d, readAt: 0 });
  },
);

// Only a request with a window says more than this format can.
const REQUEST_WITHOUT_WINDOW = 2;

const FORMATS: readonly (readonly [string, Format<unknown>])[] = [
  ["move", MOVE],
  ["request", REQUEST],
  ["execution", EXECUTION],
  ["members", MEMBERS],
];

describe.each(FORMATS)("a record of 0.1.0: %s,", (kind, format) => {
  const read = storedSamples(kind).filter(({ key, text }) => decodeIfAny(key, format, text) !== undefined);

  test("written in today's format reads as the same, and is in that format", () => {
    for (const { what, key, text } of read) {
      const value = decode(key, format, text);
      const today = encode(key, format, value);
      expect(JSON.parse(today), what).toMatchObject({ v: kind === "request" ? REQUEST_WITHOUT_WINDOW : format.version });
      expect(decode(key, format, today), what).toEqual(value);
    }
  });

  test("keeps a field that a newer Tandem adds anywhere in today's format", () => {
    for (const { what, key, text } of read) {
      const { text: newer, names } = planted(encode(key, format, decode(key, format, text)));
      expect(names.length, what).toBeGreaterThan(0);
      expect(plantedNamesIn(encode(key, format, decode(key, format, newer))), what).toEqual(names.toSorted());
    }
  });
});

describe.each(FORMATS.filter(([kind]) => kind !== "members"))("an unknown field at the top of a record of 0.1.0: %s,", (kind, format) => {
  test("passes through its upgrade", () => {
    for (const { what, key, text } of storedSamples(kind)) {
      const { v, d }: { v: number; d: Json } = JSON.parse(text);
      const found = decodeIfAny(key, format, JSON.stringify({ v, d: { ...d, lanes: { since: 3 } } }));
      const kept = found === undefined ? { since: 3 } : JSON.parse(encode(key, format, found)).d.lanes;
      expect(kept, what).toEqual({ since: 3 });
    }
  });
});
