import { afterEach, describe, expect, it } from "vitest";
import { credentials } from "@grpc/grpc-js";
import { makeCertificates } from "../../vtctld/certificates.ts";
import { startVtctldSimulator, type VtctldSimulator } from "../../../practice/vtctld/simulator.ts";
import { openWireClient, type WireClient } from "../../../practice/vtctld/rpc/wire-client.ts";

const open: { client?: WireClient; simulator?: VtctldSimulator } = {};
afterEach(async () => {
  open.client?.close();
  await open.simulator?.close();
});

describe("static authentication", () => {
  it.for([
    { metadata: {}, code: 16, details: "username and password must be provided" },
    { metadata: { username: "bot" }, code: 16, details: "username and password must be provided" },
    { metadata: { username: "bot", password: "wrong" }, code: 7, details: 'auth failure: caller "bot" provided invalid credentials' },
    { metadata: { username: "nobody", password: "right" }, code: 7, details: 'auth failure: caller "nobody" provided invalid credentials' },
    { metadata: { username: "bot", password: "right" }, code: 0, details: "" },
  ])("$metadata: $code $details", async ({ metadata, code, details }) => {
    open.simulator = await startVtctldSimulator({ credentials: { username: "bot", password: "right" } });
    open.client = openWireClient(open.simulator.address);
    expect(await open.client.call("GetKeyspaces", {}, { metadata })).toMatchObject({ code, details });
  });
});

describe("TLS", () => {
  it("accepts a client of its authority and no other", async () => {
    const made = makeCertificates();
    open.simulator = await startVtctldSimulator({
      tls: { cert: made.server.cert, key: made.server.key, clientCa: made.ca },
    });
    const name = { "grpc.ssl_target_name_override": "vtctld.test" };
    open.client = openWireClient(open.simulator.address, credentials.createSsl(made.ca, made.client.key, made.client.cert), name);
    expect(await open.client.call("GetKeyspaces", {})).toMatchObject({ code: 0 });
    const stranger = openWireClient(open.simulator.address, credentials.createSsl(made.ca, made.stranger.key, made.stranger.cert), name);
    expect(await stranger.call("GetKeyspaces", {})).toMatchObject({ code: 14 });
    stranger.close();
  });
});
