import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { Socket } from "node:net";

import { describe, expect, onTestFinished, test } from "vitest";

import { openVitess } from "../../../src/vtctld/open.ts";
import { answer, refusal } from "../answers.ts";
import { makeCertificates } from "../certificates.ts";
import { startGrpcServer, type Reply, type SeenCall } from "../grpc-server.ts";
import { prints } from "../legacy/server.ts";
import { WRITES } from "./writes.ts";

const LOGIN = { username: "tandem", password: "s3cret-word" };
const { ca, server, client } = makeCertificates();
const MUTUAL = { ...server, ca, requestCert: true, rejectUnauthorized: true };

/** Answers every write of the typed API and of a command, to anybody who logs in. */
function guarded({ method, headers }: SeenCall): Reply {
  if (headers["username"] !== LOGIN.username || headers["password"] !== LOGIN.password) return refusal(16, "no");
  // What `Workflow stop` prints: how many rows it changed on which tablet.
  return method === "ExecuteVtctlCommand" ? prints("| zone1-0000000100 |            1 |\n") : answer(method, {});
}

/** The sockets that this process opens to a port. */
function socketsTo(address: string): readonly Socket[] {
  const sockets: Socket[] = [];
  const note = (message: unknown): void => {
    if (typeof message === "object" && message !== null && "socket" in message && message.socket instanceof Socket)
      sockets.push(message.socket);
  };
  subscribe("net.client.socket", note);
  onTestFinished(() => void unsubscribe("net.client.socket", note));
  const port = Number(address.split(":")[1]);
  return new Proxy(sockets, {
    get: (all, property, receiver): unknown =>
      Reflect.get(
        all.filter((socket) => socket.remotePort === port),
        property,
        receiver,
      ),
  });
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

// The dialects send a message differently: the typed call is unary, a command is answered by a stream.
describe.each([
  [23, "typed", false],
  [23, "typed", true],
  [12, "legacy", false],
  [12, "legacy", true],
])("on Vitess %i (%s, mTLS: %s)", (version, _dialect, mutual) => {
  async function opened() {
    const vtctld = await startGrpcServer(guarded, mutual ? { tls: MUTUAL } : {});
    const sockets = socketsTo(vtctld.address);
    const { vitess, close } = openVitess({
      addresses: [vtctld.address],
      version,
      credentials: LOGIN,
      ...(mutual ? { tls: { ca, serverName: "vtctld.test", ...client } } : {}),
    });
    onTestFinished(async () => {
      close();
      await vtctld.close();
    });
    const written = (): number => sockets.reduce((sum, { bytesWritten }) => sum + bytesWritten, 0);
    const writes = (): readonly SeenCall[] => vtctld.seen.filter(({ method }) => method !== "GetKeyspaces");
    return { vitess, written, writes };
  }

  test("the freshness check is the last thing: the message has left when that turn of the event loop ends", async () => {
    const { vitess, written, writes } = await opened();
    // By then HTTP/2 has sent everything it sends on its own at the start.
    await vitess.keyspaces();
    let turn = Promise.resolve();
    const atQuestion: number[] = [];
    const atEnd: number[] = [];
    const fresh = vitess.whileFresh(() => {
      atQuestion.push(written());
      turn = nextTurn().then(() => void atEnd.push(written()));
      return true;
    });
    await WRITES.setRunning(fresh);
    await turn;
    expect(writes()).toHaveLength(1);
    const [call] = writes();
    expect(atQuestion).toHaveLength(1);
    expect((atEnd[0] ?? 0) - (atQuestion[0] ?? 0)).toBeGreaterThan(call?.message.length ?? Number.POSITIVE_INFINITY);
    // Even a call that had to pass the check gets the demand for a login.
    expect(call?.headers).toMatchObject(LOGIN);
    expect(call?.fingerprint !== "").toBe(mutual);
  });

  test("not a byte leaves if the check fails, neither then nor later", async () => {
    const { vitess, written, writes } = await opened();
    await vitess.keyspaces();
    const before = written();
    await expect(WRITES.setRunning(vitess.whileFresh(() => false))).rejects.toMatchObject({ kind: "stale", nothingSent: true });
    await nextTurn();
    expect(written()).toBe(before);
    expect(before).toBeGreaterThan(0);
    // The connection is as good as before.
    await WRITES.setRunning(vitess);
    expect(writes()).toHaveLength(1);
  });

  test("the check waits for the connection", async () => {
    const { vitess, written } = await opened();
    const atQuestion: number[] = [];
    const fresh = vitess.whileFresh(() => {
      atQuestion.push(written());
      return false;
    });
    await expect(WRITES.setRunning(fresh)).rejects.toMatchObject({ kind: "stale" });
    expect(atQuestion).toHaveLength(1);
    // HTTP/2 has started by then.
    expect(atQuestion[0]).toBeGreaterThan(0);
  });
});
