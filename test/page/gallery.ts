import { join } from "node:path";
import type { View } from "@slack/types";
import type { ViewsPublishResponse, WebClient } from "@slack/web-api";
import { pino } from "pino";
import type { Browser, Page } from "playwright-core";
import type { PracticeSlack } from "../../practice/slack/practice-slack.ts";
import { drawPicture, type Picture } from "../../src/slack/picture/draw-picture.ts";
import { openPictures } from "../../src/slack/picture/pictures.ts";
import { listChapters, type Piece } from "../gallery/pieces.ts";
import { post, startBolt } from "../practice/slack/bolt-app.ts";
import { inspectWhole, type Faults } from "./inspect.ts";

const ANA = "U0ANA";

/**
 * Shows everything in the gallery on the page: the messages and pictures in a channel for each chapter, then the modals and the Home tabs one after the
 * other. Takes pictures, has axe look, and returns the number of pieces.
 */
export async function inspectGallery(browser: Browser, shots: string, faults: Faults): Promise<number> {
  const pieces = listChapters().flatMap((chapter, at) =>
    chapter.pieces.map((piece) => ({ ...piece, channel: { id: `C0GALLERY${at}`, name: toFileName(chapter.title) } })),
  );
  const posted = pieces.flatMap((piece) => ("view" in piece ? [] : [piece]));
  const channels = [...new Map(posted.map(({ channel }) => [channel.id, channel])).values()];
  let opening: View | undefined;
  const running = await startBolt({ rateLimits: false, channels }, (listening) => {
    listening.command("/movetables", async ({ ack, body, client }) => {
      await ack();
      if (opening !== undefined) await client.views.open({ trigger_id: body.trigger_id, view: opening });
    });
  });
  const { slack, app } = running;
  try {
    for (const piece of posted) await show(app.client, piece.channel.id, piece);
    const page = await browser.newPage();
    await page.goto(slack.pageUrl);
    for (const { name } of channels) {
      await page.locator(`#side button:has-text("${name}")`).first().click();
      await page.locator("#title", { hasText: name }).waitFor({ state: "attached" });
      await inspectWhole(page, "#rows", join(shots, `gallery-${name}`), faults);
    }
    for (const piece of pieces) {
      if (!("view" in piece)) continue;
      const file = join(shots, `gallery-${piece.view.type}-${toFileName(piece.title)}`);
      if (piece.view.type === "home")
        await inspectHome(page, await app.client.views.publish({ user_id: ANA, view: piece.view }), file, faults);
      else {
        opening = piece.view;
        await inspectModal(page, slack, file, faults);
      }
    }
    await page.close();
    return pieces.length;
  } finally {
    await running.close();
  }
}

async function show(client: WebClient, channel: string, piece: Exclude<Piece, { readonly view: View }>): Promise<void> {
  // An answer that was private in the product stands in the channel here; its blocks are the same.
  if ("message" in piece) await post(client, { channel, text: piece.message.text, blocks: [...piece.message.blocks] });
  else await share(client, channel, await drawPicture(openPictures(pino({ level: "warn" })), piece.picture.name, piece.picture.curves));
}

async function share(client: WebClient, channel: string, picture: Picture | undefined): Promise<void> {
  if (picture === undefined) throw new Error("a picture of the gallery was not drawn");
  const { name, title, content, altText } = picture;
  const described = { alt_txt: altText };
  const place = await client.files.getUploadURLExternal({ filename: name, length: content.length, ...described });
  await fetch(place.upload_url ?? "", { method: "POST", body: new Uint8Array(content) });
  await client.files.completeUploadExternal({ files: [{ id: place.file_id ?? "", title }], channel_id: channel });
}

async function inspectHome(page: Page, { view }: ViewsPublishResponse, file: string, faults: Faults): Promise<void> {
  await page.locator("#side button:has-text('Tandem home')").click();
  await page.locator(`#home[data-hash$="${view?.hash}"]`).waitFor();
  await inspectWhole(page, "#home", file, faults);
}

async function inspectModal(page: Page, slack: PracticeSlack, file: string, faults: Faults): Promise<void> {
  const [view] = await Promise.all([
    slack.waitFor(() => slack.views(ANA)[0]),
    slack.runCommand({ user: ANA, channel: "C0GALLERY0", command: "/movetables", text: "" }),
  ]);
  await page.locator(`#modal [data-view="${view.id}"]`).waitFor();
  await inspectWhole(page, "#modal", file, faults);
  await slack.closeView({ user: ANA, viewId: view.id });
  await page.locator("#modal").waitFor({ state: "hidden" });
}

function toFileName(title: string): string {
  return title.toLowerCase().replaceAll(/[^a-z0-9]+/gu, "-");
}
