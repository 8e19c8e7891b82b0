import { afterAll, beforeAll, expect, test } from "vitest";
import { recordDenied } from "../../practice/vtctld/cluster/denied-tables.ts";
import type { SlackMessage } from "../../practice/slack/workspace/workspace.ts";
import { ANA, answerTo, ask, BEN, INCIDENT, inThread, newMove, saying, words } from "./people.ts";
import { openProcesses, type Processes } from "./processes.ts";

const MINUTE = 60_000;
const OVER = /All clear.*"Applications cannot write, both sides deny it" is over\. It lasted .*Ben had it\./s;

let processes: Processes;

beforeAll(async () => {
  // Approvers by name: nothing waits for groups. The channel hears again after a second, until somebody has it.
  const people = { TANDEM_OPERATORS: `${ANA},${BEN}`, TANDEM_APPROVERS: `${ANA},${BEN}` };
  processes = await openProcesses({ apps: 1, workers: 2 }, { env: { ...people, TANDEM_ALARMS: INCIDENT, TANDEM_ALARM_AGAIN: "1s" } });
}, 2 * MINUTE);

afterAll(() => processes.close());

function notices(say: RegExp): readonly SlackMessage[] {
  return processes.slack.messages(INCIDENT).filter((message) => say.test(words(message)));
}

test(
  "an outage is said in both places, again until somebody has it, and its all clear once where it was heard",
  { timeout: 5 * MINUTE },
  async () => {
    const { slack, vitess } = processes;
    const move = await newMove(processes, "clear");
    const shard = vitess.state.shard("commerce", "0");
    recordDenied(shard, ["clear"]);

    await inThread(processes, move, /both sides deny it: `clear`/, MINUTE);
    await slack.waitFor(() => notices(/nobody has it yet/).length > 0, MINUTE);
    const [first] = notices(/both sides deny it: `clear`/);
    const press = { user: BEN, channel: INCIDENT, ts: first?.ts ?? "", actionId: "alarm:take" };
    expect(await answerTo(processes, BEN, INCIDENT, () => slack.click(press))).toContain(
      "You have it: this alarm is not repeated any more.",
    );
    await inThread(processes, move, /Ben has the alarm "Applications cannot write, both sides deny it"/, MINUTE);
    const heard = notices(/Applications cannot write/).length;

    expect(await ask(processes, ANA, `rescue ${move} --confirm clear`)).toContain("Unblocking writes");
    await inThread(processes, move, /Writes unblocked/, MINUTE);
    expect(vitess.state.shard("commerce", "0").deniedTables).toEqual([]);
    await inThread(processes, move, OVER, 3 * MINUTE);
    await slack.waitFor(() => notices(OVER).length > 0, MINUTE);
    expect([saying(processes, move, OVER).length, notices(OVER).length]).toEqual([1, 1]);
    // Taken, it was not repeated: the channel heard nothing more but the end.
    expect(notices(/Applications cannot write/)).toHaveLength(heard + 1);
  },
);
