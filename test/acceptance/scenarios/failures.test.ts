import { ALARM } from "../../alarm-titles.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { callsOf, saying } from "../people.ts";
import {
  alarms,
  buttonsUnder,
  cardButtons,
  cardSaysAgain,
  cardText,
  cardSaysUnreadable,
  fromOutside,
  openScene,
  type Scene,
  statusAsSeenByVtgate,
  switchRequest,
  told,
  type,
  write,
} from "./scene.ts";

let scene: Scene;

beforeAll(async () => {
  scene = await openScene({ workflow: "f1", table: "product" }, { readWithinMs: 500 });
});

afterAll(() => scene.close());

/** Runs `act` while the clock is so fast that vtctld's waits for a tablet take no time. */
async function quickly<T>(act: () => Promise<T>): Promise<T> {
  scene.vitess.clock.setSpeed(200);
  try {
    return await act();
  } finally {
    scene.vitess.clock.setSpeed(1);
  }
}

const SILENT = "vtctld did not answer in time; a dead tablet or topology service makes it wait.";
const NEXT = "Next: Check the primary tablets of the move's keyspaces, look at the status, then try again.";

describe("the target's replica is killed", () => {
  it("the move goes on, and its status mentions nothing else", async () => {
    scene.vitess.state.setTabletAlive(201, false);
    expect(await statusAsSeenByVtgate(scene)).toContain("Copied, in sync · customer.f1");
    await cardSaysAgain(scene, /^Copied, in sync · customer\.f1/);
    expect(write(scene)).toBe("commerce");
  });

  it("a diagnosis names the tablet, and what it blocks", async () => {
    expect(await quickly(() => type(scene, "diagnose customer.f1"))).toBe(
      [
        "1 thing wrong · customer.f1",
        "1. A tablet does not answer: `zone1-0000000201`. A switch refreshes every tablet first, and would fail.",
        "Next: Bring the tablet back, or have a Vitess DBA delete its record.",
      ].join("\n"),
    );
  });

  it("the switch is stopped before anybody is asked to approve it; from a command line it fails as recorded", async () => {
    const answer = await quickly(() => type(scene, "switch customer.f1"));
    expect(answer).toContain("Not requested: 1 finding stops the switch of customer.f1\nNothing was changed.");
    expect(answer).toContain("zone1-0000000201 (REPLICA of customer/0) does not answer vtctld");
    expect(answer).toContain("--force goes on without them");
    expect(callsOf(scene, "WorkflowSwitchTraffic", "f1", (request) => request["dry_run"] !== true)).toEqual([]);
    const outside = await quickly(() => fromOutside(scene, "WorkflowSwitchTraffic", switchRequest(scene)));
    expect(outside.details).toContain("failed to refresh tablet zone1-0000000201: Code: DEADLINE_EXCEEDED");
  });
});

describe("the target's primary is killed", () => {
  it("the card says since when the move cannot be read, and what was last known; nothing is called gone", async () => {
    scene.vitess.state.setTabletAlive(201, true);
    scene.vitess.state.setTabletAlive(200, false);
    const card = await cardSaysUnreadable(scene);
    expect(card).toMatch(/\nLast known: Copied, in sync\.\n/);
    expect(card).toContain(SILENT);
    expect(card).toMatch(new RegExp(`\n${NEXT}[^]*\nRead \\d\\d:\\d\\d UTC`));
    expect(cardButtons(scene)).toEqual(["Diagnose"]);
    expect(saying(scene, scene.move, new RegExp(`does not know this workflow|error|${ALARM.source}`))).toEqual([]);
    expect(alarms(scene)).toEqual([]);
  });

  it("applications still write to the source, and no message says otherwise", async () => {
    expect(write(scene)).toBe("commerce");
    const status = await statusAsSeenByVtgate(scene);
    expect(status).toContain("No answer from Vitess since");
    expect(status).toContain("Vitess could not be read just now, so this is the last reading");
  });

  it.each([
    ["diagnose", [`1. Vitess could not be read: ${SILENT}`, NEXT]],
    ["switch", [SILENT, "Nothing was changed.", NEXT]],
    ["switch --dry-run", [SILENT, NEXT]],
    ["stop", [SILENT, "It may have reached some shards and not others.", "Next: Ask for it again."]],
    ["complete --keep-data", [SILENT, "Nothing was changed.", NEXT]],
    ["cancel", [SILENT, "Nothing was changed.", NEXT]],
    ["vdiff create", [SILENT, "Next: See whether it is there before another one is created."]],
  ] as const)("%s ends at its deadline and says what is true", async (verb, sentences) => {
    const answer = await type(scene, `${verb} customer.f1`);
    for (const sentence of sentences) expect(answer).toContain(sentence);
  });

  it("another move into this keyspace is not created, and rules can still be read", async () => {
    expect(await type(scene, "create customer.f2 --source-keyspace commerce --tables corder")).toContain(SILENT);
    expect(scene.vitess.state.streams("customer", "f2")).toEqual([]);
    expect(await type(scene, "rules")).toContain("commerce.product");
  });

  it("once it is back the card is as before, and the thread has no new lines", async () => {
    scene.vitess.state.setTabletAlive(200, true);
    await cardSaysAgain(scene, /^Copied, in sync · customer\.f1/);
    expect(cardButtons(scene)).toContain("Run VDiff");
    expect(saying(scene, scene.move, new RegExp(`not by Tandem|does not know|${ALARM.source}`))).toEqual([]);
  });
});

describe("the source's primary is killed", () => {
  it("the stream's error is announced once, with what to do; only vtgate says why applications cannot write", async () => {
    scene.vitess.state.setTabletAlive(100, false);
    scene.vitess.state.setMessage("customer", "f1", "vttablet: rpc error: code = Unavailable desc = error reading from server: EOF");
    await cardSaysAgain(scene, /^Stream error · customer\.f1$/);
    const line = await told(scene, /A stream reports an error/);
    expect(line).toContain("The tablet that the stream was reading from went away.");
    expect(line).toContain("Next: Wait a minute; if it stays, bring up a tablet of the wanted type and cell.");
    expect(buttonsUnder(scene, /A stream reports an error/)).toContain("Diagnose");
    expect(write(scene)).toContain("failed: target: commerce.0.primary");
    await statusAsSeenByVtgate(scene);
    for (let look = 0; look < 3; look += 1) await cardSaysAgain(scene, /Stream error/);
    expect(saying(scene, scene.move, /A stream reports an error/)).toHaveLength(1);
  });

  it("switch and cancel end at their deadline, and change nothing", async () => {
    for (const verb of ["switch", "cancel"]) expect(await type(scene, `${verb} customer.f1`)).toContain("Nothing was changed.");
    expect(callsOf(scene, "WorkflowDelete", "f1")).toEqual([]);
    expect(scene.vitess.state.streams("customer", "f1")).toHaveLength(1);
    expect(alarms(scene)).toEqual([]);
  });

  it("once it is back the stream's error remains until the stream moves without it, and meanwhile prevents a switch", async () => {
    scene.vitess.state.setTabletAlive(100, true);
    expect(await type(scene, "diagnose customer.f1")).toContain(
      "1. The stream of shard `0` is in error: The tablet that the stream was reading from went away.",
    );
    expect(await type(scene, "switch customer.f1")).toContain("not every stream runs");
    scene.vitess.state.setMessage("customer", "f1", "");
    // An error that comes and goes is not over in between, but only once the stream has moved without it.
    const card = async (): Promise<string> => {
      expect(write(scene)).toBe("commerce");
      await scene.watch("customer");
      return cardText(scene);
    };
    await expect.poll(card, { interval: 200 }).toMatch(/^Copied, in sync · customer\.f1/);
  });
});
