import { describe, expect, it } from "vitest";
import type { ClusterName } from "../../../src/core/vitess/names.ts";
import { type ExplainDeps, explainFault, explainText } from "../../../src/operations/readings/explain-fault.ts";
import { Fault } from "../../../src/operations/fault.ts";
import { PROD } from "../harness.ts";

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

describe("an error from Vitess", () => {
  it("is explained for the cluster's version: 12 leaves writes denied where 23 cancels by itself", async () => {
    const said = { text: "Cancelled on client", kind: "unexpected", verb: "switch" } as const;
    expect((await explainFault(given(12), PROD, said)).stateLeft).toMatch(/that does not heal/);
    expect((await explainFault(given(23), PROD, said)).stateLeft).toMatch(/undoes a switch of writes by itself/);
  });

  it("is explained for any version if the version is unavailable", async () => {
    const deps = given("unreachable");
    const said = { text: "", kind: "unreachable", verb: "switch" } as const;
    expect((await explainFault(deps, PROD, said)).stateLeft).toBe("Reads may be switched, and the source may deny writes.");
    expect(deps.asked).toEqual([PROD]);
  });

  it("reads the version only if it matters", async () => {
    const deps = given(23);
    await explainFault(deps, PROD, { text: "no tables to move", kind: "refused", verb: "create" });
    expect(deps.asked).toEqual([]);
  });

  it("is noted without row values if no rule knows it, and not noted otherwise", async () => {
    const deps = given(23);
    await explainFault(deps, PROD, { text: "no tables to move", kind: "refused" });
    await explainFault(deps, PROD, { text: "flux during query: insert into people values ('ana')", kind: "refused" });
    explainText(deps, "the moon is full");
    explainText(deps, "");
    expect(deps.noted).toEqual(["flux during query: …", "the … is full"]);
  });
});
