import { afterAll, beforeAll, expect, it } from "vitest";
import { type Processes, openProcesses } from "../acceptance/processes.ts";
import { ANA, BEN, callsOf, CHO, inThread, MOVES, newMove, openRequest, saying, switches, thread } from "../acceptance/people.ts";
import { PATIENCE_MS, press, WHOLE_TEST_MS } from "../acceptance/one-truth/installation.ts";
import { until } from "../operations/harness.ts";

const FOR_EVER = Number.POSITIVE_INFINITY;
const SWITCHED = /^\*Switched \(writes\) · /m;
const BACK = /^\*Rolled back/m;

let around: Processes;

beforeAll(async () => {
  around = await openProcesses({ apps: 3, workers: 2 });
}, WHOLE_TEST_MS);

afterAll(() => around.close());

it.each(["duplicate", "lost-ack"] as const)(
  "a whole move over three apps, every envelope of which is a %s, is one create, one request, two votes, one switch and one rollback",
  async (kind) => {
    const name = kind.replace("-", "");
    const { slack, vitess } = around;
    vitess.sql.createTable({ keyspace: "commerce", table: name }, { rows: 1_000, bytes: 100_000 });
    slack.faults.add({ deliver: "*", kind, times: FOR_EVER });
    const move = `customer.${name}`;
    // Slack tells a person whose acknowledgement was lost to try again, and people do.
    const say = async (text: string): Promise<void> => {
      await slack.runCommand({ user: ANA, channel: MOVES, command: "/movetables", text });
    };
    await say(`create ${move} --source-keyspace commerce --tables ${name}`);
    await inThread(around, move, /Copy finished/, PATIENCE_MS);
    await say(`switch ${move} --tablet-types primary`);
    const request = await slack.waitFor(() => requestsOf(move)[0], PATIENCE_MS);
    for (const user of [BEN, BEN, CHO, CHO]) await press(around, user, request, "Approve");
    await inThread(around, move, SWITCHED, PATIENCE_MS);
    await say(`reverse ${move} --tablet-types primary`);
    await inThread(around, move, BACK, PATIENCE_MS);
    slack.faults.clear();

    expect(callsOf(around, "MoveTablesCreate", name)).toHaveLength(1);
    expect(requestsOf(move)).toHaveLength(1);
    for (const line of [/Ben approved/, /Cho approved/, SWITCHED, BACK]) expect(saying(around, move, line), String(line)).toHaveLength(1);
    expect(switches(around, name)).toHaveLength(2);
  },
  WHOLE_TEST_MS,
);

it(
  "a mention that Slack sends again because its acknowledgement was lost, edits and unfurls runs once",
  async () => {
    const { slack } = around;
    const move = await newMove(around, "mentioned");
    slack.faults.add({ deliver: "events_api", kind: "lost-ack", times: 2 });
    await slack.mention({ user: ANA, channel: MOVES, text: `stop ${move}` });
    await inThread(around, move, /Ana stopped the workflow/, PATIENCE_MS);
    const said = slack.messages(MOVES).findLast(({ text }) => text.includes(`stop ${move}`));
    if (said === undefined) throw new Error("the mention is gone");
    await slack.runCommand({ user: ANA, channel: MOVES, command: "/movetables", text: `start ${move}` });
    await inThread(around, move, /Ana started the workflow/, PATIENCE_MS);
    for (const text of [undefined, `<@U0TANDEM> stop ${move} now`]) {
      await slack.touch({ channel: MOVES, ts: said.ts, ...(text === undefined ? {} : { text }) });
    }
    // What comes later is answered later: by then a second stop would have run.
    await slack.runCommand({ user: ANA, channel: MOVES, command: "/movetables", text: `switch ${move} --tablet-types primary` });
    await openRequest(around, move);
    expect(saying(around, move, /stopped the workflow/)).toHaveLength(1);
  },
  WHOLE_TEST_MS,
);

it(
  "a press on what a message showed before it was decided changes nothing any more",
  async () => {
    const move = await newMove(around, "late");
    await around.slack.runCommand({ user: ANA, channel: MOVES, command: "/movetables", text: `switch ${move} --tablet-types primary` });
    const request = await openRequest(around, move);
    for (const user of [BEN, CHO]) await press(around, user, request, "Approve");
    await inThread(around, move, SWITCHED, PATIENCE_MS);
    for (const label of ["Approve", "Withdraw"])
      for (const user of [ANA, BEN, CHO]) await press(around, user, request, label).catch(noButton);
    await until(async () => around.slack.ephemerals(CHO, MOVES).some(({ text }) => text.includes("Already decided")), PATIENCE_MS);
    expect(saying(around, move, /approved: /)).toHaveLength(2);
    expect(switches(around, "late")).toHaveLength(1);
  },
  WHOLE_TEST_MS,
);

function requestsOf(move: string) {
  return thread(around, move).filter(({ metadata }) => metadata?.["event_type"] === "tandem_request");
}

/** Not every request has this button. */
function noButton(): void {}
