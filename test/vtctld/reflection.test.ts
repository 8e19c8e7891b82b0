import { readFileSync } from "node:fs";

import { credentials, makeGenericClientConstructor, type ClientDuplexStream } from "@grpc/grpc-js";
import { describe, expect, onTestFinished, test } from "vitest";
import { z } from "zod";

import { DEADLINES } from "../../src/vtctld/channel/deadlines.ts";
import { openCaller } from "../../src/vtctld/channel/caller.ts";
import { lookUpName } from "../../src/vtctld/version/reflection.ts";
import { probeVersion } from "../../src/vtctld/version/version.ts";
import { createCommerceCluster } from "../../practice/vtctld/cluster/presets.ts";
import { loadReflectionService } from "../../practice/vtctld/rpc/server.ts";
import { startVtctldSimulator } from "../../practice/vtctld/simulator.ts";
import { deadAddress, vtctld } from "./session.ts";

const RECORDED = z.object({
  seq: z.number(),
  version: z.enum(["v22.0.4", "v23.0.3"]),
  method: z.string(),
  request: z.looseObject({ file_containing_symbol: z.string().optional() }),
  request_base64: z.string(),
  response: z.looseObject({ file_descriptor_response: z.unknown().optional() }),
  response_base64: z.string().optional(),
});

/** The recorded lookups of a name. */
const recorded = readFileSync(new URL("../recordings/reflection.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => RECORDED.parse(JSON.parse(line)))
  .flatMap((call) => {
    const { file_containing_symbol: name } = call.request;
    return name === undefined ? [] : [{ ...call, name, isKnown: "file_descriptor_response" in call.response }];
  });

function caller(address: string) {
  const made = openCaller({ addresses: [address] });
  onTestFinished(() => made.close());
  return made;
}

async function simulator(version: number) {
  const started = await startVtctldSimulator({ cluster: createCommerceCluster({ version }) });
  onTestFinished(() => started.close());
  return started;
}

/** A vtctld that answers with the recorded bytes, or with a file if the recording left them out. */
function recordedVtctld(version: string) {
  return vtctld(({ method, message }) => {
    if (method !== "ServerReflectionInfo") return { kind: "answer", message: Buffer.alloc(0) };
    const call = recorded.find((one) => one.version === version && one.request_base64 === message.toString("base64"));
    const unknown = Buffer.from(NOT_FOUND, "base64");
    const bytes = call?.isKnown === true ? Buffer.from([0x22, 0x02, 0x0a, 0x00]) : unknown;
    return { kind: "stream", messages: [bytes], code: 0, details: "" };
  });
}

const NOT_FOUND = recorded.find(({ response_base64: bytes }) => bytes !== undefined)?.response_base64 ?? "";

describe("reflection as 22.0.4 and 23.0.3 answered it", () => {
  test("38 lookups of a name are recorded", () => {
    expect(recorded).toHaveLength(38);
    expect(NOT_FOUND).not.toBe("");
  });

  test.each(recorded)("$version $seq: the bytes of the lookup for $name, and whether it is known", async (call) => {
    const server = await recordedVtctld(call.version);
    expect(await lookUpName(caller(server.address), call.name)).toBe(call.isKnown ? "known" : "unknown");
    expect(server.seen.at(-1)?.message.toString("base64")).toBe(call.request_base64);
  });

  test.each([
    ["v22.0.4", 22],
    ["v23.0.3", 23],
  ] as const)("%s is recognised as a %i", async (version, major) => {
    const server = await recordedVtctld(version);
    expect(await probeVersion(caller(server.address), DEADLINES)).toMatchObject({ major, dialect: "typed" });
  });

  test.each(recorded)("the simulator knows $name as $version does ($seq)", async ({ version, name, isKnown: known }) => {
    const { address } = await simulator(version === "v22.0.4" ? 22 : 23);
    expect(await lookUpName(caller(address), name)).toBe(known ? "known" : "unknown");
  });

  test("the simulator answers several lookups of one stream in order", async () => {
    const { address } = await simulator(23);
    const Client = makeGenericClientConstructor(loadReflectionService(), "ServerReflection");
    const client = new Client(address, credentials.createInsecure());
    onTestFinished(() => client.close());
    const stream: ClientDuplexStream<object, { error_response: object | null }> = client["ServerReflectionInfo"]?.();
    const told: boolean[] = [];
    stream.on("data", ({ error_response: error }) => told.push(error === null));
    for (const name of ["vtctldata.TableCopyPhase", "vtctldata.WorkflowOptions"]) stream.write({ file_containing_symbol: name });
    stream.end();
    await expect.poll(() => told).toEqual([false, true]);
  });
});

describe("reflection that is disabled", () => {
  test.each([
    [12, "unknown service grpc.reflection.v1alpha.ServerReflection"],
    [7, "not for you"],
    [16, "username and password must be provided"],
    [14, "upstream connect error"],
  ])("with code %i leaves the release unknown and is no reason to call a name unknown", async (code, details) => {
    const server = await vtctld(() => ({ kind: "status", code, details }));
    expect(await lookUpName(caller(server.address), "vtctldata.TableCopyPhase")).toBe("untold");
  });

  test("is not a vtctld that is down", async () => {
    await expect(lookUpName(caller(deadAddress()), "vtctldata.TableCopyPhase")).rejects.toMatchObject({ kind: "unreachable" });
  });
});
