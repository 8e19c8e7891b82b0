import { join } from "node:path";
import { WebClient } from "@slack/web-api";
import type { Browser, Page } from "playwright-core";
import { startPracticeSlack } from "../../practice/slack/practice-slack.ts";
import { listChapters, type Chapter } from "../gallery/pieces.ts";

const SCHEMES = ["light", "dark"] as const;
const WIDTHS = { desktop: 1100, phone: 390 } as const;
/** Chromium draws no higher picture. */
const HIGHEST = 16_000;

/** Posts every message of the gallery, a channel for each chapter, and takes a picture of each: light and dark, wide and narrow. */
export async function shootGallery(browser: Browser, shots: string): Promise<number> {
  const chapters = listChapters()
    .map(({ title, pieces }) => ({ title, pieces: pieces.filter((piece) => "message" in piece) }))
    .filter(({ pieces }) => pieces.length > 0)
    .map((chapter, at) => ({ ...chapter, id: `C0GALLERY${at}`, name: toChannelName(chapter) }));
  const slack = await startPracticeSlack({ rateLimits: false, channels: chapters.map(({ id, name }) => ({ id, name })) });
  try {
    const client = new WebClient(slack.botToken, { slackApiUrl: slack.apiUrl });
    for (const { id, pieces } of chapters) {
      for (const { message } of pieces) {
        // An answer that was private in the product stands in the channel here; its blocks are the same.
        await client.apiCall("chat.postMessage", { channel: id, text: message.text, blocks: [...message.blocks] });
      }
    }
    for (const scheme of SCHEMES) {
      const page = await browser.newPage({ colorScheme: scheme });
      await page.goto(slack.pageUrl);
      for (const { name } of chapters) await shoot(page, name, join(shots, `gallery-${name}-${scheme}`));
      await page.close();
    }
    return chapters.length;
  } finally {
    await slack.close();
  }
}

async function shoot(page: Page, name: string, file: string): Promise<void> {
  for (const [device, width] of Object.entries(WIDTHS)) {
    await page.setViewportSize({ width, height: 900 });
    await page.locator(`#side button:has-text("${name}")`).first().click();
    await page.locator("#title", { hasText: name }).waitFor({ state: "attached" });
    const height = await page.locator("#rows").evaluate((rows) => rows.scrollHeight);
    await page.setViewportSize({ width, height: Math.min(height + 300, HIGHEST) });
    await page.screenshot({ path: `${file}-${device}.png` });
  }
}

function toChannelName({ title }: Pick<Chapter, "title">): string {
  return title.toLowerCase().replaceAll(/[^a-z]+/gu, "-");
}
