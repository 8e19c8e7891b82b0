import type { SecureServerOptions } from "node:http2";

import { describe, expect, onTestFinished, test } from "vitest";

import type { Tls } from "../../src/vtctld/channel/secrets.ts";
import { answer } from "./answers.ts";
import { makeCertificates } from "./certificates.ts";
import { startGrpcServer } from "./grpc-server.ts";
import { open } from "./session.ts";

const { ca, server, client, stranger } = makeCertificates();
const reply = () => answer("GetKeyspaces", { keyspaces: [{ name: "commerce" }] });

async function keyspaces(serverTls: SecureServerOptions | undefined, clientTls: Tls | undefined): Promise<readonly string[]> {
  const vtctld = await startGrpcServer(reply, serverTls === undefined ? {} : { tls: serverTls });
  onTestFinished(() => vtctld.close());
  const vitess = open({
    addresses: [vtctld.address],
    ...(clientTls === undefined ? {} : { tls: clientTls }),
    deadlines: { read: 3000 },
  });

  return vitess.keyspaces();
}

const unreachable = { name: "Fault", kind: "unreachable" };
const serverName = "vtctld.test";

describe("TLS", () => {
  test("reaches a vtctld whose certificate our authority signed for the expected name", async () => {
    expect(await keyspaces(server, { ca, serverName })).toEqual(["commerce"]);
  });

  test("refuses a certificate for another name", async () => {
    await expect(keyspaces(server, { ca })).rejects.toMatchObject(unreachable);
  });

  test("refuses a certificate of an unknown authority", async () => {
    await expect(keyspaces(server, { ca: stranger.cert, serverName })).rejects.toMatchObject(unreachable);
  });

  test("does not fall back to plain text", async () => {
    await expect(keyspaces(undefined, { ca, serverName })).rejects.toMatchObject(unreachable);
  });
});

describe("mTLS", () => {
  const demanding = { ...server, ca, requestCert: true, rejectUnauthorized: true };

  test("shows the client's certificate", async () => {
    expect(await keyspaces(demanding, { ca, serverName, ...client })).toEqual(["commerce"]);
  });

  test("without a certificate there is no connection", async () => {
    await expect(keyspaces(demanding, { ca, serverName })).rejects.toMatchObject(unreachable);
  });

  test("with a certificate of another authority there is no connection", async () => {
    await expect(keyspaces(demanding, { ca, serverName, ...stranger })).rejects.toMatchObject(unreachable);
  });
});
