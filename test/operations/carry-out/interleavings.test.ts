import { EventEmitter, once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findRollbackDeadline } from "../../../src/core/move/moves.ts";
import type { Execution } from "../../../src/core/operation/execution/executions.ts";
import { VDIFF_DEFAULTS } from "../../../src/core/options/options.ts";
import { carryOut } from "../../../src/operations/carry-out/carry-out.ts";
import type { CarryOutDeps } from "../../../src/operations/carry-out/deps.ts";
import { Fault } from "../../../src/operations/fault.ts";
import type { Vitess } from "../../../src/operations/ports.ts";
import type { Lease, Records } from "../../../src/operations/records.ts";
import { callOffLive } from "../../../src/operations/carry-out/call-off.ts";
import { withdrawRequest } from "../../../src/operations/requests/withdraw-request.ts";
import { type PrivateRedis, startRedis } from "../../../practice/redis.ts";
import { approved, carriedOut, done, followed, outcomeOf, SWITCH, SWITCH_AT_ONCE } from "../moves.ts";
import { altered } from "../altered.ts";
import { openHarnessWithMove } from "../prepared-move.ts";
import { ANA, BEN, C2C, type Harness, under, until } from "../harness.ts";
import { requestNamed } from "../../names.ts";

let redis: PrivateRedis;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.close());

async function withHarness(work: (harness: Harness) => Promise<void>, pace: { switchStepMs?: number } = {}): Promise<void> {
  const harness = await openHarnessWithMove(redis.url, { pace });
  try {
    await work(harness);
  } finally {
    await harness.end();
  }
}

/** The harness's deps, with `send` in place of SwitchTraffic (except dry runs). */
function sending(harness: Harness, send: Vitess["switchTraffic"]): CarryOutDeps {
  const vitess = altered(harness.vitess, { switchTraffic: send });
  return { ...harness.deps, vitess: () => vitess };
}

/** Records that give every worker the lease, as a worker sees it whose own lease has expired. */
function leaseForAll(records: Records, renew: Lease["renew"] = () => Promise.resolve(true)): Records {
  return { ...records, lease: () => Promise.resolve({ renew, release: () => Promise.resolve() }) };
}

function switchCalls(harness: Harness): number {
  return harness.simulator.calls().filter((call) => call.method === "WorkflowSwitchTraffic" && call.request["dry_run"] !== true).length;
}

async function execution(harness: Harness): Promise<Execution> {
  const found = await harness.records.executions.get("r1");
  if (found === undefined) throw new Error("no execution");
  return found;
}

/** The switch, approved with a soak of this length. */
function approvedToSoak(harness: Harness, soakMs: number): Promise<void> {
  return approved({ ...harness, deps: under(harness.deps, { limits: { soakMs } }) }, SWITCH, "r1");
}

/** Another worker, which goes on until the reads soak. */
async function soakedByAnother(harness: Harness): Promise<void> {
  const other = { ...harness.deps, records: leaseForAll(harness.records) };
  await until(async () => {
    await carryOut(other, "r1");
    return (await execution(harness)).state.kind === "soaking";
  });
}

test("if Redis goes away during the call, its outcome is found when Redis is back, and nothing is sent twice", () =>
  withHarness(async (harness) => {
    await approved(harness, SWITCH_AT_ONCE, "r1");
    let isAway = false;
    const away = <T extends object>(port: T): T =>
      new Proxy(port, {
        get(target, property): unknown {
          const value: unknown = Reflect.get(target, property);
          if (typeof value === "object" && value !== null) return away(value);
          if (typeof value !== "function") return value;
          return (...args: unknown[]): unknown => {
            if (isAway) return Promise.reject(new Fault("unreachable", "Redis does not answer"));
            return Reflect.apply(value, target, args);
          };
        },
      });
    const deps = sending(harness, async (...call) => {
      isAway = true;
      return harness.vitess.switchTraffic(...call);
    });
    await expect(carryOut({ ...deps, records: away(harness.records) }, "r1")).rejects.toMatchObject({ kind: "unreachable" });
    expect(await outcomeOf(harness, "r1")).toBeUndefined();
    await carriedOut(harness.deps, "r1");
    expect(await outcomeOf(harness, "r1")).toMatchObject({ kind: "succeeded" });
    expect(switchCalls(harness)).toBe(1);
  }));

test("a bug while sending ends in what Vitess shows, not in a call that stays open", () =>
  withHarness(async (harness) => {
    await approved(harness, SWITCH_AT_ONCE, "r1");
    await carriedOut(
      sending(harness, () => Promise.reject(new TypeError("not a function"))),
      "r1",
    );
    expect(await outcomeOf(harness, "r1")).toMatchObject({ kind: "failed", fault: { kind: "unexpected", text: "not a function" } });
    expect(await execution(harness)).toMatchObject({ done: [{ did: "nothing", fault: { kind: "unexpected" } }], state: { kind: "ended" } });
  }));

test("a worker whose lease expired during its call does not go on where another one has taken over", () =>
  withHarness(async (harness) => {
    await approvedToSoak(harness, 60_000);
    const slow = sending(harness, async (...call) => {
      const lines = await harness.vitess.switchTraffic(...call);
      await soakedByAnother(harness);
      return lines;
    });
    await carryOut(slow, "r1");
    expect(await execution(harness)).toMatchObject({ state: { kind: "soaking" }, done: [{ did: "step", fault: { kind: "interrupted" } }] });
    expect(await execution(harness)).toHaveProperty(
      "state.until",
      expect.toSatisfy((at) => at > Date.now()),
    );
    expect(switchCalls(harness)).toBe(1);
  }));

// Before it looks, before it prepares, and before it records its call.
test.each([1, 2, 3])("a worker that slept before its step %i and its call sends nothing if another one has sent it meanwhile", (step) =>
  withHarness(async (harness) => {
    await approvedToSoak(harness, 60_000);
    let steps = 0;
    const asleep = leaseForAll(harness.records, async () => {
      steps += 1;
      if (steps === step) await soakedByAnother(harness);
      return true;
    });
    await carryOut({ ...harness.deps, records: asleep }, "r1");
    expect(steps).toBeGreaterThanOrEqual(step);
    expect(await execution(harness)).toMatchObject({ state: { kind: "soaking" }, done: [{ did: "step" }] });
    expect(switchCalls(harness)).toBe(1);
  }),
);

test("a refusal decided while another worker sent the call is not an outcome", () =>
  withHarness(async (harness) => {
    await approved(harness, SWITCH_AT_ONCE, "r1");
    const refused = new EventEmitter();
    const calling = sending(harness, async (...call) => {
      await once(refused, "refused");
      return harness.vitess.switchTraffic(...call);
    });
    let other: Promise<unknown> | undefined;
    const slow: Records = {
      ...harness.records,
      members: async () => {
        other ??= carryOut({ ...calling, records: leaseForAll(harness.records) }, "r1");
        await until(async () => (await execution(harness)).state.kind === "calling");
        return { people: [ANA], readAt: Date.now(), ageMs: 0 };
      },
    };
    expect(await carryOut({ ...under(harness.deps, { approvers: ["S0LEFT"] }), records: slow }, "r1")).toMatchObject({ kind: "again" });
    refused.emit("refused");
    await other;
    expect(await outcomeOf(harness, "r1")).toMatchObject({ kind: "succeeded" });
  }));

test("if vtctld goes on after Tandem's deadline, the switch is waited for while its lock is held", () =>
  withHarness(
    async (harness) => {
      await approved(harness, SWITCH_AT_ONCE, "r1");
      let answer: Promise<unknown> = Promise.resolve();
      const deaf = sending(harness, async (...call) => {
        answer = harness.vitess.switchTraffic(...call);
        await sleep(40);
        throw new Fault("timed-out", "deadline exceeded after 600 s");
      });
      await carriedOut(deaf, "r1");
      await answer;
      expect(await outcomeOf(harness, "r1")).toMatchObject({ kind: "succeeded" });
    },
    { switchStepMs: 250 },
  ));

test("a VDiff that cannot be read after the call does not hide the outcome", () =>
  withHarness(async (harness) => {
    const uuid = "11111111-2222-4333-8444-000000000001";
    await harness.vitess.vdiffCreate(C2C, uuid, VDIFF_DEFAULTS);
    await until(async () => (await harness.vitess.vdiff(C2C))?.shards.every((shard) => shard.state === "completed"));
    await approved(harness, SWITCH_AT_ONCE, "r1");
    let isClosed = false;
    const vitess = altered(harness.vitess, {
      vdiff: (...asked) => (isClosed ? Promise.reject(new Fault("refused", "vdiff engine is closed")) : harness.vitess.vdiff(...asked)),
      async switchTraffic(...call) {
        isClosed = true;
        return harness.vitess.switchTraffic(...call);
      },
    });
    await carriedOut({ ...harness.deps, vitess: () => vitess }, "r1");
    expect(await outcomeOf(harness, "r1")).toMatchObject({ kind: "succeeded" });
  }));

test("an approved operation is executed at once: withdrawing is only for open requests, and says so before, during and after the call", () =>
  withHarness(async (harness) => {
    await approved(harness, SWITCH, "r1");
    const answers: string[] = [];
    const withdraw = async (): Promise<void> => void answers.push((await withdrawRequest(harness.deps, requestNamed("r1"), ANA)).result);
    const pressed = sending(harness, async (...call) => {
      await withdraw();
      return harness.vitess.switchTraffic(...call);
    });
    await withdraw();
    await carriedOut(pressed, "r1");
    await withdraw();
    expect(answers).toEqual(["approved", "approved", "approved", "not-open"]);
    expect(await outcomeOf(harness, "r1")).toMatchObject({ kind: "succeeded" });
    expect((await harness.records.requests.get("r1"))?.state.kind).toBe("used");
  }));

test("an operation is called off or sent, never both: nothing follows a call in flight", () =>
  withHarness(async (harness) => {
    await approved(harness, SWITCH, "r1");
    const answers: unknown[] = [];
    const callOff = async (reason: string): Promise<void> =>
      void answers.push((await callOffLive(harness.deps, C2C, { by: BEN, reason })).result);
    const pressed = sending(harness, async (...call) => {
      await callOff("first");
      await callOff("second");
      return harness.vitess.switchTraffic(...call);
    });
    await carriedOut(pressed, "r1");
    await callOff("third");
    expect(answers).toEqual([
      { kind: "after-call", verb: "switch" },
      { kind: "after-call", verb: "switch" },
      { kind: "nothing-to-call-off" },
    ]);
    expect(await outcomeOf(harness, "r1")).toMatchObject({ kind: "called-off", by: BEN, reason: "first", readsSwitched: true });
    expect(switchCalls(harness)).toBe(1);
    expect((await harness.records.requests.get("r1"))?.state.kind).toBe("used");
  }));

// Before it looks, before it prepares, and before it records its call.
test.each([1, 2, 3])("an operation called off before step %i and its call is not sent", (step) =>
  withHarness(async (harness) => {
    await approved(harness, SWITCH_AT_ONCE, "r1");
    const answers: unknown[] = [];
    let steps = 0;
    const lastMoment = leaseForAll(harness.records, async () => {
      steps += 1;
      if (steps === step) answers.push((await callOffLive(harness.deps, C2C, { by: BEN, reason: "not today" })).result);
      return true;
    });
    await carryOut({ ...harness.deps, records: lastMoment }, "r1");
    expect(answers).toEqual([{ kind: "called-off", verb: "switch", readsSwitched: false }]);
    expect(await outcomeOf(harness, "r1")).toMatchObject({ kind: "called-off", by: BEN, reason: "not today" });
    expect(switchCalls(harness)).toBe(0);
  }),
);

test("if an approver leaves during the soak the writes are not switched, and the thread says that reads are at the target", () =>
  withHarness(async (harness) => {
    await approvedToSoak(harness, 150);
    expect(await carryOut(harness.deps, "r1")).toMatchObject({ kind: "again" });
    await carriedOut(under(harness.deps, { approvers: [ANA, BEN] }), "r1");
    expect(await outcomeOf(harness, "r1")).toMatchObject({ kind: "refused", reason: "approver-lost", readsSwitched: true });
    expect(switchCalls(harness)).toBe(1);
  }));

test("during the soak the operation can be called off, though the request cannot be withdrawn, and the writes stay", () =>
  withHarness(async (harness) => {
    await approvedToSoak(harness, 150);
    await carryOut(harness.deps, "r1");
    expect((await withdrawRequest(harness.deps, requestNamed("r1"), ANA)).result).toBe("approved");
    const { result } = await callOffLive(harness.deps, C2C, { by: ANA, reason: "slow reads" });
    expect(result).toEqual({ kind: "called-off", verb: "switch", readsSwitched: true });
    await carriedOut(harness.deps, "r1");
    expect(await outcomeOf(harness, "r1")).toMatchObject({ kind: "called-off", by: ANA, reason: "slow reads", readsSwitched: true });
    expect(switchCalls(harness)).toBe(1);
  }));

test("a switch that is already-so leaves the armed rollback as it was", () =>
  withHarness(async (harness) => {
    await done(harness, SWITCH_AT_ONCE, "r0");
    const armed = findRollbackDeadline(await followed(harness));
    await done(harness, SWITCH_AT_ONCE, "r1");
    expect(await outcomeOf(harness, "r1")).toMatchObject({ kind: "already-so" });
    expect(armed).toBeGreaterThan(Date.now());
    expect(findRollbackDeadline(await followed(harness))).toBe(armed);
  }));
