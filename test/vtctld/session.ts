import { onTestFinished } from "vitest";

import type { Vitess } from "../../src/operations/ports.ts";
import { openVitess, type VitessOptions } from "../../src/vtctld/open.ts";
import { answer } from "./answers.ts";
import { startGrpcServer, type GrpcServer, type Reply, type SeenCall } from "./grpc-server.ts";

/** A server that replies like this until the test ends. */
export async function vtctld(reply: (call: SeenCall) => Reply, port = 0): Promise<GrpcServer> {
  const server = await startGrpcServer(reply, { port });
  onTestFinished(() => server.close());
  return server;
}

/** The adapter, opened until the test ends. It assumes a 23 without probing, so that a server sees only the calls of the test. */
export function open(options: VitessOptions): Vitess {
  const { vitess, close } = openVitess({ version: 23, ...options });
  onTestFinished(close);
  return vitess;
}

let deadOnes = 0;

/** An address where nobody listens. A port that was free a moment ago may be another test's by now; the first ones belong to nobody. */
export function deadAddress(): string {
  deadOnes += 1;
  return `127.0.0.1:${(deadOnes % 6) + 1}`;
}

export function twoKeyspaces(): Reply {
  return answer("GetKeyspaces", { keyspaces: [{ name: "commerce" }, { name: "customer" }] });
}
