// Undoes what phones, editors and Slack put in place of what was typed. The order matters: links first, because in a message the only raw
// angle brackets are Slack's own; `&amp;` last, or `&amp;lt;` would be unescaped twice.
const SLACK_LINK = /<(?:https?|mailto|tel):([^<>|\s]*)(?:\|([^<>\n]*))?>/gi;
// In a thread people give commands by mentioning the app.
const MENTION_FIRST = /^\s*<@[A-Z0-9]+(?:\|[^>]*)?>/;
const SMART_DOUBLE_QUOTE = /[“”„‟]/g;
const SMART_SINGLE_QUOTE = /[‘’‚‛]/g;
const INVISIBLE = /[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2064\uFEFF]/g;
const LINE_CONTINUATION = /\\\r?\n/g;
// Phones turn -- into one long dash. Before an option it becomes two dashes, elsewhere (a shard, a UUID) one.
const LONG_DASH_BEFORE_OPTION = /(?<=^|[\s"'`])-*[\u2012-\u2015][-\u2010-\u2015]*(?=[A-Za-z])/g;
const LONG_DASH = /[\u2010-\u2015\u2212]/g;
// Back-quotes around the whole text, a block, or one name. One inside a word stays and makes the name invalid.
const BACK_QUOTES_AROUND = /(?<=^|[\s=,."'])`+|(?<!`)`+(?=$|[\s,."'])/g;
// Documentation pages have a comment line above some commands.
const COMMENTS_FIRST = /^(?:\s*#[^\n]*\n)+/;
// `$`, `❯`, `ana@host:~$`, `[root@host ~]#`, `➜  ~`; a lone `#` begins a comment unless a client's line follows it.
const PROMPT =
  /^\s*(?:\[[^\]\n]{1,80}\]\s*[$#%>]|[\w.-]+@[\w.-]+(?::[^\s$#%>]*)?\s?[$#%>]|[$❯➜›»λ%>](?:\s+~)?|#(?=\s+(?:sudo\s+)?\S*vtctl))\s+/;
// Slack's bold around a name or the whole line. Stars inside a word are a pattern's: a dot ends a word only where a sentence ends.
const TYPED_BOLD = /(?<=^|[\s=,])\*([^\s*]+)\*(?=$|[\s,;]|\.(?:\s|$))/g;
const BOLD_LINE = /^\s*\*([^*\n]+)\*\s*$/;
// Slack's italics around the whole name of a move. A one-part name may well begin and end with an underscore.
const ITALIC = /(?<=^|\s)_([A-Za-z0-9][\w-]*\.[\w-]*[A-Za-z0-9])_(?=$|\s)/g;

/** The text that its author meant: plain quotes, dashes and blanks, without Slack's links and escapes. */
export function normalise(text: string): string {
  return text
    .replace(MENTION_FIRST, "")
    .replaceAll(SLACK_LINK, (_whole, target: string, label: string | undefined) => label ?? target.replace(/^\/\//, ""))
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&")
    .replaceAll(SMART_DOUBLE_QUOTE, '"')
    .replaceAll(SMART_SINGLE_QUOTE, "'")
    .replaceAll(INVISIBLE, "")
    .replaceAll(LINE_CONTINUATION, " ")
    .replaceAll(LONG_DASH_BEFORE_OPTION, "--")
    .replaceAll(LONG_DASH, "-")
    .replace(BOLD_LINE, "$1")
    .replaceAll(TYPED_BOLD, "$1")
    .replaceAll(BACK_QUOTES_AROUND, "")
    .replace(COMMENTS_FIRST, "")
    .replace(PROMPT, "")
    .trim();
}

/** Removes Slack's italics around names of moves, and returns those names to mention: a keyspace may begin with an underscore. */
export function withoutItalics(text: string): { readonly text: string; readonly names: readonly string[] } {
  return { text: text.replaceAll(ITALIC, "$1"), names: [...text.matchAll(ITALIC)].map(([, name = ""]) => name) };
}
