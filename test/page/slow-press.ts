import type { Browser } from "playwright-core";
import { post, startBolt } from "../practice/slack/bolt-app.ts";

const MOVES = "C0MOVES";
/** Far longer than the page takes to draw an edit. */
const HELD_DOWN_MS = 500;

/** Holds a button down while the app edits its message; throws if the press does not reach the app. */
export async function pressThroughAnEdit(browser: Browser): Promise<void> {
  let pressed = 0;
  const running = await startBolt({ rateLimits: false }, (app) => {
    app.action("approve", async ({ ack }) => {
      pressed += 1;
      await ack();
    });
  });
  try {
    const { slack, app } = running;
    const blocks = [
      {
        type: "actions" as const,
        elements: [{ type: "button" as const, action_id: "approve", text: { type: "plain_text" as const, text: "Approve" } }],
      },
    ];
    const ts = await post(app.client, { channel: MOVES, text: "0 of 2", blocks });
    const page = await browser.newPage();
    await page.goto(slack.pageUrl);
    await page.getByRole("button", { name: "Approve" }).hover();
    await page.mouse.down();
    await app.client.chat.update({ channel: MOVES, ts, text: "1 of 2", blocks });
    await page.waitForTimeout(HELD_DOWN_MS);
    await page.mouse.up();
    await page.getByText("edited").waitFor();
    await slack.waitFor(() => pressed === 1);
    await page.close();
  } finally {
    await running.close();
  }
}
