import type { MoveView } from "../../core/command/answers.ts";
import { buildActions, buildContext, buildSection } from "../blocks/build.ts";
import { type Message, toNotification } from "../blocks/message.ts";
import { buildSituationButtons } from "../move/buttons.ts";
import { sayAge, sayWhatNext } from "../move/card.ts";
import { sayHeadline } from "../move/headline.ts";

/** Answers `@Tandem next` from the last reading: the state, the next step, and its button where the thread may change something. */
export function renderNextStep(view: MoveView, { forFollower }: { readonly forFollower: boolean }): Message {
  const { situation } = view;
  const title = sayHeadline(view);
  return {
    text: toNotification(title),
    blocks: [
      buildSection(`*${title}*`, sayWhatNext(view)),
      ...buildActions(...buildSituationButtons(situation).filter(({ style }) => !forFollower && style === "primary")),
      buildContext(sayAge(situation)),
    ],
  };
}
