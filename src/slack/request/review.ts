import type { ModalView } from "@slack/types";
import type { Execution } from "../../core/operation/execution/executions.ts";
import type { Request } from "../../core/operation/request/requests.ts";
import { PANELS } from "../actions.ts";
import { buildModal } from "../blocks/modal.ts";
import { withoutYoung } from "../blocks/twin.ts";
import { type RequestFacts, renderRequest } from "./message.ts";

/** A request for one reader, from wherever they look: as in its thread, whole, and with the buttons that they can press. */
export function renderReview(
  request: Request,
  execution: Execution | undefined,
  facts: Pick<RequestFacts, "now" | "limits"> & Required<Pick<RequestFacts, "reader">>,
  metadata: string,
): ModalView {
  const { blocks } = renderRequest(request, execution, { ...facts, approverGroups: [], elsewhere: true, whole: true });
  return buildModal("Review the request", withoutYoung(blocks), { callbackId: PANELS.review, metadata });
}
