import { ALARM } from "../alarm-titles.ts";
import { listMessageLines } from "../../deploy/demo/message-text.ts";
import type { Harness } from "../../deploy/demo/harness.ts";
import { ANA, DEMO_CHANNEL } from "../../deploy/demo/whole-move.ts";
import { ON_ITS_WAY } from "../acceptance/people.ts";
import type { SlackMessage } from "../../practice/slack/workspace/workspace.ts";
import type { Denial } from "./denial.ts";

/** The result of an application's write. */
export type Write = () => "written" | "denied";

interface Trap {
  readonly harness: Harness;
  readonly denial: Denial;
  /** `target_keyspace.workflow` */
  readonly move: string;
  readonly table: string;
  readonly card: SlackMessage;
  readonly withinMs: number;
  /** Undefined if nobody can write as an application does. */
  readonly write: Write | undefined;
  readonly print: (line: string) => void;
  /** Runs whenever there is something new to show. */
  readonly show: () => Promise<void>;
}

const NO_WRITES = /applications cannot write/i;
const NOT_KNOWN = /it is not known whether applications can write/i;

/**
 * SetShardTabletControl changes a record, and tablets go by what they read last: cleaning the record of an outage without a refresh ends
 * nothing. Tandem must not take it for the end of the outage, and must end it. Throws at the first difference.
 */
export async function walkRefreshTrap(trap: Trap): Promise<void> {
  const { denial, move, table, print } = trap;
  print(`\n── Somebody denies writes to ${table} at the source and has the tablets read it: applications cannot write to it from here on`);
  const where = await denial.begin();
  if (where === undefined) {
    print("   Not walked: this Vitess has SetShardTabletControl for the command line alone.");
    return;
  }
  print(`   SetShardTabletControl ${where} PRIMARY --denied-tables ${table}, then RefreshStateByShard ${where}`);
  expectWrite(trap, "denied");
  await statusSays(trap, NO_WRITES);
  await cardSays(trap, NO_WRITES);
  await trap.show();

  print("\n── Somebody cleans the record and tells no tablet: that is no all-clear");
  await denial.cleanRecord();
  print(`   SetShardTabletControl ${where} PRIMARY --denied-tables ${table} --remove`);
  expectWrite(trap, "denied");
  await statusSays(trap, NOT_KNOWN);
  await cardSays(trap, NOT_KNOWN);
  expectWrite(trap, "denied");
  await trap.show();

  print("\n── Ana has Tandem tell the tablets");
  await answer(trap, `rescue ${move}`);
  await answer(trap, `rescue ${move} --confirm ${move.split(".")[1]}`);
  await comes(trap, "the thread's word that writes are given back", () => said(trap, /Writes unblocked/));
  expectWrite(trap, "written");
  denial.isOver();
  await comes(trap, "the end of the alarm on the card", () => (ALARM.test(cardLine(trap)) ? undefined : true));
  await trap.show();
}

function expectWrite({ write, print }: Trap, expected: ReturnType<Write>): void {
  if (write === undefined) return;
  const ended = write();
  print(`   An application's write through vtgate: ${ended}`);
  if (ended !== expected) throw new Error(`A write through vtgate should have been ${expected} here, and was ${ended}.`);
}

async function statusSays(trap: Trap, words: RegExp): Promise<void> {
  const status = await answer(trap, `status ${trap.move}`);
  if (!words.test(status)) throw new Error(`The status should say ${words}, and says:\n${status}`);
}

async function cardSays(trap: Trap, words: RegExp): Promise<void> {
  await comes(trap, `${words} on the card`, () => (words.test(cardLine(trap)) ? true : undefined));
  trap.print(`   The card: ${cardLine(trap)}`);
}

/** Ana types it and reads the answer. */
async function answer(trap: Trap, text: string): Promise<string> {
  const { slack } = trap.harness;
  const before = slack.ephemerals(ANA, DEMO_CHANNEL).length;
  await slack.runCommand({ user: ANA, channel: DEMO_CHANNEL, command: "/movetables", text });
  const told = (): string | undefined =>
    slack
      .ephemerals(ANA, DEMO_CHANNEL)
      .slice(before)
      .map((message) => listMessageLines(message).join("\n"))
      .find((words) => !ON_ITS_WAY.test(words));
  return comes(trap, `an answer to ${text}`, told);
}

function said({ harness, card }: Trap, words: RegExp): true | undefined {
  return harness.slack.thread(DEMO_CHANNEL, card.ts).some((message) => words.test(listMessageLines(message).join("\n"))) ? true : undefined;
}

function cardLine({ harness, card }: Trap): string {
  const now = harness.slack.messages(DEMO_CHANNEL).find((message) => message.ts === card.ts);
  return now === undefined ? "" : (listMessageLines(now)[0] ?? "");
}

async function comes<T>({ harness, withinMs, ...trap }: Trap, what: string, look: () => T | undefined): Promise<T> {
  try {
    return (await harness.slack.waitFor(look, withinMs)) as T;
  } catch (error) {
    throw new Error(`Not seen: ${what}. The card says: ${cardLine({ harness, withinMs, ...trap })}`, { cause: error });
  }
}
