import type { Answer } from "../../core/answers.ts";
import { phaseOf } from "../../core/state/phase.ts";
import { actions, preformatted, section } from "../blocks/build.ts";
import type { Message } from "../blocks/message.ts";
import { type CardFacts, renderCard } from "../move/card.ts";
import { formButtons } from "../move/form-buttons.ts";
import { verbatim } from "../text/escape.ts";
import type { OfKind } from "../wording/of-kind.ts";
import { readingLines } from "./streams.ts";

/** The card, then everything that the reading behind it holds, and the newest lines of the streams' logs. */
export function renderShow({ view, now, logs }: OfKind<Answer, "show">, facts: CardFacts): Message {
  const card = renderCard(view, facts);
  const newest = logs.slice(-20);
  return {
    text: card.text,
    blocks: [
      ...card.blocks,
      ...(view.reading === undefined ? [] : [section("*Details*", ...readingLines(view.reading, now))]),
      ...actions(...formButtons(view.move.name, phaseOf(view.move, view.reading, facts.maxLagSeconds))),
      ...(newest.length === 0 ? [] : [preformatted(newest.map((line) => verbatim(line))).block]),
    ],
  };
}
