import type { KnownBlock, ModalView } from "@slack/types";

/** A modal to read and to press in, without anything to submit. `carried`: what Slack returns with each press. */
export function buildModal(
  title: string,
  blocks: readonly KnownBlock[],
  carried?: { readonly callbackId: string; readonly metadata: string },
): ModalView {
  return {
    type: "modal",
    ...(carried === undefined ? {} : { callback_id: carried.callbackId, private_metadata: carried.metadata }),
    title: { type: "plain_text", text: title },
    close: { type: "plain_text", text: "Close" },
    blocks: [...blocks],
  };
}
