import { EventEmitter, once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { rollbackArmedUntil } from "../../../src/core/move/moves.ts";
import type { Execution } from "../../../src/core/operation/executions.ts";
import { VDIFF_DEFAULTS } from "../../../src/core/options/options.ts";
import { carryOut } from "../../../src/operations/carry-out/carry-out.ts";
import type { CarryOutDeps } from "../../../src/operations/carry-out/deps.ts";
import { Fault } from "../../../src/operations/fault.ts";
import type { Vitess } from "../../../src/operations/ports.ts";
import type { Lease, Records } from "../../../src/operations/records.ts";
import { callOffLive } from "../../../src/operations/carry-out/call-off.ts";
import { withdrawRequest } from "../../../src/operations/requests/withdraw-request.ts";
import { type PrivateRedis, startRedis } from "../../../practice/redis.ts";
import { approved, carriedOut, done, followed, outcomeOf, runningMove, SWITCH, SWITCH_AT_ONCE } from "../moves.ts";
import { altered } from "../altered.ts";
import { ANA, BEN, C2C, openStage, type Stage, under, until } from "../stage.ts";

let redis: PrivateRedis;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.close());

async function onStage(work: (stage: Stage) => Promise<void>, pace: { switchStepMs?: number } = {}): Promise<void> {
  const stage = await openStage(redis.url, { pace });
  try {
    await runningMove(stage);
    await work(stage);
  } finally {
    await stage.end();
  }
}

/** The stage's deps, with SwitchTraffic (not its dry run) done by `send`. */
function sending(stage: Stage, send: Vitess["switchTraffic"]): CarryOutDeps {
  const vitess = altered(stage.vitess, { switchTraffic: send });
  return { ...stage.deps, vitess: () => vitess };
}

/** Records that give every worker the lease: what a worker sees whose own has lapsed. */
function leaseForAll(records: Records, renew: Lease["renew"] = () => Promise.resolve(true)): Records {
  return { ...records, lease: () => Promise.resolve({ renew, release: () => Promise.resolve() }) };
}

function switchCalls(stage: Stage): number {
  return stage.simulator.calls().filter((call) => call.method === "WorkflowSwitchTraffic" && call.request["dry_run"] !== true).length;
}

async function execution(stage: Stage): Promise<Execution> {
  const found = await stage.records.executions.get("r1");
  if (found === undefined) throw new Error("no execution");
  return found;
}

/** The switch, approved where a soak lasts so long. */
function approvedToSoak(stage: Stage, soakMs: number): Promise<void> {
  return approved({ ...stage, deps: under(stage.deps, { limits: { soakMs } }) }, SWITCH, "r1");
}

/** Another worker, which goes on until the reads soak. */
async function soakedByAnother(stage: Stage): Promise<void> {
  const other = { ...stage.deps, records: leaseForAll(stage.records) };
  await until(async () => {
    await carryOut(other, "r1");
    return (await execution(stage)).state.kind === "soaking";
  });
}

test("Redis goes away while the call runs: what came of it is found when it is back, and nothing is sent twice", () =>
  onStage(async (stage) => {
    await approved(stage, SWITCH_AT_ONCE, "r1");
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
    const deps = sending(stage, async (...call) => {
      isAway = true;
      return stage.vitess.switchTraffic(...call);
    });
    await expect(carryOut({ ...deps, records: away(stage.records) }, "r1")).rejects.toMatchObject({ kind: "unreachable" });
    expect(await outcomeOf(stage, "r1")).toBeUndefined();
    await carriedOut(stage.deps, "r1");
    expect(await outcomeOf(stage, "r1")).toMatchObject({ kind: "succeeded" });
    expect(switchCalls(stage)).toBe(1);
  }));

test("a defect in the sending ends in what Vitess shows, not in a call that stays open", () =>
  onStage(async (stage) => {
    await approved(stage, SWITCH_AT_ONCE, "r1");
    await carriedOut(
      sending(stage, () => Promise.reject(new TypeError("not a function"))),
      "r1",
    );
    expect(await outcomeOf(stage, "r1")).toMatchObject({ kind: "failed", fault: { kind: "unexpected", text: "not a function" } });
    expect(await execution(stage)).toMatchObject({ done: [{ did: "nothing", fault: { kind: "unexpected" } }], state: { kind: "ended" } });
  }));

test("a worker whose lease lapsed while its call ran does not go on where another one has taken over", () =>
  onStage(async (stage) => {
    await approvedToSoak(stage, 60_000);
    const slow = sending(stage, async (...call) => {
      const lines = await stage.vitess.switchTraffic(...call);
      await soakedByAnother(stage);
      return lines;
    });
    await carryOut(slow, "r1");
    expect(await execution(stage)).toMatchObject({ state: { kind: "soaking" }, done: [{ did: "step", fault: { kind: "interrupted" } }] });
    expect(await execution(stage)).toHaveProperty(
      "state.until",
      expect.toSatisfy((at) => at > Date.now()),
    );
    expect(switchCalls(stage)).toBe(1);
  }));

// Before it looks, before it prepares, and before it records its call.
test.each([1, 2, 3])(
  "a worker that fell asleep before its step %i and its call sends nothing when another one has sent meanwhile",
  (step) =>
    onStage(async (stage) => {
      await approvedToSoak(stage, 60_000);
      let steps = 0;
      const asleep = leaseForAll(stage.records, async () => {
        steps += 1;
        if (steps === step) await soakedByAnother(stage);
        return true;
      });
      await carryOut({ ...stage.deps, records: asleep }, "r1");
      expect(steps).toBeGreaterThanOrEqual(step);
      expect(await execution(stage)).toMatchObject({ state: { kind: "soaking" }, done: [{ did: "step" }] });
      expect(switchCalls(stage)).toBe(1);
    }),
);

test("a refusal that was decided while another worker sent the call is not an outcome", () =>
  onStage(async (stage) => {
    await approved(stage, SWITCH_AT_ONCE, "r1");
    const refused = new EventEmitter();
    const calling = sending(stage, async (...call) => {
      await once(refused, "refused");
      return stage.vitess.switchTraffic(...call);
    });
    let other: Promise<unknown> | undefined;
    const slow: Records = {
      ...stage.records,
      members: async () => {
        other ??= carryOut({ ...calling, records: leaseForAll(stage.records) }, "r1");
        await until(async () => (await execution(stage)).state.kind === "calling");
        return { people: [ANA], readAt: Date.now(), ageMs: 0 };
      },
    };
    expect(await carryOut({ ...under(stage.deps, { approvers: ["S0LEFT"] }), records: slow }, "r1")).toMatchObject({ kind: "again" });
    refused.emit("refused");
    await other;
    expect(await outcomeOf(stage, "r1")).toMatchObject({ kind: "succeeded" });
  }));

test("vtctld goes on after Tandem's deadline: the switch is waited for as long as somebody holds its lock", () =>
  onStage(
    async (stage) => {
      await approved(stage, SWITCH_AT_ONCE, "r1");
      let answer: Promise<unknown> = Promise.resolve();
      const deaf = sending(stage, async (...call) => {
        answer = stage.vitess.switchTraffic(...call);
        await sleep(40);
        throw new Fault("timed-out", "deadline exceeded after 600 s");
      });
      await carriedOut(deaf, "r1");
      await answer;
      expect(await outcomeOf(stage, "r1")).toMatchObject({ kind: "succeeded" });
    },
    { switchStepMs: 250 },
  ));

test("a VDiff that cannot be read after the call does not hide what became of it", () =>
  onStage(async (stage) => {
    const uuid = "11111111-2222-4333-8444-000000000001";
    await stage.vitess.vdiffCreate(C2C, uuid, VDIFF_DEFAULTS);
    await until(async () => (await stage.vitess.vdiff(C2C))?.shards.every((shard) => shard.state === "completed"));
    await approved(stage, SWITCH_AT_ONCE, "r1");
    let isClosed = false;
    const vitess = altered(stage.vitess, {
      vdiff: (...asked) => (isClosed ? Promise.reject(new Fault("refused", "vdiff engine is closed")) : stage.vitess.vdiff(...asked)),
      async switchTraffic(...call) {
        isClosed = true;
        return stage.vitess.switchTraffic(...call);
      },
    });
    await carriedOut({ ...stage.deps, vitess: () => vitess }, "r1");
    expect(await outcomeOf(stage, "r1")).toMatchObject({ kind: "succeeded" });
  }));

test("what is approved is carried out at once: withdrawing it is for open requests, and says so before, while and after it is sent", () =>
  onStage(async (stage) => {
    await approved(stage, SWITCH, "r1");
    const answers: string[] = [];
    const withdraw = async (): Promise<void> => void answers.push((await withdrawRequest(stage.deps, "r1", ANA)).result);
    const pressed = sending(stage, async (...call) => {
      await withdraw();
      return stage.vitess.switchTraffic(...call);
    });
    await withdraw();
    await carriedOut(pressed, "r1");
    await withdraw();
    expect(answers).toEqual(["approved", "approved", "approved", "not-open"]);
    expect(await outcomeOf(stage, "r1")).toMatchObject({ kind: "succeeded" });
    expect((await stage.records.requests.get("r1"))?.state.kind).toBe("used");
  }));

test("an operation is called off or sent, never both: nothing follows a call that is on its way", () =>
  onStage(async (stage) => {
    await approved(stage, SWITCH, "r1");
    const answers: unknown[] = [];
    const callOff = async (reason: string): Promise<void> =>
      void answers.push((await callOffLive(stage.deps, C2C, { by: BEN, reason })).result);
    const pressed = sending(stage, async (...call) => {
      await callOff("first");
      await callOff("second");
      return stage.vitess.switchTraffic(...call);
    });
    await carriedOut(pressed, "r1");
    await callOff("third");
    expect(answers).toEqual([
      { kind: "after-call", verb: "switch" },
      { kind: "after-call", verb: "switch" },
      { kind: "nothing-to-call-off" },
    ]);
    expect(await outcomeOf(stage, "r1")).toMatchObject({ kind: "called-off", by: BEN, reason: "first", readsSwitched: true });
    expect(switchCalls(stage)).toBe(1);
    expect((await stage.records.requests.get("r1"))?.state.kind).toBe("used");
  }));

// Before it looks, before it prepares, and before it records its call.
test.each([1, 2, 3])("an operation that is called off before step %i and its call is not sent", (step) =>
  onStage(async (stage) => {
    await approved(stage, SWITCH_AT_ONCE, "r1");
    const answers: unknown[] = [];
    let steps = 0;
    const lastMoment = leaseForAll(stage.records, async () => {
      steps += 1;
      if (steps === step) answers.push((await callOffLive(stage.deps, C2C, { by: BEN, reason: "not today" })).result);
      return true;
    });
    await carryOut({ ...stage.deps, records: lastMoment }, "r1");
    expect(answers).toEqual([{ kind: "called-off", verb: "switch", readsSwitched: false }]);
    expect(await outcomeOf(stage, "r1")).toMatchObject({ kind: "called-off", by: BEN, reason: "not today" });
    expect(switchCalls(stage)).toBe(0);
  }),
);

test("an approver who leaves during the soak takes the writes along; it is told that the reads are over there", () =>
  onStage(async (stage) => {
    await approvedToSoak(stage, 150);
    expect(await carryOut(stage.deps, "r1")).toMatchObject({ kind: "again" });
    await carriedOut(under(stage.deps, { approvers: [ANA, BEN] }), "r1");
    expect(await outcomeOf(stage, "r1")).toMatchObject({ kind: "refused", reason: "approver-lost", readsSwitched: true });
    expect(switchCalls(stage)).toBe(1);
  }));

test("during the soak the operation is called off, where the request cannot be withdrawn any more, and the writes stay", () =>
  onStage(async (stage) => {
    await approvedToSoak(stage, 150);
    await carryOut(stage.deps, "r1");
    expect((await withdrawRequest(stage.deps, "r1", ANA)).result).toBe("approved");
    const { result } = await callOffLive(stage.deps, C2C, { by: ANA, reason: "slow reads" });
    expect(result).toEqual({ kind: "called-off", verb: "switch", readsSwitched: true });
    await carriedOut(stage.deps, "r1");
    expect(await outcomeOf(stage, "r1")).toMatchObject({ kind: "called-off", by: ANA, reason: "slow reads", readsSwitched: true });
    expect(switchCalls(stage)).toBe(1);
  }));

test("a switch that is there already leaves the armed way back as it was", () =>
  onStage(async (stage) => {
    await done(stage, SWITCH_AT_ONCE, "r0");
    const armed = rollbackArmedUntil(await followed(stage));
    await done(stage, SWITCH_AT_ONCE, "r1");
    expect(await outcomeOf(stage, "r1")).toMatchObject({ kind: "already-so" });
    expect(armed).toBeGreaterThan(Date.now());
    expect(rollbackArmedUntil(await followed(stage))).toBe(armed);
  }));
