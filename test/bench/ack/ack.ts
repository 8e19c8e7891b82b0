import { setTimeout as sleep } from "node:timers/promises";
import { DEMO_CHANNEL } from "../../../deploy/demo/whole-move.ts";
import { ACTIONS } from "../../../src/slack/actions.ts";
import type { Checkouts } from "../checkout.ts";
import { type Figures, figuresOf } from "../figures.ts";
import { comparison, FIGURES_HEAD, ms, table, type Target, times } from "../table.ts";
import { inTurns, type Subject } from "../turns.ts";
import { atRate } from "./pace.ts";
import { openPlain, openTandem, type Side, type Tandem, type Transport } from "./sides.ts";

const PER_SECOND = 50;
// Half a second each: other work on the machine comes and goes, and should affect all sides alike.
const ROUND = 25;
const ROUNDS = 12;
const WARM_UP = 150;
const DEEDS = WARM_UP + ROUNDS * ROUND;
const PINGS = 75;
const ANSWERED_WITHIN_MS = 30_000;
const LOOK_EVERY_MS = 50;

const RATIO_LIMIT = 1.5;
const P99_LIMIT_MS = 300;

// Each is recorded and becomes a job; help and mistakes, which are answered at once, are left out.
const COMMANDS = [
  "status customer.commerce2customer",
  "show customer.commerce2customer",
  "vdiff show customer.commerce2customer last",
  "list",
];

type Print = (text: string) => void;

/** What people do, and Tandem's private answer if it was recorded. */
interface Deed {
  readonly by: readonly string[];
  readonly answer: RegExp;
  run(side: Side, at: number): Promise<void>;
}

/** Tandem of this checkout, of the others, and the app that only acknowledges. */
interface Sides {
  readonly tandem: Tandem;
  readonly others: readonly Side[];
  readonly plain: Side;
}

/** The time until an acknowledgement: Tandem of each checkout, which writes durably first, against an app that does not write. */
export async function* benchAck(transport: Transport, checkouts: Checkouts, print: Print): AsyncGenerator<Target> {
  const closers: (() => Promise<void>)[] = [];
  try {
    const sides = await openSides(transport, checkouts, closers);
    yield* await measure(`/movetables over ${transport}`, sides, COMMAND, print);
    yield* await measure(`Approve over ${transport}`, sides, PRESS, print);
    const trips = figuresOf(await atRate(PER_SECOND, PINGS, async () => void (await sides.tandem.redis.ping())));
    print(`  One command to Redis and back, from the process that measures: median ${ms(trips.p50)} ms, p99 ${ms(trips.p99)} ms.`);
  } finally {
    for (const close of closers.toReversed()) await close();
  }
}

/** Starts every side, and adds it to the closers at once, so that it is closed even if a later one does not start. */
async function openSides(transport: Transport, [here, ...rest]: Checkouts, closers: (() => Promise<void>)[]): Promise<Sides> {
  const opened = <S extends Side>(side: S): S => {
    closers.push(() => side.close());
    return side;
  };
  const tandem = opened(await openTandem(here, transport, DEEDS));
  const others: Side[] = [];
  for (const checkout of rest) others.push(opened(await openTandem(checkout, transport, DEEDS)));
  return { tandem, others, plain: opened(await openPlain(transport, tandem.presses)) };
}

/** Measures all sides in turns, after a warm-up of each. */
async function measure(what: string, sides: Sides, deed: Deed, print: Print): Promise<readonly Target[]> {
  const [tandem, plain] = [inRounds(sides.tandem, deed), inRounds(sides.plain, deed)];
  const others = sides.others.map((side) => inRounds(side, deed));
  const subjects = [tandem, ...others, plain];
  for (const subject of subjects) await subject.warmUp();
  const measured = await inTurns(subjects, ROUNDS);
  for (const side of [sides.tandem, ...sides.others]) await allAnswered(side, deed);
  print(`\n${what}, ${PER_SECOND} a second, until acknowledged`);
  print(table([FIGURES_HEAD, ...comparison("acknowledged by ", measured(tandem), [...others, plain].map(measured))]));
  return targets(what, measured(tandem).figures, measured(plain).figures);
}

/**
 * Numbers what people do on one side without gaps. A round ends when all its consequences are done; otherwise they would slow down the next
 * round, most of all for a side that has two turns in a row.
 */
function inRounds(side: Side, deed: Deed): Subject & { warmUp(): Promise<unknown> } {
  let done = 0;
  const next = async (count: number): Promise<readonly number[]> => {
    const first = done;
    done += count;
    const took = await atRate(PER_SECOND, count, (at) => deed.run(side, first + at));
    await side.settled();
    return took;
  };
  return { name: side.name, warmUp: () => next(WARM_UP), measure: () => next(ROUND) };
}

// Ana's commands create the move; all of Cho's commands are measured.
const COMMAND: Deed = {
  by: ["U0CHO"],
  answer: /^(?!Tandem could not|There is no)/,
  async run({ slack }, at) {
    const text = COMMANDS[at % COMMANDS.length] ?? "list";
    const ack = await slack.runCommand({ user: "U0CHO", channel: DEMO_CHANNEL, command: "/movetables", text });
    if (!ack.ok) throw new Error(`${text} was not acknowledged: ${ack.error}`);
  },
};

const PRESS: Deed = {
  by: ["U0BEN", "U0CHO"],
  answer: /^Counted/,
  async run({ slack, presses }, at) {
    const pressed = presses[at];
    if (pressed === undefined) throw new Error("there are fewer open requests than presses");
    const { user, message } = pressed;
    const ack = await slack.click({ user, channel: message.channel, ts: message.ts, asSeen: message, actionId: ACTIONS.approve });
    if (!ack.ok) throw new Error(`a press was not acknowledged: ${ack.error}`);
  },
};

/** Throws unless each answer says that it was recorded: a refusal would count as a quick acknowledgement. */
async function allAnswered({ name, slack }: Side, { by, answer }: Deed): Promise<void> {
  const answered = (): number => by.flatMap((user) => slack.ephemerals(user, DEMO_CHANNEL)).filter(({ text }) => answer.test(text)).length;
  const deadline = Date.now() + ANSWERED_WITHIN_MS;
  while (answered() < DEEDS && Date.now() < deadline) await sleep(LOOK_EVERY_MS);
  if (answered() < DEEDS) throw new Error(`${name}: ${answered()} of ${DEEDS} were answered as written down (${String(answer)})`);
}

function targets(what: string, tandem: Figures, plain: Figures): readonly Target[] {
  const [p50, mean] = [tandem.p50 / plain.p50, tandem.mean / plain.mean];
  return [
    {
      what: `${what}: at most ${RATIO_LIMIT}× of the plain app, median and mean`,
      figure: `${times(p50)} and ${times(mean)}`,
      holds: p50 <= RATIO_LIMIT && mean <= RATIO_LIMIT,
    },
    { what: `${what}: p99 under ${P99_LIMIT_MS} ms`, figure: `${ms(tandem.p99)} ms`, holds: tandem.p99 < P99_LIMIT_MS },
  ];
}
