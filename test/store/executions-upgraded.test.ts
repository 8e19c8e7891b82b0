import { describe, expect, test } from "vitest";
import { decode, decodeIfAny } from "../../src/store/schemas/document.ts";
import { EXECUTION } from "../../src/store/schemas/execution.ts";
import { before, executionBefore, type Json, OF_OVERRIDES, samples, upgraded } from "./samples-of-before.ts";

/** The options except 64-bit numbers, which are stored as text. */
function textless({ deleteBatchSize: _size, ...options }: Json): Json {
  return options;
}

const executions = (pattern: RegExp) => samples("execution", pattern).filter(([what]) => !OF_OVERRIDES.test(what));

describe("an execution of 0.1.0", () => {
  test.each(executions(/./))("keeps who wanted what, on which facts, until when: %s", (_what, sample) => {
    const was = executionBefore(sample);
    const { id, move, channel, startedBy, requestId, createdAt, useBy, useForMs, proposal } = upgraded(EXECUTION, sample);
    expect({ id, move, channel, startedBy, requestId, createdAt }).toEqual({
      id: before(sample)["id"],
      move: before(sample)["move"],
      channel: before(sample)["channel"],
      startedBy: before(sample)["startedBy"],
      requestId: before(sample)["requestId"],
      createdAt: was.createdAt,
    });
    expect(useForMs).toBe(was.useBy - was.createdAt);
    expect(useBy).toBe(Math.max(was.useBy, (was.soakUntil ?? 0) + useForMs));
    const { sourceKeyspace, sourceShards, targetShards, tables, trafficState, streams, reverse, vdiff } = was.seal;
    const sides = { sourceKeyspace, sourceShards, targetShards, tables };
    // 0.1.0 knew no identity, rules and denied tables: a missing fact is not a difference.
    const facts = { ...sides, trafficState, streams, reverse, ...(vdiff === undefined ? {} : { vdiff }) };
    const others: Readonly<Record<string, unknown>> = {
      restore: { kind: "restore", restore: was.act.options },
      rescue: { kind: "rescue", facts: { side: "source", ...sides, denied: was.act.options["tables"] } },
    };
    // Options added later have their defaults.
    const operation = { verb: was.act.verb, options: expect.objectContaining(textless(was.act.options)) };
    expect(proposal).toEqual(others[was.act.verb] ?? { kind: "workflow", operation, facts });
  });

  test.each(executions(/-begun$/))("that was only started has its whole plan to do: %s", (_what, sample) => {
    expect(upgraded(EXECUTION, sample)).toMatchObject({ done: [], state: { kind: "ready", left: executionBefore(sample).plan } });
  });

  test.each(executions(/-call-open(-with-fault-[a-z-]+?)?(-\d-calls)?$/))(
    "whose call nobody has judged has it in flight, with what is known of its end: %s",
    (what, sample) => {
      const { plan, step, calls } = executionBefore(sample);
      const last = calls.at(-1);
      const { state, done } = upgraded(EXECUTION, sample);
      expect(state).toMatchObject({
        kind: "calling",
        left: plan.slice(step),
        call: { before: last?.["before"], startedAt: last?.["startedAt"], snapshot: last?.["snapshot"] },
      });
      const fault = /with-fault-(unreachable|timed-out)/.exec(what)?.[1];
      expect(state.kind === "calling" ? state.call.end?.fault?.kind : "not calling").toBe(fault);
      expect(done).toHaveLength(calls.length - 1);
    },
  );

  test.each(executions(/-call-ended(-\d-calls)?$/))(
    "whose call came back before it was judged is still judged by the next reading: %s",
    (_what, sample) => {
      const { plan, step, calls } = executionBefore(sample);
      const last = calls.at(-1);
      const fault = last?.["fault"];
      const { state, done } = upgraded(EXECUTION, sample);
      expect(state).toMatchObject({
        kind: "calling",
        left: plan.slice(step),
        call: { before: last?.["before"], startedAt: last?.["startedAt"] },
      });
      expect(state).toHaveProperty("call.end", { at: last?.["endedAt"], ...(fault === undefined ? {} : { fault }) });
      expect(done).toHaveLength(calls.length - 1);
    },
  );

  test.each(executions(/-all-steps-done(-\d-calls)?$/))(
    "with every step done has succeeded, and its last call did the last step: %s",
    (_what, sample) => {
      const { plan, calls } = executionBefore(sample);
      const { state, done } = upgraded(EXECUTION, sample);
      expect(state).toEqual({ kind: "ended", outcome: { kind: "succeeded", at: calls.at(-1)?.["endedAt"] } });
      expect(done.at(-1)).toMatchObject({ did: "step", tabletTypes: plan.at(-1)?.["tabletTypes"] });
    },
  );

  test.each(executions(/-(before-soak|soaking)$/))(
    "whose reads are switched soaks until the announced time, with its writes left: %s",
    (_what, sample) => {
      const { plan, calls, soakUntil } = executionBefore(sample);
      const ended = Number(calls.at(-1)?.["endedAt"]);
      expect(upgraded(EXECUTION, sample)).toMatchObject({
        state: { kind: "soaking", left: plan.slice(1), until: soakUntil ?? ended + Number(plan[1]?.["ms"]) },
        done: [{ did: "step", tabletTypes: ["REPLICA", "RDONLY"] }],
      });
    },
  );

  test.each(executions(/-next-step$/))("whose soak is over is ready for its writes: %s", (_what, sample) => {
    expect(upgraded(EXECUTION, sample)).toMatchObject({
      state: { kind: "ready", left: [{ kind: "call", tabletTypes: ["PRIMARY"] }] },
      done: [{ did: "step", tabletTypes: ["REPLICA", "RDONLY"] }],
    });
  });

  test.each(executions(/-held-(lag|locked)$/))(
    "that is held is held for the same reason, since and until the same times: %s",
    (what, sample) => {
      const { hold, plan, step } = executionBefore(sample);
      const { since, until, reason, lagSeconds, limitSeconds, holder } = hold;
      expect(what).toContain(`held-${String(reason)}`);
      const why = reason === "lag" ? { lagSeconds, limitSeconds } : holder === undefined ? {} : { holder };
      expect(upgraded(EXECUTION, sample).state).toEqual({ kind: "held", left: plan.slice(step), hold: { since, until, reason, ...why } });
    },
  );

  test.each(executions(/-(settled|unsettled)(-\d-calls)?$/))(
    "that has ended has the same outcome, and every call that was made: %s",
    (what, sample) => {
      const { outcome, calls, step } = executionBefore(sample);
      const { state, done } = upgraded(EXECUTION, sample);
      expect(state).toEqual({ kind: "ended", outcome });
      expect(done.map(({ startedAt, snapshot }) => [startedAt, snapshot])).toEqual(
        calls.map((call) => [call["startedAt"], call["snapshot"]]),
      );
      expect(done.some(({ did }) => did === "step")).toBe(calls.some((call) => Number(call["step"]) < step));
    },
  );

  test("has one of every kind here, and no kind without a test", () => {
    const known =
      /(-begun|-call-open(-with-fault-[a-z-]+?)?|-call-ended|-all-steps-done|-before-soak|-soaking|-next-step|-held-\w+|settled)(-\d-calls)?$/;
    expect(samples("execution").filter(([what]) => !known.test(what))).toEqual([]);
  });

  test.each(samples("execution", OF_OVERRIDES))(
    "that granted an override counts as none, because its request does that now: %s",
    (_what, sample) => {
      expect(decodeIfAny(sample.key, EXECUTION, sample.text)).toBeUndefined();
      expect(() => decode(sample.key, EXECUTION, sample.text)).toThrow(/nothing of it is read any more/);
    },
  );
});
