import type { Button, ModalView } from "@slack/types";
import type { MoveView } from "../../core/command/answers.ts";
import { moveId } from "../../core/vitess/names.ts";
import { ACTIONS, PANELS } from "../actions.ts";
import { buildActions, buildButton, buildContext, buildSection } from "../blocks/build.ts";
import { buildModal } from "../blocks/modal.ts";
import { buildSituationButtons, MOVE_BUTTONS } from "./buttons.ts";
import { sayAge, sayWhatNext } from "./card.ts";
import { buildFormButtons } from "./form-buttons.ts";
import { sayHeadline } from "./headline.ts";

/** Where a panel was opened from: a channel that only follows a move changes nothing of it. */
interface PanelFacts {
  readonly forFollower: boolean;
  readonly metadata: string;
}

/** Everything that can be pressed on a move now, in a modal: the card's buttons and menu, and the forms that its details offer. */
export function renderMovePanel(view: MoveView, { forFollower, metadata }: PanelFacts): ModalView {
  const { situation } = view;
  const buttons = forFollower ? listFollowerButtons(view) : listPanelButtons(view);
  return buildModal(
    "Actions of this move",
    [buildSection(`*${sayHeadline(view)}*`), buildSection(sayWhatNext(view)), ...buildActions(...buttons), buildContext(sayAge(situation))],
    { callbackId: PANELS.move, metadata },
  );
}

function listPanelButtons({ situation }: MoveView): readonly (Button | false)[] {
  const { known, waiting, phase } = situation;
  const { name } = known.move;
  const { request } = known;
  const own = buildSituationButtons(situation);
  const rest = phase.kind === "ended" || phase.kind === "planned" ? [] : [MOVE_BUTTONS.details(name), MOVE_BUTTONS.diagnose(name)];
  return [
    waiting?.kind === "votes" && request !== undefined && buildReviewButton(request.id),
    ...own,
    ...rest.filter((one) => own.every((other) => other.action_id !== one.action_id)),
    ...buildFormButtons(situation),
  ];
}

function listFollowerButtons({ situation: { known, phase } }: MoveView): readonly (Button | false)[] {
  const { name } = known.move;
  const isThere = phase.kind !== "ended" && phase.kind !== "planned";
  return [isThere && MOVE_BUTTONS.details(name), isThere && MOVE_BUTTONS.diagnose(name), MOVE_BUTTONS.unfollow(name)];
}

/** Opens a request for whoever presses it. */
export function buildReviewButton(requestId: string, says = "Review the request"): Button {
  return buildButton("Review", ACTIONS.review, requestId, { says });
}

/** Opens a move's panel. */
export function buildOpenButton({ situation: { known } }: MoveView, says: string): Button {
  return buildButton("Open", ACTIONS.openMove, moveId(known.move.name), { says });
}
