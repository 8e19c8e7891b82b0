import { describe, expect, it } from "vitest";
import type { ClusterName } from "../../../src/core/vitess/names.ts";
import { type ExplainDeps, explainFault, explainText } from "../../../src/operations/readings/explain-fault.ts";
import { Fault } from "../../../src/operations/fault.ts";
import { onceEach } from "../../../src/operations/unknown-texts.ts";
import { PROD } from "../stage.ts";

interface Given extends ExplainDeps {
  readonly noted: string[];
  readonly asked: ClusterName[];
}

function given(major: number | "unreachable"): Given {
  const noted: string[] = [];
  const asked: ClusterName[] = [];
  return {
    noted,
    asked,
    noteUnknown: (text) => void noted.push(text),
    vitess: (cluster) => ({
      version() {
        asked.push(cluster);
        if (major === "unreachable") return Promise.reject(new Fault("unreachable", "No address answers"));
        return Promise.resolve({ dialect: major < 18 ? "legacy" : "typed", major, tablets: [], from: "probed" });
      },
    }),
  };
}

describe("what Vitess said", () => {
  it("is explained in the way of the cluster's version: 12 leaves writes denied where 23 cancels by itself", async () => {
    const said = { text: "Cancelled on client", kind: "unexpected", verb: "switch" } as const;
    expect((await explainFault(given(12), PROD, said)).stateLeft).toMatch(/that does not heal/);
    expect((await explainFault(given(23), PROD, said)).stateLeft).toMatch(/undoes a switch of writes by itself/);
  });

  it("is explained for any version when the version cannot be had", async () => {
    const deps = given("unreachable");
    const said = { text: "", kind: "unreachable", verb: "switch" } as const;
    expect((await explainFault(deps, PROD, said)).stateLeft).toBe("Reads may be switched, and the source may deny writes.");
    expect(deps.asked).toEqual([PROD]);
  });

  it("asks for the version only where it matters", async () => {
    const deps = given(23);
    await explainFault(deps, PROD, { text: "no tables to move", kind: "refused", verb: "create" });
    expect(deps.asked).toEqual([]);
  });

  it("and no rule knows is noted, without row values; what a rule knows is not", async () => {
    const deps = given(23);
    await explainFault(deps, PROD, { text: "no tables to move", kind: "refused" });
    await explainFault(deps, PROD, { text: "flux during query: insert into people values ('ana')", kind: "refused" });
    explainText(deps, "the moon is full");
    explainText(deps, "");
    expect(deps.noted).toEqual(["flux during query: …", "the moon is full"]);
  });
});

/** What is written of these texts, one after the other. */
function listed(...texts: readonly string[]): readonly string[] {
  const written: string[] = [];
  const note = onceEach((text) => void written.push(text));
  for (const text of texts) note(text);
  return written;
}

describe("the list for the rule book", () => {
  it("has each different text once, also when only numbers, positions and ids differ", () => {
    expect(listed("the moon is full", "the moon is new", "the moon is full")).toEqual(["the moon is full", "the moon is new"]);
    expect(
      listed(
        "flux on zone1-0000000200 at a9cf3613-e52d-11f1-98e3-02fc12345678:1-8884",
        "flux on zone1-0000000100 at b9577d7c-e52d-11f1-98e3-02fc87654321:1-9",
      ),
    ).toHaveLength(1);
  });

  it("keeps no text whole that is very long, and forgets the oldest of very many", () => {
    expect(listed("x".repeat(5_000))[0]).toHaveLength(2_000);
    const names = Array.from(
      { length: 600 },
      (_, n) => `flux ${"abcdefghij"[n % 10]}${"klmnopqrst"[Math.floor(n / 10) % 10]}${"uvwxyz"[Math.floor(n / 100)]}`,
    );
    expect(listed(...names)).toHaveLength(600);
    expect(listed(...names, names[599] ?? "")).toHaveLength(600);
    expect(listed(...names, names[0] ?? "")).toHaveLength(601);
  });
});
