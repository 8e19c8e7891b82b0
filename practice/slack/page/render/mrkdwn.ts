import { formatDate } from "./dates.ts";
import { escapeHtml, html, type Html } from "./html.ts";
import type { Names } from "./names.ts";

/** Slack's mrkdwn: bold, italics, strike, code, quotes, links, mentions, dates. Emoji names stay text. */
export function renderMrkdwn(text: string, names: Names): Html {
  return renderWithTokens(text, [
    [/```\n?([\s\S]*?)```/gu, (code) => html`<pre>${unescapeText(code)}</pre>`],
    [/`([^`\n]+)`/gu, (code) => html`<code>${unescapeText(code)}</code>`],
    [/<([^<>\n]+)>/gu, (reference) => resolve(reference, names)],
  ]);
}

/** The `markdown` block's standard Markdown, as far as a bot's report needs it: headings, lists, code, bold, italics, links. */
export function renderMarkdown(text: string): Html {
  return renderWithTokens(
    text
      .replace(/\*\*([^*\n]+)\*\*/gu, "*$1*")
      .replace(/^#{1,6} +(.+)$/gmu, "*$1*")
      .replace(/^[-*] +/gmu, "• "),
    [
      [/```\w*\n?([\s\S]*?)```/gu, (code) => html`<pre>${code}</pre>`],
      [/`([^`\n]+)`/gu, (code) => html`<code>${code}</code>`],
      [/(\[[^\]\n]+\]\([^)\s]+\))/gu, (source) => renderMarkdownLink(source)],
    ],
  );
}

type Token = readonly [pattern: RegExp, render: (inner: string) => Html];

/** Takes the tokens out, escapes and formats the rest, and puts them back, so that code and links are never formatted. */
function renderWithTokens(text: string, tokens: readonly Token[]): Html {
  const taken: Html[] = [];
  let rest = text.replaceAll(MARK, "");
  for (const [pattern, render] of tokens)
    rest = rest.replace(pattern, (_whole, inner: string) => {
      taken.push(render(inner));
      return `${MARK}${taken.length - 1}${MARK}`;
    });
  const formatted = rest.split("\n").map(formatLine).join("\n").replaceAll("</blockquote>\n", "</blockquote>");
  return { html: putBack(formatted, taken) };
}

/** A link's label may contain code, so what is put back may contain marks again. */
function putBack(text: string, taken: readonly Html[]): string {
  return text.replace(TAKEN, (_whole, index: string) => putBack(taken[Number(index)]?.html ?? "", taken));
}

/** A private-use character that no text holds afterwards. */
const MARK = "\uE000";
const TAKEN = /\uE000(\d+)\uE000/gu;

function formatLine(line: string): string {
  const quote = /^(?:>|&gt;) ?(.*)$/u.exec(line);
  const formatted = escapeHtml(unescapeText(quote?.[1] ?? line))
    .replace(/(?<![\w*])\*(\S|\S.*?\S)\*(?![\w*])/gu, "<strong>$1</strong>")
    .replace(/(?<!\w)_(\S|\S.*?\S)_(?!\w)/gu, "<em>$1</em>")
    .replace(/(?<!\w)~(\S|\S.*?\S)~(?!\w)/gu, "<del>$1</del>");
  return quote ? `<blockquote>${formatted}</blockquote>` : formatted;
}

/** The text between < and >: a mention, a date, a link. */
function resolve(reference: string, names: Names): Html {
  const [target = "", label] = reference.split("|");
  if (target.startsWith("@")) return html`<span class="mention">@${names.person(target.slice(1))}</span>`;
  if (target.startsWith("#")) return html`<span class="mention">#${names.channel(target.slice(1))}</span>`;
  if (target.startsWith("!subteam^")) return html`<span class="mention">@${names.group(target.slice("!subteam^".length))}</span>`;
  if (target.startsWith("!date^")) {
    const [, seconds = "0", format = "{date}"] = target.split("^");
    return html`<time title="${label ?? ""}">${formatDate(Number(seconds), format)}</time>`;
  }
  if (target.startsWith("!")) return html`<span class="mention">@${target.slice(1)}</span>`;
  if (label === undefined && !WEB_ADDRESS.test(target)) return html`${`<${reference}>`}`;
  return link(target, label === undefined ? target : unescapeText(label));
}

const WEB_ADDRESS = /^(?:https?:|mailto:)/u;

/** Only web and mail addresses become links; anything else is shown as written. */
export function link(url: string, label: string): Html {
  const plain = unescapeText(url);
  if (!WEB_ADDRESS.test(plain)) return html`${label}`;
  return html`<a href="${plain}" rel="noreferrer">${label}</a>`;
}

function renderMarkdownLink(source: string): Html {
  const [, label = "", url = ""] = /^\[([^\]]+)\]\(([^)]+)\)$/u.exec(source) ?? [];
  return link(url, label);
}

function unescapeText(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
