import { pino } from "pino";
import { expect, test } from "vitest";
import { openClosers } from "../src/stopping.ts";
import { gate } from "./queue/with-queues.ts";

test("the last resource opened is closed first, and a failed close is named and does not prevent the others", async () => {
  const lines: string[] = [];
  const closers = openClosers(pino({}, { write: (line: string) => void lines.push(line) }));
  const closed: string[] = [];
  closers.add("Redis", () => void closed.push("Redis"));
  closers.add("vtctld", () => {
    closed.push("vtctld");
    throw new Error("the channel does not close");
  });
  closers.add("workers", async () => void closed.push("workers"));
  closers.add("Slack", () => Promise.reject(new Error("the socket does not close")));
  await closers.closeAll();

  expect(closed).toEqual(["workers", "vtctld", "Redis"]);
  expect(closers.failed()).toEqual(["Slack", "vtctld"]);
  expect(lines).toEqual([
    expect.stringMatching(/"closer":"Slack".*the socket does not close/),
    expect.stringMatching(/"closer":"vtctld".*the channel does not close/),
  ]);
});

test("each is closed after the one before has ended", async () => {
  const closers = openClosers(pino({ level: "silent" }));
  const closed: string[] = [];
  const hold = gate();
  closers.add("vtctld", () => void closed.push("vtctld"));
  closers.add("workers", () => hold.passed);
  const all = closers.closeAll();
  await Promise.resolve();
  expect(closed).toEqual([]);
  hold.open();
  await all;
  expect(closed).toEqual(["vtctld"]);
});
