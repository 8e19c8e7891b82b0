import type { App, BlockAction, MessageShortcut, ViewSubmitAction } from "@slack/bolt";
import { toPersonId } from "../../core/people/people.ts";
import { ACTIONS, COMMAND_ACTION, FORM_ACTION, FORMS, findNameKind, SHORTCUTS } from "../actions.ts";
import type { Addressee } from "../web-api/private-answer.ts";
import type { Sendable } from "../web-api/send.ts";
import { acknowledge } from "./listener/acknowledge.ts";
import { onAcceptHandover } from "./buttons/accept-handover.ts";
import { onCallOffButton, onCallOffForm } from "./buttons/call-off.ts";
import { type Click, readClick } from "./buttons/click.ts";
import { onCommandButton } from "./commands/command-button.ts";
import { type Listening, answerActor } from "./listener/deps.ts";
import { onDryRun } from "./buttons/dry-run.ts";
import { onCreateButton, onForm, onFormButton, onFormChanged } from "./forms/form.ts";
import { closeHome, onHomeOpened } from "./home.ts";
import { type InFlight, openInFlight } from "./in-flight.ts";
import { addressMention, onMention, readMention } from "./commands/mention.ts";
import { classifyFreshness } from "./commands/fresh-mention.ts";
import { toEventActor } from "./listener/event-actor.ts";
import type { Actor } from "./listener/insiders.ts";
import { onRejectButton, onRejectForm } from "./buttons/reject.ts";
import { onRescueButton, onRescueForm } from "./forms/rescue.ts";
import { onMenu } from "./commands/menu.ts";
import { onStopForm } from "./forms/stop.ts";
import { type AckForm, readSubmission, type Submission } from "./buttons/submission.ts";
import { onSlash } from "./commands/slash.ts";
import { buildSentenceMessage, STALE_BUTTON, STALE_FORM } from "../web-api/sentences.ts";
import { onDirectMessage, readDirectMessage } from "./commands/direct-message.ts";
import { onMoveShortcut, onOpenMove, readShortcut, type ChosenShortcut } from "./panels/move.ts";
import { onReview } from "./panels/review.ts";
import { onSuggest } from "./forms/suggest.ts";
import { onTakeAlarm } from "./buttons/take-alarm.ts";
import { onApprove } from "./buttons/vote.ts";
import { onWithdraw } from "./buttons/withdraw.ts";

type OnClick = (deps: Listening, click: Click, ack: () => Promise<void>) => Promise<void>;

/** Every button that does not run a command. An entry of ACTIONS that is missing here does not compile. */
const BUTTONS = {
  [ACTIONS.approve]: onApprove,
  [ACTIONS.reject]: onRejectButton,
  [ACTIONS.withdraw]: onWithdraw,
  [ACTIONS.acceptHandover]: onAcceptHandover,
  [ACTIONS.dryRun]: onDryRun,
  [ACTIONS.review]: onReview,
  [ACTIONS.openMove]: onOpenMove,
  [ACTIONS.callOff]: onCallOffButton,
  [ACTIONS.takeAlarm]: onTakeAlarm,
  [ACTIONS.create]: onCreateButton,
  [ACTIONS.form]: onFormButton,
  [ACTIONS.rescue]: onRescueButton,
  [ACTIONS.menu]: onMenu,
  [ACTIONS.menuFinal]: onMenu,
  [ACTIONS.more]: onFormChanged,
  [ACTIONS.cluster]: onFormChanged,
  [ACTIONS.boxes]: onFormChanged,
  [ACTIONS.open]: (deps, _click, ack) => acknowledge(deps.log, ack),
} as const satisfies Record<(typeof ACTIONS)[keyof typeof ACTIONS], OnClick>;

type OnForm = (deps: Listening, submission: Submission, ack: AckForm) => Promise<void>;

const SUBMISSIONS = {
  [FORMS.create]: onForm,
  [FORMS.update]: onForm,
  [FORMS.switch]: onForm,
  [FORMS.mirror]: onForm,
  [FORMS.complete]: onForm,
  [FORMS.rescue]: onRescueForm,
  [FORMS.reject]: onRejectForm,
  [FORMS.callOff]: onCallOffForm,
  [FORMS.stop]: onStopForm,
} as const satisfies Record<(typeof FORMS)[keyof typeof FORMS], OnForm>;

type OnShortcut = (deps: Listening, chosen: ChosenShortcut, ack: () => Promise<void>) => Promise<void>;

const CHOSEN = { [SHORTCUTS.move]: onMoveShortcut } as const satisfies Record<(typeof SHORTCUTS)[keyof typeof SHORTCUTS], OnShortcut>;

/** Registers every listener. Tandem acknowledges every delivery, even of a kind that this version does not know. */
export function listen(app: App, deps: Listening, botUserId: string): InFlight {
  const inFlight = openInFlight();
  const { admit } = deps;
  const track = (what: string, work: Promise<void>): Promise<void> => inFlight.track(what, work);
  // One listener per kind of delivery: Bolt runs all that match, so a second, general listener would answer everything twice.
  app.command(/.*/u, ({ command, ack }) => {
    const turnAway = ({ text, blocks }: Sendable): Promise<void> =>
      acknowledge(deps.log, () => ack({ response_type: "ephemeral", text, blocks: [...blocks] }));
    const act = { user: command.user_id, team: command.team_id, commandIn: command.channel_id };
    return track(
      "a command",
      admit(act, (onlyReads) => onSlash({ ...deps, onlyReads }, command, ack), turnAway),
    );
  });
  app.action<BlockAction>(/.*/u, ({ body, ack }) => {
    const click = readClick(body);
    const onClick = chooseListener(click.actionId);
    const act = onClick === onCommandButton ? { ...toActor(body), commandIn: click.from.channel } : toActor(body);
    return track(
      "a press",
      admit(act, (onlyReads) => onClick({ ...deps, onlyReads }, click, ack), refuseAdmission(deps, click.from, ack)),
    );
  });
  app.view<ViewSubmitAction>(/.*/u, ({ body, view, ack }) => {
    const submission = readSubmission(body, view);
    const closing = refuseAdmission(deps, { by: submission.by }, () => ack());
    return track(
      "a form",
      admit(toActor(body), () => chooseFormHandler(view.callback_id)(deps, submission, ack), closing),
    );
  });
  app.options(/.*/u, ({ body, ack }) => {
    const suggesting = (): Promise<void> => onSuggest(deps, body, (offered) => ack(offered));
    return track(
      "a search for names",
      admit(toActor(body), suggesting, () => acknowledge(deps.log, () => ack({ options: [] }))),
    );
  });
  app.shortcut<MessageShortcut>({ type: "message_action" }, ({ body, ack }) => {
    const chosen = readShortcut(body);
    const { from } = chosen;
    return track(
      "a shortcut",
      admit(toActor(body), () => chooseShortcutHandler(body.callback_id)(deps, chosen, ack), refuseAdmission(deps, from, ack)),
    );
  });
  app.event("app_mention", ({ event, body }) => {
    const freshness = classifyFreshness(event, Date.now());
    if (freshness === "touched") return Promise.resolve();
    const mention = readMention(event, freshness);
    const turnAway = (words: Sendable): Promise<void> => answerActor(deps, addressMention(mention), words);
    return track(
      "a mention",
      admit(
        { ...toEventActor(event, body), commandIn: event.channel },
        (onlyReads) => onMention({ ...deps, onlyReads }, mention, botUserId),
        turnAway,
      ),
    );
  });
  app.event("message", ({ event, body }) => {
    const message = readDirectMessage(event, body);
    if (message === undefined) return Promise.resolve();
    const turnAway = (words: Sendable): Promise<void> => answerActor(deps, { by: toPersonId(message.actor.user) }, words);
    return track(
      "a direct message",
      admit(message.actor, () => onDirectMessage(deps, message, botUserId), turnAway),
    );
  });
  app.event("app_home_opened", ({ event, body }) => {
    const opened = (): Promise<void> => onHomeOpened(deps, event);
    return track(
      "an opened Home",
      admit(toEventActor(event, body), opened, (words) => closeHome(deps, event.user, words)),
    );
  });
  return inFlight;
}

/** Acknowledges, and shows the refusal only to the person who acted. */
function refuseAdmission(deps: Listening, to: Addressee, ack: () => Promise<void>): (words: Sendable) => Promise<void> {
  return async (words) => {
    await acknowledge(deps.log, ack);
    await answerActor(deps, to, words);
  };
}

function toActor({ user }: { readonly user: { readonly id: string; readonly team_id?: string } }): Actor {
  return { user: user.id, ...(user.team_id === undefined ? {} : { team: user.team_id }) };
}

function chooseListener(actionId: string): OnClick {
  if (COMMAND_ACTION.test(actionId)) return onCommandButton;
  if (FORM_ACTION.test(actionId)) return onFormButton;
  if (findNameKind(actionId) !== undefined) return onFormChanged;
  return isKnownButton(actionId) ? BUTTONS[actionId] : onStaleButton;
}

function chooseFormHandler(callbackId: string): OnForm {
  return isForm(callbackId) ? SUBMISSIONS[callbackId] : onStaleForm;
}

function chooseShortcutHandler(callbackId: string): OnShortcut {
  return isShortcut(callbackId) ? CHOSEN[callbackId] : (deps, _chosen, ack) => acknowledge(deps.log, ack);
}

function isShortcut(callbackId: string): callbackId is keyof typeof CHOSEN {
  return Object.hasOwn(CHOSEN, callbackId);
}

function isForm(callbackId: string): callbackId is keyof typeof SUBMISSIONS {
  return Object.hasOwn(SUBMISSIONS, callbackId);
}

function isKnownButton(actionId: string): actionId is keyof typeof BUTTONS {
  return Object.hasOwn(BUTTONS, actionId);
}

/** Answers a button that another version of Tandem posted. */
async function onStaleButton(deps: Listening, click: Click, ack: () => Promise<void>): Promise<void> {
  await acknowledge(deps.log, ack);
  deps.log.info({ action: click.actionId }, "A button was pressed that this version does not know");
  await answerActor(deps, click.from, buildSentenceMessage(STALE_BUTTON));
}

/** Answers a form that an earlier version opened and somebody submits after the upgrade. */
async function onStaleForm(deps: Listening, { by, view }: Submission, ack: AckForm): Promise<void> {
  await acknowledge(deps.log, () => ack());
  deps.log.info({ form: view.callback_id }, "A form was submitted that this version does not know");
  await answerActor(deps, { by }, buildSentenceMessage(STALE_FORM));
}
