import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  isClusterName,
  isKeyspace,
  isWorkflowName,
  moveId,
  parseMoveId,
  parseQualifiedWorkflow,
  qualifyName,
  reverseName,
  formatTabletAlias,
  type WorkflowName,
} from "../../../src/core/vitess/names.ts";

describe("a name", () => {
  it.each(["customer", "commerce2customer", "customer-eu", "_vt", "A9"])("may be %s", (name) => {
    expect([isKeyspace(name), isWorkflowName(name), isClusterName(name)]).toEqual([true, true, true]);
  });

  it.each(["", "-customer", "cust.omer", "a/b", "a b", "<!channel>", "käse", "a\n", "x".repeat(65)])("may not be %j", (name) => {
    expect([isKeyspace(name), isWorkflowName(name), isClusterName(name)]).toEqual([false, false, false]);
  });
});

describe("a qualified workflow", () => {
  it("has exactly two parts", () => {
    expect(parseQualifiedWorkflow("customer.commerce2customer")).toEqual({ targetKeyspace: "customer", workflow: "commerce2customer" });
    for (const text of ["customer", "customer.", ".wf", "a.b.c", "customer.wf ", ""]) expect(parseQualifiedWorkflow(text)).toBeUndefined();
  });
});

const name = fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_-]{0,20}$/);

describe("the id of a move", () => {
  it("is cluster, keyspace and workflow, and parses back", () => {
    fc.assert(
      fc.property(name, name, name, (cluster, keyspace, workflow) => {
        const id = `${cluster}/${keyspace}.${workflow}`;
        const move = parseMoveId(id);
        if (move === undefined) throw new Error(`${id} does not read back`);
        expect(move).toEqual({ cluster, targetKeyspace: keyspace, workflow });
        expect(moveId(move)).toBe(id);
        expect(qualifyName(move)).toBe(`${keyspace}.${workflow}`);
      }),
    );
  });

  it.each(["", "customer.wf", "/customer.wf", "prod/customer", "prod/a/b.c", "pr od/customer.wf"])("is not %j", (id) => {
    expect(parseMoveId(id)).toBeUndefined();
  });
});

it("a tablet alias has ten digits, as Vitess prints it", () => {
  expect(formatTabletAlias("zone1", 100)).toBe("zone1-0000000100");
  expect(formatTabletAlias("zone-2", 4_294_967_295)).toBe("zone-2-4294967295");
});

it("the reverse of a reverse workflow is the workflow itself", () => {
  const workflow = "commerce2customer" as WorkflowName;
  expect(reverseName(workflow)).toBe("commerce2customer_reverse");
  expect(reverseName(reverseName(workflow))).toBe(workflow);
});
