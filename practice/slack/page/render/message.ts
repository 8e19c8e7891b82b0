import { isPng } from "../../workspace/png.ts";
import type { Ephemeral, SlackMessage } from "../../workspace/workspace.ts";
import type { Json } from "../../blocks/json.ts";
import { collectValues, type Place } from "../../people/places.ts";
import type { Harness } from "../../people/harness.ts";
import { renderBlocks } from "./blocks.ts";
import { formatClockTime, formatDate } from "./dates.ts";
import { html, type Html } from "./html.ts";
import { renderMrkdwn } from "./mrkdwn.ts";
import { createNames } from "./names.ts";

/** One row of a channel or thread. `key` identifies it when it changes. */
export interface Row {
  readonly key: string;
  readonly html: string;
}

/** A message as this person sees it; `inThread` leaves out the link to its own thread. */
export function renderMessageRow(harness: Harness, viewer: string, message: SlackMessage, inThread: boolean): Row {
  const place: Place = { kind: "message", message, key: `${message.channel}/${message.ts}/${viewer}` };
  const replies = message.reply_count ?? 0;
  const thread = message.thread_ts ?? message.ts;
  const notes = html`${message.subtype === "thread_broadcast" && html`<p class="note">${inThread ? "Also sent to the channel" : html`Replied to <button type="button" class="link" data-thread="${thread}">a thread</button>`}</p>`}`;
  const foot = html`${renderFiles(harness, message.files ?? [])}${renderMarks(message)}${!inThread && message.subtype !== "thread_broadcast" && html`<button type="button" class="link replies" data-thread="${thread}">${replies === 0 ? "Reply in thread" : `${replies} ${replies === 1 ? "reply" : "replies"}`}</button>`}${renderShortcuts(harness)}`;
  return renderFrame(harness, place, {
    from: message.user,
    edited: message.edited !== undefined,
    notes,
    foot,
    kind: message.subtype === "tombstone" ? "gone" : "",
  });
}

/** The menu of a message, with what the app adds to it. */
function renderShortcuts({ shortcuts }: Harness): Html {
  const choices = shortcuts.map(({ name, callbackId }) => html`<button type="button" data-shortcut="${callbackId}">${name}</button>`);
  return html`<details class="overflow shortcuts">
    <summary class="button plain" aria-label="More actions of this message">⋯</summary>
    <div class="menu">${choices}</div>
  </details>`;
}

export function renderEphemeralRow(harness: Harness, ephemeral: Ephemeral): Row {
  const place: Place = { kind: "ephemeral", ephemeral, key: `${ephemeral.channel}/${ephemeral.ts}/${ephemeral.viewer}` };
  const from = ephemeral.from === "slack" ? "" : harness.workspace.bot.id;
  return renderFrame(harness, place, {
    from,
    edited: false,
    notes: html`<p class="note">Only visible to you</p>`,
    foot: html``,
    kind: "private",
  });
}

interface Frame {
  readonly from: string;
  readonly edited: boolean;
  readonly notes: Html;
  readonly foot: Html;
  readonly kind: string;
}

function renderFrame(harness: Harness, place: Exclude<Place, { kind: "view" }>, { from, edited, notes, foot, kind }: Frame): Row {
  const content = place.kind === "message" ? place.message : place.ephemeral;
  const names = createNames(harness.workspace);
  const author = from === "" ? "Practice" : names.person(from);
  const isApp = from === harness.workspace.bot.id;
  const blocks = content.blocks ?? [];
  const body =
    blocks.length > 0
      ? renderBlocks(blocks, { names, values: collectValues(harness, place) })
      : [html`<div class="text">${renderMrkdwn(content.text, names)}</div>`];
  const markup = html`<article
    class="message ${kind}"
    data-channel="${content.channel}"
    data-ts="${content.ts}"
    id="m${content.ts}"
    tabindex="-1"
  >
    <span class="avatar ${from}" aria-hidden="true">${author.slice(0, 1)}</span>
    <div class="content">
      <header>
        <b>${author}</b>${isApp && html` <span class="tag">app</span>`}
        <time title="${formatDate(Number(content.ts), "{date_long} {time_secs}")}">${formatClockTime(content.ts)}</time
        >${edited && html` <small>edited</small>`}
      </header>
      ${notes}${body}${foot}
    </div>
  </article>`;
  return { key: content.ts, html: markup.html };
}

function renderMarks(message: SlackMessage): Html {
  const reactions = (message.reactions ?? []).map((reaction) => html`<span class="tag">:${reaction.name}: ${reaction.count}</span> `);
  return html`${message.pinned_to !== undefined && html`<span class="tag">pinned</span> `}${reactions}`;
}

const MOST_PREVIEW = 20_000;

function renderFiles(harness: Harness, shared: readonly Json[]): Html {
  const rows = shared.map((file) => {
    const stored = harness.workspace.files.get(String(file["id"]));
    if (isPng(stored?.content)) return html`<img class="picture" src="/files/${String(file["id"])}" alt="${stored?.altText ?? ""}" />`;
    const text = stored?.content?.toString("utf8").slice(0, MOST_PREVIEW) ?? "";
    return html`<details class="file">
      <summary>${String(file["title"])} · ${stored?.length ?? 0} bytes</summary>
      <pre>${text}</pre>
      <a href="/files/${String(file["id"])}" target="_blank" rel="noreferrer">Open the whole file</a>
    </details>`;
  });
  return html`${rows}`;
}
