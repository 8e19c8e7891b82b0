import { ACTIONS } from "../../../src/slack/actions.ts";
import type { SlackMessage } from "../../../practice/slack/workspace/workspace.ts";
import { ANA } from "../people.ts";
import { type Scene, type } from "../scenarios/scene.ts";
import { messages, offersOn, press } from "./screens.ts";

/** The verbs that can be typed about a move, with how a text and a button name each as something to do. */
const VERBS = {
  status: { said: /look at the status|\/movetables status/, label: undefined },
  preflight: { said: undefined, label: undefined },
  start: { said: /\bstart (?:it|the workflow|again)\b/i, label: /^start/i },
  switch: {
    said: /\b(?:run|ask for|request|finish)\b[^.;\n]*\bswitch\b|switch the remaining reads/i,
    label: /^(?:run again|request the switch|request switch)/i,
  },
  reverse: { said: /\breverse\b(?! (?:workflow|replication))|\bswitch back\b|\broll back\b/i, label: /switch back|roll ?back/i },
  complete: { said: /\bcomplete\b/i, label: /complete/i },
  cancel: { said: /\bcancel\b/i, label: /^(?:ask to )?cancel/i },
  rescue: { said: /\brescue\b|\bgive writes back\b|\bunblock writes\b/i, label: /writes back|unblock/i },
} as const satisfies Readonly<Record<string, { said: RegExp | undefined; label: RegExp | undefined }>>;

type Verb = keyof typeof VERBS;

const ALL = Object.keys(VERBS) as readonly Verb[];

/** The arguments that each verb needs to begin something. */
const OPTIONS: Partial<Readonly<Record<Verb, string>>> = { preflight: " switch", rescue: " --confirm walk", complete: " --keep-data" };

/** Answers that say that something begins. All others refuse, or only inform. */
const BEGUN = /^(?:Requested:|Starting|Unblocking writes|Rolling back)/;
const OUTSIDE = /vtctldclient \w+|etcdctl \w+|\/movetables rules restore \S+/;

/** A verb's answer in one state, and whether something begins. */
interface Answered {
  readonly isBegun: boolean;
  readonly text: string;
}

/** Tries every verb in one state; `put` restores the state before each. */
export async function answersIn(scene: Scene, put: () => void): Promise<ReadonlyMap<Verb, Answered>> {
  const answers = new Map<Verb, Answered>();
  const ask = async (verb: Verb): Promise<void> => {
    put();
    const before = new Set(messages(scene).map(({ ts }) => ts));
    const text = await type(scene, `${verb} ${scene.move}${OPTIONS[verb] ?? ""}`);
    answers.set(verb, { isBegun: BEGUN.test(text), text });
    if (text.startsWith("Requested:")) await takeBack(scene, before);
    if (text.startsWith("Unblocking writes")) await ended(scene, before);
  };
  for (const verb of ALL.filter((one) => one !== "complete")) await ask(verb);
  // Nobody tries this one without having read it in a text or on a button.
  if ([...answers.values()].some(({ text }) => [...named(text), ...buttons(text)].includes("complete"))) await ask("complete");
  return answers;
}

/**
 * The verbs that lead neither to something that begins nor to a command outside of Tandem, however people follow what they read; each with
 * what its text names. After a text that names nothing people look at the status.
 */
export function circles(answers: ReadonlyMap<Verb, Answered>): readonly string[] {
  const next = ({ text }: Answered): readonly Verb[] => {
    const found = new Set([...named(text), ...buttons(text)]);
    return found.size === 0 ? ["status"] : [...found];
  };
  const isWayOut = (verb: Verb, seen: readonly Verb[] = []): boolean => {
    const answer = answers.get(verb);
    if (answer === undefined || seen.includes(verb)) return false;
    return answer.isBegun || OUTSIDE.test(answer.text) || next(answer).some((one) => isWayOut(one, [...seen, verb]));
  };
  return [...answers].filter(([verb]) => !isWayOut(verb)).map(([verb, answer]) => `${verb} → ${next(answer).join(" or ")}`);
}

/** The buttons under the status that refuse when pressed. */
export function refusedButtons(answers: ReadonlyMap<Verb, Answered>): readonly string[] {
  const offered = buttons(answers.get("status")?.text ?? "");
  const refused = offered.filter((verb) => answers.get(verb)?.isBegun !== true);
  return refused.map((verb) => `the button for ${verb} is refused: ${answers.get(verb)?.text} (status: ${answers.get("status")?.text})`);
}

/** What a text tells people to do, without what it tells them not to do. */
function named(text: string): readonly Verb[] {
  const said = text.replaceAll(/\b(?:do not|neither|never|until|before|nothing has to be)\b[^.;,\n]*/gi, "");
  return ALL.filter((verb) => VERBS[verb].said?.test(said) === true);
}

function buttons(text: string): readonly Verb[] {
  const labels = text.match(/(?<=\[)[^\]]+(?=\]( \[|$))/gm) ?? [];
  return ALL.filter((verb) => labels.some((label) => VERBS[verb].label?.test(label) === true));
}

/** Withdraws the new request, so that the next verb can be tried. */
async function takeBack(scene: Scene, before: ReadonlySet<string>): Promise<void> {
  const request = await scene.slack.waitFor(() => messages(scene).find((one) => !before.has(one.ts) && isOpen(one)), 15_000);
  const [own] = offersOn(request).filter(({ label }) => /withdraw|call off/i.test(label));
  if (own === undefined) throw new Error("The request cannot be taken back");
  await press(scene, ANA, own);
}

function isOpen(message: SlackMessage): boolean {
  return offersOn(message).some(({ actionId }) => actionId === ACTIONS.approve);
}

/** Waits until the rescue has ended. */
async function ended(scene: Scene, before: ReadonlySet<string>): Promise<void> {
  const isOutcome = ({ ts, text }: SlackMessage): boolean =>
    !before.has(ts) && /writes unblocked|taking writes|SetShardTabletControl/i.test(text);
  await scene.slack.waitFor(() => messages(scene).some(isOutcome), 15_000);
}
