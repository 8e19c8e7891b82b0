import { id } from "./text.ts";
import { acceptAnything, checkByType, checkInteger, checkList, checkNumber, checkObject, checkText, checkWord } from "./shape.ts";

const styled = { style: acceptAnything };
const run = checkText(20_000, 0);

const inline = checkByType({
  text: checkObject({ type: acceptAnything, text: run }, styled),
  link: checkObject({ type: acceptAnything, url: checkText(3000) }, { ...styled, text: run, unsafe: acceptAnything }),
  user: checkObject({ type: acceptAnything, user_id: id }, styled),
  usergroup: checkObject({ type: acceptAnything, usergroup_id: id }, styled),
  channel: checkObject({ type: acceptAnything, channel_id: id }, styled),
  team: checkObject({ type: acceptAnything, team_id: id }, styled),
  emoji: checkObject({ type: acceptAnything, name: id }, { ...styled, unicode: run, url: run, skin_tone: acceptAnything }),
  broadcast: checkObject({ type: acceptAnything, range: checkWord("here", "channel", "everyone") }, styled),
  color: checkObject({ type: acceptAnything, value: id }, styled),
  date: checkObject({ type: acceptAnything, timestamp: checkNumber, format: checkText(255) }, { ...styled, url: run, fallback: run }),
});

const runs = checkList(inline, { min: 0, max: 1000 });
const section = checkObject({ type: acceptAnything, elements: runs });
const border = checkInteger(0, 1);

/** The `rich_text` block: sections, lists, quotes and preformatted text. */
export const richText = checkObject(
  {
    type: acceptAnything,
    elements: checkList(
      checkByType({
        rich_text_section: section,
        rich_text_preformatted: checkObject({ type: acceptAnything, elements: runs }, { border, language: acceptAnything }),
        rich_text_quote: checkObject({ type: acceptAnything, elements: runs }, { border }),
        rich_text_list: checkObject(
          {
            type: acceptAnything,
            style: checkWord("bullet", "ordered"),
            elements: checkList(checkByType({ rich_text_section: section }), { max: 1000 }),
          },
          { indent: checkInteger(0, 8), offset: checkInteger(0, 1000), border },
        ),
      }),
      { max: 1000 },
    ),
  },
  { block_id: id },
);
