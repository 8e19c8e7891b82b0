import type { Browser, Page } from "playwright-core";
import { openHarness } from "../../deploy/demo/harness.ts";
import { approveAs, be, openThread, press, say, shooter } from "./hands.ts";

const MOVE = "customer.commerce2customer";

/** Makes a move on the practice Slack's page without the tour, with the mistakes and the rollback of a new user. */
export async function moveByHand(browser: Browser, shots: string): Promise<void> {
  const harness = await openHarness({ copySeconds: 20, rateLimits: true });
  try {
    const page = await browser.newPage({ viewport: { width: 1360, height: 900 } });
    page.setDefaultTimeout(60_000);
    page.on("pageerror", (error) => {
      throw error;
    });
    await page.goto(harness.slack.pageUrl);
    await play(page, shooter(page, shots));
    await page.close();
  } finally {
    await harness.close();
  }
}

async function play(page: Page, shot: (name: string) => Promise<void>): Promise<void> {
  await say(page, "/movetables create");
  await page.locator("#modal").waitFor({ state: "visible" });
  await shot("create-form");
  await page.keyboard.press("Escape");
  await page.locator("#modal").waitFor({ state: "hidden" });

  await say(page, `/movetables creat ${MOVE}`);
  await page.getByText("did you mean").waitFor();
  await say(page, `/movetables create ${MOVE} --source-keyspace commerce --tables customer,corder`);
  await page.getByText(/Copying (?:about )?(?:\d+|under 1)%/).waitFor();
  await page.getByText(/Copying (?:about )?[4-9]\d%/).waitFor();
  await shot("copying");

  await press(page, "#rows", "Run VDiff");
  await page
    .locator("#rows")
    .getByText(/repl(y|ies)/)
    .first()
    .click();
  await page.locator("#replies").getByText("VDiff clean ·").first().waitFor();
  await shot("vdiff-report");

  await press(page, "#rows", "Request switch");
  await page.locator("#replies").getByText("Approval needed").waitFor();
  await shot("request");
  await press(page, "#replies", "Approve");
  await page.getByText("somebody else must approve it").first().waitFor();
  await approveAs(page, ["Ben", "Cho"]);
  await page.locator("#replies").getByText(`Switched · ${MOVE}`).first().waitFor();
  await shot("switched");

  await press(page, "#rows", "Roll back");
  await page.locator("#replies").getByText(`Rolled back · ${MOVE}`).first().waitFor();
  await shot("rolled-back");

  // Vitess has forgotten the first one with the rollback.
  await press(page, "#rows", "Run VDiff");
  await page.locator("#replies").getByText("VDiff clean ·").nth(1).waitFor();
  await say(page, `/movetables switch ${MOVE}`);
  await page.locator("#replies").getByText("Approval needed").last().waitFor();
  await be(page, "Ana");
  await openThread(page);
  await approveAs(page, ["Ben", "Cho"]);
  await page.getByText("is one press until").first().waitFor();
  await shot("home-again");

  await page.setViewportSize({ width: 390, height: 800 });
  await shot("on-a-phone");
}
