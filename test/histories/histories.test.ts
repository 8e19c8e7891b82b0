import { afterAll, beforeAll, expect, test } from "vitest";
import { compiled } from "../compiled.ts";
import { count } from "../counts.ts";
import { SEED } from "../seed.ts";
import { findViolations } from "./check-round.ts";
import { type Field, openField } from "./field.ts";
import { drawPlan, type Fault } from "./plan.ts";
import { recordRound } from "./record-round.ts";

// The short form of `npm run test:histories`: a part of a round, on a single Redis.
const REQUESTS = 2;
const OVER_MS = 1_500;
const REDIS_STANDS_STILL: Fault = { kind: "stop-redis", place: 0, atMs: 500, forMs: 800 };
const WHOLE_TEST_MS = 180_000;

let field: Field;

beforeAll(async () => {
  field = await openField("single", { requests: REQUESTS, workers: 1 });
}, WHOLE_TEST_MS);

afterAll(() => field.close());

test(
  "what people are told while apps die and Redis stands still is what one process would have told them",
  async () => {
    const { faults, parts } = drawPlan(SEED, { requests: REQUESTS, kinds: ["kill-app"], faults: 1, overMs: OVER_MS });
    const plan = { parts, faults: [...faults, REDIS_STANDS_STILL] };
    const round = await recordRound(field, { topology: "single", seed: SEED, round: 0 }, plan);
    count("operations on requests under faults, in histories", round.lines.filter(({ is }) => is === "invoke").length);
    expect(findViolations(round)).toEqual([]);
  },
  WHOLE_TEST_MS,
);

test(
  "an app that acknowledges votes before it writes them is found out",
  async () => {
    await field.replaceApps([compiled(new URL("hasty-app.ts", import.meta.url))]);
    const plan = drawPlan(SEED, { requests: 1, kinds: [], faults: 0, overMs: OVER_MS });
    const round = await recordRound(field, { topology: "single", seed: SEED, round: 1 }, plan);
    expect(findViolations(round)).toMatchObject([{ kind: "not-linearizable" }]);
  },
  WHOLE_TEST_MS,
);
