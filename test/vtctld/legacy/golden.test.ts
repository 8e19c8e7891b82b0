import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { Fault } from "../../../src/operations/fault.ts";
import { openCaller, type Caller } from "../../../src/vtctld/channel/caller.ts";
import { DEADLINES } from "../../../src/vtctld/channel/deadlines.ts";
import { createVDiffRunsInMemory } from "../../../src/vtctld/legacy/vdiff/memory.ts";
import { createLegacyVitess } from "../../../src/vtctld/legacy/vitess.ts";
import { startGrpcServer, type GrpcServer, type Reply, type SeenCall } from "../grpc-server.ts";
import { wordsOf, type Words } from "./command-words.ts";
import { isCommand, legacyRecordings, majorOf, nameOf, type LegacyRecording } from "./recordings.ts";
import { replayOf, SOME_UUID, typedReplayOf } from "./replay.ts";
import { argsIn, oneWorkflow, prints, recorded, requestIn } from "./server.ts";
import { count, tally } from "../../counts.ts";

/** Recorded calls that no method of the port makes, by reason. */
const NOT_COMPARED = {
  "a VDiff of the first kind, where there is the second": 8,
  "a call that the port does not make": 18,
  "a dry run that the port does not have": 2,
  "a flag or an action that this release refuses": 20,
  "a limit that leaves row streams open": 1,
  "a lone -- that is for the client's own program": 5,
  "a reverse that does nothing: the reverse workflow is switched instead": 1,
  "a schema without sizes": 19,
  "a timeout that this release does not heed": 1,
  "a value that the port does not take": 48,
  "active workflows only: a stopped move must not vanish": 136,
  "help, an unknown command, or words that are no command line": 22,
  "how long the command waits for its streams": 5,
  "read through the typed API": 332,
  "taking back half a switch by hand": 2,
};

const all = legacyRecordings().map((recording) => ({
  name: nameOf(recording),
  recording,
  replay: isCommand(recording) ? replayOf(recording) : typedReplayOf(recording),
}));
const mapped = all.flatMap(({ name, recording, replay }) => ("call" in replay ? [{ name, recording, call: replay.call }] : []));
const unmapped = all.flatMap(({ replay }) => ("none" in replay ? [replay.none] : []));

let playing: LegacyRecording;
let server: GrpcServer;
let caller: Caller;

function play(call: SeenCall): Reply {
  if (call.method === "ExecuteVtctlCommand") {
    // GetState and Progress are called together; the other one's answer does not matter here.
    const isTheOne = isCommand(playing) && sameCommand(argsIn(call), playing.request.args ?? []);
    return isTheOne ? recorded(playing) : prints("Reads Not Switched. Writes Not Switched\n");
  }
  if (call.method === "GetWorkflows" && isCommand(playing)) {
    const keyspace = requestIn(call)["keyspace"];
    const name =
      wordsOf(playing.request.args ?? [])
        .rest.find((word) => word.includes("."))
        ?.split(".")[1] ?? "";
    return keyspace === "commerce"
      ? oneWorkflow(name, "customer", "commerce")
      : oneWorkflow(name.replace(/_reverse$/, ""), "commerce", String(keyspace));
  }
  if (playing.method.endsWith(`/${call.method}`)) return { kind: "answer", message: Buffer.from(playing.response_base64 ?? "", "base64") };
  return { kind: "answer", message: Buffer.alloc(0) };
}

beforeAll(async () => {
  server = await startGrpcServer(play);
  caller = openCaller({ addresses: [server.address] });
});

afterAll(async () => {
  caller.close();
  await server.close();
  count("requests to 12 and 14 compared", tally(mapped.map(({ recording }) => `${recording.version} ${kindOf(recording)}`)));
  count("requests to 12 and 14 not compared", tally(unmapped));
});

describe("Tandem sends what the reference client of the release sends for the same options", () => {
  async function seenFor({ recording, call }: (typeof mapped)[number]): Promise<readonly SeenCall[]> {
    playing = recording;
    const before = server.seen.length;
    const vitess = createLegacyVitess(caller, DEADLINES, majorOf(recording.version), createVDiffRunsInMemory());
    await call(vitess).catch((error: unknown) => {
      // Another test covers the answers.
      if (!(error instanceof Fault)) throw error;
    });
    return server.seen.slice(before).filter(({ method }) => recording.method.endsWith(`/${method}`));
  }

  test.each(mapped.filter(({ recording }) => isCommand(recording)))("$name", async (one) => {
    const { recording } = one;
    const seen = await seenFor(one);
    expect(seen.map((call) => comparable(argsIn(call)))).toContainEqual(comparable(recording.request.args ?? []));
    const dashes = majorOf(recording.version) < 14 ? /^-[^-]/ : /^--[^-]/;
    const flags = seen.flatMap((call) => argsIn(call).filter((word) => word.startsWith("-")));
    expect(flags.filter((flag) => !dashes.test(flag))).toEqual([]);
  });

  test.each(mapped.filter(({ recording }) => !isCommand(recording)))("$name, byte for byte", async (one) => {
    const seen = await seenFor(one);
    expect(seen.map(({ message }) => message.toString("base64"))).toContain(one.recording.request_base64);
  });

  test("fields that are not compared are known, with reason and number", () => {
    expect(Object.fromEntries(tally(unmapped))).toEqual(NOT_COMPARED);
  });
});

function sameCommand(a: readonly string[], b: readonly string[]): boolean {
  return JSON.stringify(sorted(comparable(a))) === JSON.stringify(sorted(comparable(b)));
}

function sorted({ command, flags, rest }: Words): unknown {
  return [command, Object.entries(flags).toSorted(([a], [b]) => (a < b ? -1 : 1)), rest];
}

/**
 * Where Tandem differs on purpose: it always requests a VDiff as JSON, because the text form is ambiguous, and always creates one with a
 * uuid of its own. The port cannot express a wait of a nanosecond. A full list of read types is the command's default.
 */
function comparable(args: readonly string[]): Words {
  const { command, flags, rest } = wordsOf(args);
  const kept = Object.entries(flags).filter(
    ([name, value]) =>
      !(command === "vdiff" && name === "format") && !(command === "switchreads" && /^(?:replica,rdonly|rdonly,replica)$/.test(value)),
  );
  const said = Object.fromEntries(kept.map(([name, value]) => [name, value === "1ns" ? "0s" : value]));
  const isCreate = command === "vdiff" && "v2" in flags && (rest[1] ?? "create") === "create";
  const uuid = rest[2] === undefined || rest[2] === SOME_UUID ? "a uuid" : rest[2];
  return { command, flags: said, rest: isCreate ? [rest[0] ?? "", "create", uuid] : rest };
}

function kindOf({ method, request }: LegacyRecording): string {
  return request.args?.[0] ?? method.slice(method.lastIndexOf("/") + 1);
}
