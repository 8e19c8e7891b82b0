import type { ModalView } from "@slack/types";
import { checkView } from "../blocks/check.ts";
import { calling } from "../outbound/faults.ts";
import type { Addressee } from "../outbound/private-answer.ts";
import { loggable } from "../outbound/secrets.ts";
import { tell } from "./deps.ts";
import type { Listening } from "./deps.ts";
import { FORM_NOT_OPENED, sentence } from "./sentences.ts";

/** Opens a form for the one who acted, or tells them that it did not open. A trigger opens one form within three seconds. */
export async function openModal(deps: Listening, triggerId: string, from: Addressee, view: ModalView): Promise<void> {
  try {
    checkView(view);
    await calling("views.open", () => deps.client.views.open({ trigger_id: triggerId, view }));
  } catch (error) {
    deps.log.warn({ error: loggable(error) }, "A form did not open");
    await tell(deps, from, sentence(FORM_NOT_OPENED));
  }
}
