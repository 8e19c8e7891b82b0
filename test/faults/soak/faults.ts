import { setTimeout as sleep } from "node:timers/promises";
import type { RoleProcess } from "../../../deploy/demo/role.ts";
import { type Installation, killed } from "../../acceptance/one-truth/installation.ts";
import { MAIN } from "../../compiled.ts";
import type { Chance } from "./chance.ts";

/** The processes of the installation as they are now. */
export interface Fleet {
  readonly apps: RoleProcess[];
  readonly workers: RoleProcess[];
}

export type SoakFault = (here: Installation, fleet: Fleet, chance: Chance) => Promise<unknown> | void;

const READS = ["GetWorkflows", "GetKeyspaces", "GetTopologyPath", "GetRoutingRules"] as const;
const POSTS = ["chat.postMessage", "chat.update", "*"] as const;

async function replace(
  here: Installation,
  list: RoleProcess[],
  role: "app" | "worker",
  { pick }: Chance,
  how: (one: RoleProcess) => Promise<unknown>,
) {
  const one = pick(list);
  list.splice(list.indexOf(one), 1);
  await Promise.all([how(one), here.start(role, { program: MAIN }).then((started) => list.push(started))]);
}

async function freeze(one: RoleProcess, ms: number): Promise<void> {
  process.kill(one.pid, "SIGSTOP");
  await sleep(ms);
  process.kill(one.pid, "SIGCONT");
}

/** What goes wrong in the soak, each over by itself within some seconds. */
export const SOAK_FAULTS: Readonly<Record<string, SoakFault>> = {
  "worker killed": (here, { workers }, chance) => replace(here, workers, "worker", chance, killed),
  "worker stopped": (here, { workers }, chance) => replace(here, workers, "worker", chance, (one) => one.stop()),
  "worker frozen": (_, { workers }, { pick, draw }) => freeze(pick(workers), 1_000 + 12_000 * draw()),
  "app killed": (here, { apps }, chance) => replace(here, apps, "app", chance, killed),
  "app frozen": (_, { apps }, { pick, draw }) => freeze(pick(apps), 500 + 4_000 * draw()),
  async "Redis killed"({ redis }, _, { draw }) {
    await redis.kill();
    await sleep(300 + 3_000 * draw());
    await redis.revive();
  },
  async "Redis frozen"({ redis }, _, { draw }) {
    await redis.freeze();
    await sleep(300 + 5_000 * draw());
    await redis.thaw();
  },
  "vtctld away": ({ vitess }, _, { draw }) => vitess.kill(200 + 4_000 * draw()),
  "vtctld slow": ({ vitess }, _, { pick }) => vitess.faults.inject({ rpc: pick(READS), times: 3 }, { kind: "delay", ms: 4_000 }),
  "vtctld silent": ({ vitess }, _, { pick }) => vitess.faults.inject({ rpc: pick(READS) }, { kind: "hang" }),
  "vtctld drops a switch": ({ vitess }) =>
    vitess.faults.inject({ rpc: "WorkflowSwitchTraffic" }, { kind: "drop-connection", after: "accept" }),
  "vtctld hides a success": ({ vitess }) => vitess.faults.inject({ rpc: "WorkflowSwitchTraffic" }, { kind: "error-hides-success" }),
  "Slack limits": ({ slack }, _, { pick }) => slack.faults.add({ method: pick(POSTS), kind: "429", retryAfter: 3, times: 5 }),
  "Slack fails": ({ slack }, _, { pick }) => slack.faults.add({ method: pick(POSTS), kind: "5xx", times: 10 }),
  "Slack loses answers": ({ slack }, _, { pick }) => slack.faults.add({ method: pick(POSTS), kind: "accept-then-fail", times: 3 }),
  "Slack delivers twice": ({ slack }) => slack.faults.add({ deliver: "*", kind: "duplicate", times: 5 }),
  "Slack loses acknowledgements": ({ slack }) => slack.faults.add({ deliver: "*", kind: "lost-ack", times: 3 }),
  "Slack drops its sockets": ({ slack }) => slack.sockets.drop(),
};
