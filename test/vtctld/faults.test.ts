import { status } from "@grpc/grpc-js";
import { describe, expect, test } from "vitest";

import { toCallFault } from "../../src/vtctld/channel/faults.ts";

function unknown(details: string) {
  return toCallFault({ rpc: "WorkflowSwitchTraffic", code: status.UNKNOWN, details, deadlinePassed: false });
}

describe("texts that no recording has", () => {
  test.each([
    ["node doesn't exist: lease", "unexpected"],
    ["failed to lock the commerce keyspace: deadline exceeded: /vitess/global/keyspaces/commerce/locks", "busy"],
    ["failed to lock the customer keyspace: context deadline exceeded", "busy"],
    ["deadline exceeded: /vitess/global/internal/named_locks/customer/f1/locks", "busy"],
    ["lock for customer/f1 already held by another operation", "busy"],
    ["lock already exists at path keyspaces/customer", "busy"],
    ["workflow customer.f1 does not exist", "not-found"],
    ["keyspace nosuch does not exist", "not-found"],
    [
      "no vdiff found for UUID 44444444-2222-4333-8444-0000000000ff keyspace customer and workflow e2 on tablet zone1-0000000200",
      "not-found",
    ],
    [
      "failed to sync up replication between the source and target: rpc error: code = DeadlineExceeded desc = context deadline exceeded",
      "refused",
    ],
    ["Table 'vt_customer.product' doesn't exist (errno 1146) (sqlstate 42S02)", "refused"],
    ["table(s) not found in source keyspace commerce: nosuch", "refused"],
    ["", "unreadable"],
    ["  ", "unreadable"],
  ] as const)("%s is %s", (details, kind) => {
    expect(unknown(details).kind).toBe(kind);
  });
});

describe("codes", () => {
  test.each([
    [status.UNAVAILABLE, false, "unreachable"],
    [status.DEADLINE_EXCEEDED, true, "timed-out"],
    [status.DEADLINE_EXCEEDED, false, "refused"],
    [status.CANCELLED, true, "timed-out"],
    [status.CANCELLED, false, "unexpected"],
    [status.RESOURCE_EXHAUSTED, false, "unexpected"],
    [status.INTERNAL, false, "unexpected"],
    [status.FAILED_PRECONDITION, false, "refused"],
    [status.PERMISSION_DENIED, true, "denied"],
    [status.UNIMPLEMENTED, false, "unsupported"],
  ] as const)("%i with our deadline passed: %s, is %s", (code, deadlinePassed, kind) => {
    expect(toCallFault({ rpc: "GetWorkflows", code, details: "words", deadlinePassed }).kind).toBe(kind);
  });
});

test("a fault keeps Vitess' words without row values, and its cause names only the call and the code", () => {
  const fault = unknown(
    "error applying event: Duplicate entry 'SKU-9001' for key 'product.PRIMARY' during query: insert into product values ('SKU-9001')",
  );
  expect(fault.message).toBe("error applying event: Duplicate entry '…' for key 'product.PRIMARY'");
  expect(fault.cause).toEqual(new Error("WorkflowSwitchTraffic ended with UNKNOWN"));
});
