import { afterEach, describe, expect, it } from "vitest";
import type { RoleProcess } from "../../deploy/demo/role.ts";
import { MAIN } from "../compiled.ts";
import { until } from "../operations/harness.ts";
import { ALARM } from "../alarm-titles.ts";
import { DEV, MOVES, newMove, ON_ITS_WAY, saying, words } from "../acceptance/people.ts";
import { peopleAreKnown } from "../acceptance/harness.ts";
import { killed, openInstallation, type Installation, types, PATIENCE_MS } from "../acceptance/one-truth/installation.ts";

let here: Installation;
let worker: RoleProcess;

afterEach(() => here.close());

/** An installation with the bounds of a real one. Whatever runs, runs in its only worker. */
async function opened(): Promise<void> {
  here = await openInstallation();
  worker = await here.start("worker", { program: MAIN });
  await here.start("app");
  await peopleAreKnown(here);
}

/** Starts a second worker, kills the first, and returns how long it took until this was said. Throws if it is not said in 90 s. */
async function silenceUntil(isSaid: () => boolean): Promise<number> {
  await here.start("worker", { program: MAIN });
  await killed(worker);
  const died = Date.now();
  await until(() => Promise.resolve(isSaid()), 90_000);
  return Date.now() - died;
}

function reads(): number {
  return here.vitess.calls().filter(({ method }) => method === "GetWorkflows").length;
}

describe("when its worker is killed, the next true word comes soon", () => {
  it("while a command is being answered", async () => {
    await opened();
    const move = await newMove(here, "asked");
    here.vitess.faults.inject({ rpc: "GetWorkflows" }, { kind: "hang" });
    const before = reads();
    const answers = (): readonly string[] =>
      here.slack
        .ephemerals(DEV, MOVES)
        .map(words)
        .filter((text) => text.includes(move) && !ON_ITS_WAY.test(text));
    await types(here, DEV, `status ${move}`);
    await until(() => Promise.resolve(reads() > before), PATIENCE_MS);
    const silence = await silenceUntil(() => answers().length > 0);
    console.log(`${silence} ms from the death of the worker to the word`);
    expect(answers()).not.toEqual([]);
  }, 180_000);

  it("while it reads a keyspace in which an outage begins", async () => {
    await opened();
    const move = await newMove(here, "watched");
    here.vitess.faults.inject({ rpc: "GetWorkflows" }, { kind: "hang" });
    const before = reads();
    await here.have("watch-keyspace", "prod/customer", { cluster: "prod", keyspace: "customer" });
    await until(() => Promise.resolve(reads() > before), PATIENCE_MS);
    here.vitess.state.setDeniedTables("commerce", "0", ["watched"], true);
    const silence = await silenceUntil(() => saying(here, move, ALARM).length > 0);
    console.log(`${silence} ms from the death of the worker to the word`);
    expect(saying(here, move, ALARM)).not.toEqual([]);
  }, 180_000);
});
