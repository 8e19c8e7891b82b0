import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { CREATE_DEFAULTS } from "../../../src/core/options/options.ts";
import { type Caller, openCaller } from "../../../src/vtctld/channel/caller.ts";
import { DEADLINES } from "../../../src/vtctld/channel/deadlines.ts";
import { createVDiffRunsInMemory } from "../../../src/vtctld/legacy/vdiff/memory.ts";
import { type LegacyVitess, createLegacyVitess } from "../../../src/vtctld/legacy/vitess.ts";
import { type GrpcServer, type Reply, type SeenCall, startGrpcServer } from "../grpc-server.ts";
import { commerce, customer } from "../names.ts";
import type { Port } from "./replay.ts";
import { argsIn, oneWorkflow, prints } from "./server.ts";
import { tablesNamed } from "../../names.ts";

export const move = { targetKeyspace: customer, workflow: "wf" as Parameters<Port["workflowStatus"]>[0]["workflow"] };
export const create = { ...CREATE_DEFAULTS, sourceKeyspace: commerce, tables: tablesNamed("corder", "customer") };
export const forward = { direction: "forward", dryRun: false } as const;
export const uuid = "11111111-2222-4333-8444-0000000000aa";

export function answers(args: readonly string[]): Reply {
  if (args[0] === "VDiff") return prints("{}");
  if (args[0] === "Workflow") return prints("|     Tablet     | RowsAffected |\n| zone1-0000000200 |            1 |\n");
  if (args.some((word) => /^--?dry_run$/.test(word)))
    return prints("Dry Run results for X run at now\nParameters: y\n\nLock keyspace commerce\n\tmore of it\n");
  return prints("SwitchTraffic was successful for workflow customer.wf\n");
}

/** Plays a legacy vtctld and the adapters that call it, closed after the tests of the file. */
export function playLegacyServer() {
  let server: GrpcServer;
  let caller: Caller;
  let reply = answers;
  const toClose: LegacyVitess[] = [];

  function play(call: SeenCall): Reply {
    if (call.method === "ExecuteVtctlCommand") return reply(argsIn(call));
    if (call.method === "GetWorkflows") return oneWorkflow("wf", "commerce", "customer");
    return { kind: "answer", message: Buffer.alloc(0) };
  }

  beforeAll(async () => {
    server = await startGrpcServer(play);
    caller = openCaller({ addresses: [server.address] });
  });

  beforeEach(() => {
    reply = answers;
  });

  afterEach(() => {
    for (const vitess of toClose.splice(0)) vitess.close();
  });

  afterAll(async () => {
    caller.close();
    await server.close();
  });

  /** The adapter of a release. */
  function opened(major: number): LegacyVitess {
    const vitess = createLegacyVitess(caller, DEADLINES, major, createVDiffRunsInMemory());
    // Otherwise a VDiff in the background would go on calling during the next test.
    toClose.push(vitess);
    return vitess;
  }

  /** The commands that a call sends to a release, each as one line. */
  async function sent(major: number, call: (vitess: Port) => Promise<unknown>): Promise<readonly string[]> {
    const before = server.seen.length;
    await call(opened(major));
    return server.seen.slice(before).flatMap((one) => (one.method === "ExecuteVtctlCommand" ? [argsIn(one).join(" ")] : []));
  }

  const answerWith = (next: typeof answers): void => void (reply = next);
  return { answerWith, opened, seen: () => server.seen, sent };
}
