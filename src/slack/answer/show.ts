import type { Answer } from "../../core/command/answers.ts";
import { buildActions, buildPreformatted, buildSection } from "../blocks/build.ts";
import type { Message } from "../blocks/message.ts";
import { renderCard } from "../move/card.ts";
import { buildFormButtons } from "../move/form-buttons.ts";
import { quoteVerbatim } from "../text/escape.ts";
import type { Names } from "../text/people.ts";
import type { OfKind } from "../wording/of-kind.ts";
import { listReadingLines } from "./streams.ts";

/** Shows the card, then everything in its reading, and the newest lines of the streams' logs. */
export function renderShow({ view, logs }: OfKind<Answer, "show">, people?: Names): Message {
  const { situation } = view;
  const { reading } = situation.known;
  const card = renderCard(view, { forFollower: false, ...(people === undefined ? {} : { names: people }) });
  const newest = logs.slice(-20);
  return {
    text: card.text,
    blocks: [
      ...card.blocks,
      ...(reading === undefined ? [] : [buildSection("*Details*", ...listReadingLines(reading, situation.now))]),
      ...buildActions(...buildFormButtons(situation)),
      ...(newest.length === 0 ? [] : [buildPreformatted(newest.map((line) => quoteVerbatim(line))).block]),
    ],
  };
}
