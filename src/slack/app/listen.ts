import type { App, BlockAction, ViewSubmitAction } from "@slack/bolt";
import { ACTIONS, COMMAND_ACTION, FORMS } from "../actions.ts";
import { acknowledge } from "./acknowledge.ts";
import { readClick } from "./click.ts";
import type { Click } from "./click.ts";
import { onCommandButton } from "./command-button.ts";
import { onCreateButton, onCreateForm } from "./create-form.ts";
import { tell } from "./deps.ts";
import type { Listening } from "./deps.ts";
import { onHomeOpened } from "./home.ts";
import { openInFlight } from "./in-flight.ts";
import type { InFlight } from "./in-flight.ts";
import { onMention } from "./mention.ts";
import { onRejectButton, onRejectForm } from "./reject.ts";
import { readSubmission } from "./submission.ts";
import { onSlash } from "./slash.ts";
import { sentence, STALE_BUTTON } from "./sentences.ts";
import { onApprove } from "./vote.ts";
import { onWithdraw } from "./withdraw.ts";

type OnClick = (deps: Listening, click: Click, ack: () => Promise<void>) => Promise<void>;

/** Every button that does not run a command. One that is added to ACTIONS and not here does not compile. */
const BUTTONS = {
  [ACTIONS.approve]: onApprove,
  [ACTIONS.reject]: onRejectButton,
  [ACTIONS.withdraw]: onWithdraw,
  [ACTIONS.create]: onCreateButton,
  [ACTIONS.open]: (deps, _click, ack) => acknowledge(deps.log, ack),
} as const satisfies Record<(typeof ACTIONS)[keyof typeof ACTIONS], OnClick>;

/** Registers every listener. Whatever Slack delivers is acknowledged, also what this version of Tandem does not know. */
export function listen(app: App, deps: Listening, botUserId: string): InFlight {
  const inFlight = openInFlight();
  const track = (work: Promise<void>): Promise<void> => inFlight.track(work);
  // One listener a kind of delivery: Bolt runs all that match at once, so a second, general one would answer everything twice.
  app.command(/.*/u, ({ command, ack }) => track(onSlash(deps, command, ack)));
  app.action<BlockAction>(/.*/u, ({ body, ack }) => {
    const click = readClick(body);
    return track(listenerFor(click.actionId)(deps, click, ack));
  });
  app.view<ViewSubmitAction>(FORMS.create, ({ body, view, ack }) => track(onCreateForm(deps, readSubmission(body, view), ack)));
  app.view<ViewSubmitAction>(FORMS.reject, ({ body, view, ack }) => track(onRejectForm(deps, readSubmission(body, view), ack)));
  app.event("app_mention", ({ event, body }) => {
    const { user = "", channel, text, thread_ts } = event;
    const thread = thread_ts === undefined ? {} : { threadTs: thread_ts };
    return track(onMention(deps, { eventId: body.event_id, user, channel, text, ...thread }, botUserId));
  });
  app.event("app_home_opened", ({ event }) => track(onHomeOpened(deps, event)));
  return inFlight;
}

function listenerFor(actionId: string): OnClick {
  if (COMMAND_ACTION.test(actionId)) return onCommandButton;
  return isButton(actionId) ? BUTTONS[actionId] : onStaleButton;
}

function isButton(actionId: string): actionId is keyof typeof BUTTONS {
  return Object.hasOwn(BUTTONS, actionId);
}

/** A button of another version of Tandem, on a message that is older or newer than this process. */
async function onStaleButton(deps: Listening, click: Click, ack: () => Promise<void>): Promise<void> {
  await acknowledge(deps.log, ack);
  deps.log.info({ action: click.actionId }, "A button was pressed that this version does not know");
  await tell(deps, click.from, sentence(STALE_BUTTON));
}
