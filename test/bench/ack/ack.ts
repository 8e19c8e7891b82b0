import { setTimeout as sleep } from "node:timers/promises";
import { BUILT } from "../../../deploy/demo/role.ts";
import { openStage } from "../../../deploy/demo/stage.ts";
import { ACTIONS } from "../../../src/slack/actions.ts";
import type { SlackStandin } from "../../standins/slack/standin.ts";
import { figuresOf } from "../figures.ts";
import { freePort } from "../free-port.ts";
import { FIGURES_HEAD, figuresRow, ms, ratioRow, table, type Target, times } from "../table.ts";
import { atRate } from "./pace.ts";
import { startPlain } from "./plain.ts";
import { openPresses, openRequest, type Press } from "./requests.ts";

const PER_SECOND = 50;
const ROUND = 75;
// Tandem, plain, plain, Tandem, …: a machine that gets slower or faster meanwhile does so for both.
const ORDER = ["tandem", "plain", "plain", "tandem", "tandem", "plain", "plain", "tandem"] as const;
const OWN_ROUNDS = ORDER.filter((side) => side === "tandem").length;
const WARM_UP = 150;
const OWN_DEEDS = WARM_UP + OWN_ROUNDS * ROUND;
const BETWEEN_ROUNDS_MS = 200;

const RATIO_LIMIT = 1.5;
const P99_LIMIT_MS = 300;

// Each is written down and becomes a job; none is answered at once as help and mistakes are.
const COMMANDS = [
  "status customer.commerce2customer",
  "show customer.commerce2customer",
  "vdiff show customer.commerce2customer last",
  "list",
];

type Side = (typeof ORDER)[number];
type Deed = (side: Side, at: number) => Promise<void>;

/** From a person's deed to the acknowledgement, with Tandem's durable write and without any. */
export async function benchAck(transport: "Socket Mode" | "HTTP", print: (text: string) => void): Promise<readonly Target[]> {
  const ports = transport === "HTTP" ? { tandem: await freePort(), plain: await freePort() } : {};
  const stage = await openStage({
    copySeconds: 1,
    rateLimits: false,
    program: BUILT,
    ...(ports.tandem === undefined ? {} : { httpPort: ports.tandem }),
  });
  try {
    const plain = await startPlain(ports.plain);
    try {
      const posted = await openRequest(stage);
      const presses = await openPresses(stage, posted, OWN_DEEDS);
      // The worker reads Vitess for each command, elsewhere in an installation; here it would take the cores from what is measured.
      await stage.roles.worker.stop();
      const slacks = { tandem: stage.slack, plain: plain.slack };
      const targets = [
        ...report(`/movetables over ${transport}`, await measure((side, at) => type(slacks[side], at)), print),
        ...report(`Approve over ${transport}`, await measure((side, at) => press(slacks[side], presses.all[at])), print),
      ];
      const { commands, votes } = await presses.written();
      const trips = figuresOf(await atRate(PER_SECOND, ROUND, () => presses.roundTrip()));
      presses.close();
      print(`  In Redis afterwards, of ${OWN_DEEDS} commands and ${OWN_DEEDS} presses: ${commands} commands and ${votes} votes.`);
      print(`  One command to Redis and back, from the process that measures: median ${ms(trips.p50)} ms, p99 ${ms(trips.p99)} ms.`);
      return targets;
    } finally {
      await plain.close();
    }
  } finally {
    await stage.close();
  }
}

/** Both sides in turns, after each had its warm-up. Deeds of one side are numbered without gaps. */
async function measure(deed: Deed): Promise<Readonly<Record<Side, readonly number[]>>> {
  const measured: Record<Side, number[]> = { tandem: [], plain: [] };
  const done: Record<Side, number> = { tandem: 0, plain: 0 };
  const round = async (side: Side, count: number): Promise<readonly number[]> => {
    const first = done[side];
    done[side] += count;
    const took = await atRate(PER_SECOND, count, (at) => deed(side, first + at));
    await sleep(BETWEEN_ROUNDS_MS);
    return took;
  };
  for (const side of ["tandem", "plain"] as const) await round(side, WARM_UP);
  for (const side of ORDER) measured[side].push(...(await round(side, ROUND)));
  return measured;
}

async function type(slack: SlackStandin, at: number): Promise<void> {
  const text = COMMANDS[at % COMMANDS.length] ?? "list";
  const ack = await slack.runCommand({ user: "U0ANA", channel: "C0MOVES", command: "/movetables", text });
  if (!ack.ok) throw new Error(`${text} was not acknowledged: ${ack.error}`);
}

async function press(slack: SlackStandin, pressed: Press | undefined): Promise<void> {
  if (pressed === undefined) throw new Error("there are fewer open requests than presses");
  const { user, message } = pressed;
  const ack = await slack.click({ user, channel: message.channel, ts: message.ts, asSeen: message, actionId: ACTIONS.approve });
  if (!ack.ok) throw new Error(`a press was not acknowledged: ${ack.error}`);
}

function report(what: string, measured: Readonly<Record<Side, readonly number[]>>, print: (text: string) => void): readonly Target[] {
  const [tandem, plain] = [figuresOf(measured.tandem), figuresOf(measured.plain)];
  print(`\n${what}, ${PER_SECOND} a second, until acknowledged`);
  print(
    table([
      FIGURES_HEAD,
      figuresRow("Tandem, with its durable write", tandem),
      figuresRow("plain Bolt app that only acknowledges", plain),
      ratioRow("ratio", tandem, plain),
    ]),
  );
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
