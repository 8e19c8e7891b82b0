import { EventEmitter, once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { moveId } from "../../../src/core/names.ts";
import { VDIFF_DEFAULTS } from "../../../src/core/options.ts";
import { carryOut } from "../../../src/operations/carry-out/carry-out.ts";
import type { CarryOutDeps } from "../../../src/operations/carry-out/deps.ts";
import { Fault } from "../../../src/operations/fault.ts";
import type { Vitess } from "../../../src/operations/ports.ts";
import type { Lease, Records } from "../../../src/operations/records.ts";
import { withdrawRequest } from "../../../src/operations/requests/withdraw-request.ts";
import { type PrivateRedis, startRedis } from "../../standins/redis.ts";
import { approved, carriedOut, done, runningMove, SWITCH, SWITCH_AT_ONCE } from "../moves.ts";
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
  const vitess: Vitess = { ...stage.vitess, switchTraffic: send };
  return { ...stage.deps, vitess: () => vitess };
}

/** Records that give every worker the lease: what a worker sees whose own has lapsed. */
function leaseForAll(records: Records, renew: Lease["renew"] = () => Promise.resolve(true)): Records {
  return { ...records, lease: () => Promise.resolve({ fence: 0, renew, release: () => Promise.resolve() }) };
}

function switchCalls(stage: Stage): number {
  return stage.simulator.calls().filter((call) => call.method === "WorkflowSwitchTraffic" && call.request["dry_run"] !== true).length;
}

async function execution(stage: Stage) {
  const found = await stage.records.executions.get("r1");
  if (found === undefined) throw new Error("no execution");
  return found;
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
    expect((await execution(stage)).outcome).toBeUndefined();
    await carriedOut(stage.deps, "r1");
    expect((await execution(stage)).outcome?.kind).toBe("succeeded");
    expect(switchCalls(stage)).toBe(1);
  }));

test("a defect in the sending ends in what Vitess shows, not in a call that stays open", () =>
  onStage(async (stage) => {
    await approved(stage, SWITCH_AT_ONCE, "r1");
    await carriedOut(
      sending(stage, () => Promise.reject(new TypeError("not a function"))),
      "r1",
    );
    expect((await execution(stage)).outcome).toMatchObject({ kind: "failed", fault: { kind: "unexpected", text: "not a function" } });
    expect((await execution(stage)).calls.every((call) => call.endedAt !== undefined)).toBe(true);
  }));

test("a worker whose lease lapsed while its call ran does not go on where another one has taken over", () =>
  onStage(async (stage) => {
    await approved(stage, SWITCH, "r1");
    const longSoak = under(stage.deps, { limits: { soakMs: 60_000 } });
    const other = { ...longSoak, records: leaseForAll(stage.records) };
    const slow = sending(stage, async (...call) => {
      const lines = await stage.vitess.switchTraffic(...call);
      await carryOut(other, "r1");
      return lines;
    });
    await carryOut({ ...slow, policy: longSoak.policy }, "r1");
    expect(await execution(stage)).toMatchObject({ step: 1, calls: [{ step: 0 }] });
    expect((await execution(stage)).soakUntil).toBeGreaterThan(Date.now());
    expect(switchCalls(stage)).toBe(1);
  }));

test("a worker that fell asleep between its look and its call sends nothing when another one has sent meanwhile", () =>
  onStage(async (stage) => {
    await approved(stage, SWITCH, "r1");
    const longSoak = under(stage.deps, { limits: { soakMs: 60_000 } });
    const other = { ...longSoak, records: leaseForAll(stage.records) };
    const asleep = leaseForAll(stage.records, async () => {
      await carryOut(other, "r1");
      return true;
    });
    await carryOut({ ...longSoak, records: asleep }, "r1");
    expect(await execution(stage)).toMatchObject({ step: 1, calls: [{ step: 0 }] });
    expect(switchCalls(stage)).toBe(1);
  }));

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
      members: async (group) => {
        other ??= carryOut({ ...calling, records: leaseForAll(stage.records) }, "r1");
        await until(async () => (await stage.records.executions.get("r1"))?.calls.length === 1);
        return stage.records.members(group);
      },
    };
    expect(await carryOut({ ...under(stage.deps, { approvers: ["S0GONE"] }), records: slow }, "r1")).toMatchObject({ kind: "again" });
    refused.emit("refused");
    await other;
    expect((await execution(stage)).outcome?.kind).toBe("succeeded");
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
      expect((await execution(stage)).outcome?.kind).toBe("succeeded");
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
    const vitess: Vitess = {
      ...stage.vitess,
      vdiff: (...asked) => (isClosed ? Promise.reject(new Fault("refused", "vdiff engine is closed")) : stage.vitess.vdiff(...asked)),
      async switchTraffic(...call) {
        isClosed = true;
        return stage.vitess.switchTraffic(...call);
      },
    };
    await carriedOut({ ...stage.deps, vitess: () => vitess }, "r1");
    expect((await execution(stage)).outcome?.kind).toBe("succeeded");
  }));

test("a request is withdrawn or sent, never both", () =>
  onStage(async (stage) => {
    await approved(stage, SWITCH, "r1");
    const answers: string[] = [];
    const withdraw = async (): Promise<void> => void answers.push(await withdrawRequest(stage.deps, "r1", ANA));
    const pressed = sending(stage, async (...call) => {
      await withdraw();
      return stage.vitess.switchTraffic(...call);
    });
    await carriedOut(pressed, "r1");
    await withdraw();
    expect(answers).toEqual(["under-way", "under-way", "not-open"]);
    expect((await execution(stage)).outcome?.kind).toBe("succeeded");
    expect((await stage.records.requests.get("r1"))?.state.kind).toBe("approved");
  }));

test("a request withdrawn between the last look and the call is not sent", () =>
  onStage(async (stage) => {
    await approved(stage, SWITCH_AT_ONCE, "r1");
    const answers: string[] = [];
    const lastMoment = leaseForAll(stage.records, async () => {
      answers.push(await withdrawRequest(stage.deps, "r1", ANA));
      return true;
    });
    await carryOut({ ...stage.deps, records: lastMoment }, "r1");
    expect(answers).toEqual(["withdrawn"]);
    expect((await execution(stage)).outcome).toMatchObject({ kind: "refused", reason: "withdrawn" });
    expect(switchCalls(stage)).toBe(0);
  }));

test("an approver who leaves during the soak takes the writes along; it is told that the reads are over there", () =>
  onStage(async (stage) => {
    await approved(stage, SWITCH, "r1");
    const soaking = under(stage.deps, { limits: { soakMs: 150 } });
    expect(await carryOut(soaking, "r1")).toMatchObject({ kind: "again" });
    await carriedOut(under(stage.deps, { approvers: [ANA, BEN], limits: { soakMs: 150 } }), "r1");
    expect((await execution(stage)).outcome).toMatchObject({ kind: "refused", reason: "approver-lost", readsSwitched: true });
    expect(switchCalls(stage)).toBe(1);
  }));

test("during the soak the request can be withdrawn, and the writes stay", () =>
  onStage(async (stage) => {
    await approved(stage, SWITCH, "r1");
    await carryOut(under(stage.deps, { limits: { soakMs: 150 } }), "r1");
    expect(await withdrawRequest(stage.deps, "r1", ANA)).toBe("withdrawn");
    await carriedOut(stage.deps, "r1");
    expect((await execution(stage)).outcome).toMatchObject({ kind: "refused", reason: "withdrawn", readsSwitched: true });
    expect(switchCalls(stage)).toBe(1);
  }));

test("a switch that is there already leaves the armed way back as it was", () =>
  onStage(async (stage) => {
    await done(stage, SWITCH_AT_ONCE, "r0");
    const armed = (await stage.records.moves.get(moveId(C2C)))?.rollbackUntil;
    await done(stage, SWITCH_AT_ONCE, "r1");
    expect((await execution(stage)).outcome?.kind).toBe("already-so");
    expect(armed).toBeGreaterThan(Date.now());
    expect((await stage.records.moves.get(moveId(C2C)))?.rollbackUntil).toBe(armed);
  }));
