import { inspect } from "node:util";

import { describe, expect, test } from "vitest";

import { refusal } from "./answers.ts";
import type { Reply, SeenCall } from "./grpc-server.ts";
import { open, twoKeyspaces, vtctld } from "./session.ts";

// As Vitess' own interceptor answers.
function guarded({ headers: { username, password } }: SeenCall): Reply {
  if (username === undefined || password === undefined) return refusal(16, "username and password must be provided");
  if (username === "tandem" && password === "s3cret-word") return twoKeyspaces();
  return refusal(7, `auth failure: caller "${String(username)}" provided invalid credentials`);
}

describe("static credentials", () => {
  test("are sent with every call as the metadata username and password", async () => {
    const server = await vtctld(guarded);
    const vitess = open({ addresses: [server.address], credentials: { username: "tandem", password: "s3cret-word" } });
    expect(await vitess.keyspaces()).toEqual(["commerce", "customer"]);
    await vitess.keyspaces();
    expect(server.seen.map(({ headers }) => [headers["username"], headers["password"]])).toEqual([
      ["tandem", "s3cret-word"],
      ["tandem", "s3cret-word"],
    ]);
  });

  test("that are wrong are denied, and neither of them is in the fault", async () => {
    const server = await vtctld(guarded);
    const vitess = open({ addresses: [server.address], credentials: { username: "tandem", password: "wrong-word" } });
    const fault = await vitess.keyspaces().catch((error: unknown) => error);
    expect(fault).toMatchObject({ name: "Fault", kind: "denied", message: "auth failure: caller provided invalid credentials" });
    // Everything that a logger could reach: cause, stack, hidden fields.
    const everything = inspect(fault, { depth: 10, showHidden: true, getters: true });
    expect(everything).not.toMatch(/"tandem"|wrong-word/);
  });

  test("that cannot be sent are refused at once, without showing them", () => {
    expect(() => open({ addresses: ["127.0.0.1:1"], credentials: { username: "tandem", password: "s3cret\nword" } })).toThrow(
      expect.objectContaining({ kind: "denied", message: expect.not.stringContaining("s3cret") }),
    );
  });

  test("that are missing are denied", async () => {
    const server = await vtctld(guarded);
    await expect(open({ addresses: [server.address] }).keyspaces()).rejects.toMatchObject({ kind: "denied" });
  });
});
