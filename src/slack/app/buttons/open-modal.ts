import type { ModalView } from "@slack/types";
import { checkView } from "../../blocks/check.ts";
import { callSlack } from "../../web-api/faults.ts";
import type { Addressee } from "../../web-api/private-answer.ts";
import { runAfterAck } from "../listener/acknowledge.ts";
import { type Listening, answerActor } from "../listener/deps.ts";
import { FORM_NOT_OPENED, buildSentenceMessage } from "../../web-api/sentences.ts";

/** How long a look for what a modal shows may take: Slack lets an app open it only within three seconds of the trigger. */
export const MODAL_LOOK_MS = 1_500;

/** Replaces an open form. If the person has closed it meanwhile, nothing is lost. */
export async function updateModal(deps: Listening, viewId: string, view: ModalView): Promise<void> {
  await runAfterAck(deps.log, "Updating a form", async () => {
    checkView(view);
    await callSlack("views.update", () => deps.client.views.update({ view_id: viewId, view }));
  });
}

/**
 * Opens a form for the person who acted, or says that it did not open. A trigger opens one form, within three seconds; a form that a panel
 * opens takes the panel's place, so that nothing outdated is below it.
 */
export async function openModal(deps: Listening, triggerId: string, from: Addressee, view: ModalView): Promise<void> {
  try {
    checkView(view);
    const { modal } = from;
    if (modal === undefined) await callSlack("views.open", () => deps.client.views.open({ trigger_id: triggerId, view }));
    else await callSlack("views.update", () => deps.client.views.update({ view_id: modal, view }));
  } catch (error) {
    deps.log.warn({ err: error }, "A form did not open");
    await answerActor(deps, from, buildSentenceMessage(FORM_NOT_OPENED));
  }
}
