import { afterEach, describe, expect, it, vi } from "vitest";
import { openCommandClient, printed, requestOf, type CommandAnswer, type CommandClient } from "./conformance/legacy/client.ts";
import { createCommerceCluster } from "../../../practice/vtctld/cluster/presets.ts";
import { startVtctldSimulator, type VtctldSimulator } from "../../../practice/vtctld/simulator.ts";

interface Harness {
  simulator: VtctldSimulator;
  run: (...args: string[]) => Promise<CommandAnswer>;
  /** Runs until `ms` of simulated time have passed, and goes away. */
  runFor: (ms: number, ...args: string[]) => Promise<CommandAnswer>;
  /** Runs until something is true, and goes away. */
  runUntil: (so: () => boolean, ...args: string[]) => Promise<CommandAnswer>;
}

const open: { simulator: VtctldSimulator; client: CommandClient }[] = [];

afterEach(async () => {
  for (const { simulator, client } of open.splice(0)) {
    client.close();
    await simulator.close();
  }
});

/** A cluster of a version in which 50 000 rows are copied in half a simulated second, and time runs a hundred times faster. */
async function harness(version: number): Promise<Harness> {
  const cluster = createCommerceCluster({
    version,
    customerRows: 20_000,
    corderRows: 30_000,
    copySeconds: 0.5,
    pace: { streamStartMs: 10 },
  });
  const simulator = await startVtctldSimulator({ cluster, clock: { speed: 100 } });
  const client = openCommandClient(simulator.address);
  open.push({ simulator, client });
  const runAndGo = (leave: Promise<unknown>, args: readonly string[]): Promise<CommandAnswer> => {
    const gone = new AbortController();
    void leave.then(() => {
      gone.abort();
    });
    return client.run(requestOf(...args), gone.signal);
  };
  return {
    simulator,
    run: (...args) => client.run(requestOf(...args)),
    runFor: (ms, ...args) => runAndGo(simulator.clock.sleep(ms), args),
    runUntil: (so, ...args) => runAndGo(vi.waitUntil(so, { interval: 2, timeout: 5_000 }), args),
  };
}

const create = ["MoveTables", "--source", "commerce", "--tables", "customer,corder", "Create", "customer.wf"];

async function stateOf({ run }: Harness): Promise<string> {
  return printed((await run("MoveTables", "GetState", "customer.wf")).events);
}

function deniedAtSource({ simulator }: Harness): string[] {
  return simulator.state.shard("commerce", "0").deniedTables;
}

describe("each version reads its flags as it did", () => {
  it("14 accepts one dash or two, and no flag after a positional argument", async () => {
    const { run } = await harness(14);
    expect((await run("Workflow", "customer", "listall")).code).toBe(0);
    expect((await run("MoveTables", "-dry_run", "SwitchTraffic", "customer.wf")).details).toBe("workflow customer.wf does not exist");
    expect((await run("MoveTables", "SwitchTraffic", "--dry_run", "customer.wf")).details).toBe(
      "two arguments are needed: action, keyspace.workflow",
    );
  });

  it("15 accepts two dashes anywhere, and a separator with a warning", async () => {
    const { run } = await harness(15);
    expect((await run("MoveTables", "SwitchTraffic", "--dry_run", "customer.wf")).details).toBe("workflow customer.wf does not exist");
    expect((await run("MoveTables", "-dry_run", "SwitchTraffic", "customer.wf")).details).toBe("unknown shorthand flag: 'd' in -dry_run");
    const separated = await run("MoveTables", "--", "--dry_run", "SwitchTraffic", "customer.wf");
    expect(separated.details).toBe("workflow customer.wf does not exist");
    expect(separated.events[0]).toMatchObject({ level: "WARNING", value: expect.stringContaining("DEPRECATION NOTICE") });
  });

  it.for([
    { version: 12, flag: "--max_replication_lag_allowed=10s", known: false },
    { version: 14, flag: "--max_replication_lag_allowed=10s", known: true },
    { version: 15, flag: "--on-ddl=STOP", known: false },
    { version: 16, flag: "--on-ddl=STOP", known: true },
  ])("$version: $flag is known: $known", async ({ version, flag, known }) => {
    const { run } = await harness(version);
    const { details } = await run("MoveTables", flag, "GetState", "customer.wf");
    expect(details === "workflow customer.wf does not exist").toBe(known);
  });

  it.for([
    { version: 15, has: true },
    { version: 16, has: false },
  ])("$version has the commands of v1: $has", async ({ version, has }) => {
    const { run } = await harness(version);
    const { details } = await run("SwitchReads", "customer.wf");
    expect(details).toBe(has ? "workflow wf not found in keyspace customer" : "unknown command");
  });

  it("11 calls primaries masters", async () => {
    const { run } = await harness(11);
    await run(...create);
    expect(printed((await run("Workflow", "customer.wf", "show")).events)).toContain('"MasterReplicationStatuses"');
    expect(printed((await run("ListAllTablets", "zone1")).events)).toContain("zone1-0000000100 commerce 0 master ");
  });

  it("16 uses VDiff v2 unless v1 is requested", async () => {
    const { run } = await harness(16);
    await run(...create);
    expect(printed((await run("VDiff", "customer.wf", "create")).events)).toMatch(/^VDiff [0-9a-f-]{36} scheduled on target shards/);
    expect(printed((await run("VDiff", "--v1", "customer.wf")).events)).toContain("Summary for table customer:");
  });
});

describe("what Vitess 12 does not guard", () => {
  it("a workflow that never copied looks copied, and its reads are switched to empty tables", async () => {
    const here = await harness(12);
    here.simulator.state.setPace({ copyRowsPerSecond: 0 });
    await here.run("MoveTables", "-source", "commerce", "-tables", "customer,corder", "-auto_start=false", "Create", "customer.wf");
    expect(printed((await here.run("MoveTables", "Progress", "customer.wf")).events)).toContain("Copy Completed.");
    const failed = await here.run("MoveTables", "SwitchTraffic", "customer.wf");
    expect(failed).toMatchObject({ code: 2, details: "" });
    expect(failed.events.findLast((event) => event.level === "ERROR")?.value).toContain("replication has stopped at <nil>");
    expect(await stateOf(here)).toBe("All Reads Switched. Writes Not Switched\n");
    expect(here.simulator.state.table("customer", "0", "customer").rows).toBe(0);
  });

  it("v1 switches writes while the copy runs", async () => {
    const here = await harness(12);
    here.simulator.state.setPace({ copyRowsPerSecond: 10 });
    await here.run("MoveTables", "-v1", "-workflow=wf", "commerce", "customer", "customer,corder");
    await here.simulator.clock.sleep(500);
    expect((await here.run("SwitchWrites", "customer.wf")).code).toBe(0);
    expect(await stateOf(here)).toBe("Reads Not Switched. Writes Switched\n");
  });

  it("a client that goes away leaves writes denied; the next switch fails and reverts that, the one after it works", async () => {
    const here = await harness(12);
    await here.run(...create);
    here.simulator.state.stall("customer", "wf", true);
    here.simulator.sql.write({ keyspace: "commerce" });
    const gone = await here.runUntil(
      () => deniedAtSource(here).length > 0,
      "MoveTables",
      "-tablet_types=primary",
      "SwitchTraffic",
      "customer.wf",
    );
    expect(gone.code).toBe(1);
    here.simulator.state.stall("customer", "wf", false);
    expect(deniedAtSource(here)).toEqual(["corder", "customer"]);
    expect(await stateOf(here)).toBe("Reads Not Switched. Writes Not Switched\n");
    const next = await here.run("MoveTables", "SwitchTraffic", "customer.wf");
    expect(next.details).toBe("one or more tables are already present in the denylist");
    expect(deniedAtSource(here)).toEqual([]);
    expect((await here.run("MoveTables", "SwitchTraffic", "customer.wf")).code).toBe(0);
  });

  it("-cancel of v1 unblocks writes", async () => {
    const here = await harness(12);
    await here.run(...create);
    here.simulator.state.setDeniedTables("commerce", "0", ["customer", "corder"], true);
    expect((await here.run("SwitchWrites", "-cancel", "customer.wf")).code).toBe(0);
    expect(deniedAtSource(here)).toEqual([]);
  });

  it("a reverse that fails deletes the workflow while traffic is on the target", async () => {
    const here = await harness(12);
    await here.run(...create);
    await here.run("MoveTables", "-reverse_replication=false", "SwitchTraffic", "customer.wf");
    expect((await here.run("MoveTables", "ReverseTraffic", "customer.wf")).code).toBe(2);
    expect((await here.run("MoveTables", "GetState", "customer.wf")).details).toBe("workflow customer.wf does not exist");
    expect(here.simulator.cluster.routingRules.get("commerce.customer")).toEqual(["customer.customer"]);
  });

  it("a second command waits silently for the first one's lock", async () => {
    const here = await harness(12);
    await here.run(...create);
    here.simulator.state.holdKeyspaceLock("commerce");
    const waiting = await here.runFor(3_000, "MoveTables", "-tablet_types=replica", "SwitchTraffic", "customer.wf");
    expect(waiting).toMatchObject({ code: 1, events: [] });
    const dry = await here.run("MoveTables", "-tablet_types=replica", "-dry_run", "SwitchTraffic", "customer.wf");
    expect(dry.code).toBe(0);
  });

  it("with a dead target primary everything hangs except Workflow show, which gives up after 10 s", async () => {
    const here = await harness(12);
    await here.run(...create);
    here.simulator.state.setTabletAlive(200, false);
    for (const line of [
      ["Workflow", "customer", "listall"],
      ["MoveTables", "GetState", "customer.wf"],
      ["VDiff", "customer.wf"],
    ]) {
      expect((await here.runFor(20_000, ...line)).code).toBe(1);
    }
    const began = here.simulator.clock.now();
    expect((await here.run("Workflow", "customer.wf", "show")).code).toBe(2);
    expect(here.simulator.clock.now() - began).toBeGreaterThan(9_999);
  });

  it("with a dead replica a switch that is done ends in an error", async () => {
    const here = await harness(12);
    await here.run(...create);
    here.simulator.state.setTabletAlive(101, false);
    expect((await here.run("MoveTables", "SwitchTraffic", "customer.wf")).details).toBe("node doesn't exist: lease");
    expect(await stateOf(here)).toBe("All Reads Switched. Writes Switched\n");
  });

  it("a vtctld that dies while VDiff holds the streams leaves the workflow stopped", async () => {
    const here = await harness(12);
    await here.run(...create);
    here.simulator.state.setPace({ vdiffStartMs: 1_000_000 });
    const states = (): string[] => here.simulator.state.streams("customer", "wf").map((stream) => stream.state);
    const diff = here.run("VDiff", "customer.wf");
    await vi.waitUntil(() => states()[0] === "Stopped", { interval: 2, timeout: 5_000 });
    here.simulator.kill();
    await diff;
    expect(states()).toEqual(["Stopped"]);
  });
});

describe("what Vitess 14 does not guard", () => {
  it("a copy that never started is refused with the seconds since 1970 as its lag", async () => {
    const here = await harness(14);
    await here.run("MoveTables", "--source", "commerce", "--tables", "customer", "--auto_start=false", "Create", "customer.wf");
    const { details } = await here.run("MoveTables", "SwitchTraffic", "customer.wf");
    expect(details).toMatch(/^cannot switch traffic for workflow wf at this time: replication lag \d{10}s is higher than allowed lag 30s$/);
  });

  it("a VDiff with a limit leaves reads open that a cancel waits for", async () => {
    const here = await harness(14);
    await here.run(...create);
    await here.run("VDiff", "--v2", "--limit", "100", "customer.wf", "create");
    expect((await here.runFor(60_000, "MoveTables", "Cancel", "customer.wf")).code).toBe(1);
    expect(await stateOf(here)).toBe("Reads Not Switched. Writes Not Switched\n");
  });
});

describe("TopoCat prints the files of locks", () => {
  it.for([12, 17])("%i: who holds a keyspace's lock, and nothing if nobody does", async (version) => {
    const { run, simulator } = await harness(version);
    const line = [
      "TopoCat",
      version < 15 ? "-long" : "--long",
      version < 15 ? "-cell=global" : "--cell=global",
      "/keyspaces/commerce/locks/*",
    ];
    expect(printed((await run(...line)).events)).toBe("");
    simulator.state.holdKeyspaceLock("commerce");
    simulator.state.holdKeyspaceLock("customer");
    const [head = "", ...text] = printed((await run(...line)).events).split("\n");
    expect(head).toMatch(/^path=\/keyspaces\/commerce\/locks\/\d+ version=\d+$/);
    expect(JSON.parse(text.join("\n"))).toEqual({
      Action: "SwitchWrites",
      HostName: "localhost",
      UserName: "vitess",
      Time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    });
    expect((await run("TopoCat")).details).toBe("TopoCat: no path specified");
  });
});
