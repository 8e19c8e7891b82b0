import { id } from "./text.ts";
import { anything, byType, integer, list, number, object, text, word } from "./shape.ts";

const styled = { style: anything };
const run = text(20_000, 0);

const inline = byType({
  text: object({ type: anything, text: run }, styled),
  link: object({ type: anything, url: text(3000) }, { ...styled, text: run, unsafe: anything }),
  user: object({ type: anything, user_id: id }, styled),
  usergroup: object({ type: anything, usergroup_id: id }, styled),
  channel: object({ type: anything, channel_id: id }, styled),
  team: object({ type: anything, team_id: id }, styled),
  emoji: object({ type: anything, name: id }, { ...styled, unicode: run, url: run, skin_tone: anything }),
  broadcast: object({ type: anything, range: word("here", "channel", "everyone") }, styled),
  color: object({ type: anything, value: id }, styled),
  date: object({ type: anything, timestamp: number, format: text(255) }, { ...styled, url: run, fallback: run }),
});

const runs = list(inline, { min: 0, max: 1000 });
const section = object({ type: anything, elements: runs });
const border = integer(0, 1);

/** The `rich_text` block: sections, lists, quotes and preformatted text. */
export const richText = object(
  {
    type: anything,
    elements: list(
      byType({
        rich_text_section: section,
        rich_text_preformatted: object({ type: anything, elements: runs }, { border, language: anything }),
        rich_text_quote: object({ type: anything, elements: runs }, { border }),
        rich_text_list: object(
          { type: anything, style: word("bullet", "ordered"), elements: list(byType({ rich_text_section: section }), { max: 1000 }) },
          { indent: integer(0, 8), offset: integer(0, 1000), border },
        ),
      }),
      { max: 1000 },
    ),
  },
  { block_id: id },
);
