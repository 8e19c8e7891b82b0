import { setTimeout as sleep } from "node:timers/promises";
import { BUILT } from "../../../deploy/demo/role.ts";
import { openStage } from "../../../deploy/demo/stage.ts";
import { table, type Target } from "../table.ts";
import { clusterOfMany, followMany, MOVES } from "./follow-many.ts";
import { proportionalMb, residentMb } from "./resident.ts";

const SETTLE_MS = 45_000;
const EVERY_MS = 500;
const LIMIT_MB = 200;

/** Resident memory of the built app and worker while they follow 200 moves, half of them copying. */
export async function benchMemory(print: (text: string) => void): Promise<readonly Target[]> {
  const stage = await openStage({ cluster: clusterOfMany(), rateLimits: false, program: BUILT });
  try {
    const { app, worker } = stage.roles;
    const empty = [residentMb(app.pid), residentMb(worker.pid)] as const;
    const { copying, running } = await followMany(stage);
    const filled = [residentMb(app.pid), residentMb(worker.pid)] as const;
    const samples: (readonly [number, number])[] = [];
    const end = Date.now() + SETTLE_MS;
    while (Date.now() < end) {
      samples.push([residentMb(app.pid), residentMb(worker.pid)]);
      await sleep(EVERY_MS);
    }
    const settled = samples.slice(-20);
    const mean = [0, 1].map((at) => settled.reduce((sum, one) => sum + (one[at] ?? 0), 0) / settled.length) as [number, number];
    const most = samples.reduce((a, b) => (a[0] + a[1] > b[0] + b[1] ? a : b));
    const [appShare, workerShare] = [proportionalMb(app.pid), proportionalMb(worker.pid)];
    const shared =
      appShare === undefined || workerShare === undefined
        ? []
        : [row("at the end, pages that both use counted once", [appShare, workerShare])];
    print("\nResident memory of the built program, each role in its own process");
    print(
      table([
        ["MB resident", "app", "worker", "together"],
        row("just started", empty),
        row(`${MOVES} moves created (${copying} copying, ${running} running)`, filled),
        row(`mean of the last 10 s after ${SETTLE_MS / 1000} s of watching them`, mean),
        row("most at one time in between", most),
        ...shared,
      ]),
    );
    const sum = mean[0] + mean[1];
    return [
      { what: `app and worker with ${MOVES} moves under ${LIMIT_MB} MB together`, figure: `${sum.toFixed(0)} MB`, holds: sum < LIMIT_MB },
    ];
  } finally {
    await stage.close();
  }
}

function row(name: string, [app, worker]: readonly [number, number]): readonly string[] {
  return [name, app.toFixed(0), worker.toFixed(0), (app + worker).toFixed(0)];
}
