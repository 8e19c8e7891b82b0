import { join } from "node:path";
import type { Page } from "playwright-core";

/** What a visitor does on the page, with mouse and keyboard. */

export async function be(page: Page, person: string): Promise<void> {
  await page.locator(`#people label:has-text("${person}")`).click();
}

export async function openThread(page: Page): Promise<void> {
  if (await page.locator("#thread").isVisible()) return;
  await page
    .locator("#rows")
    .getByText(/repl(y|ies)/)
    .first()
    .click();
}

export async function say(page: Page, text: string): Promise<void> {
  await page.fill("#say", text);
  await page.press("#say", "Enter");
}

/** Presses the newest button with this label, and confirms if Slack asks. */
export async function press(page: Page, where: string, label: string): Promise<void> {
  await page.locator(`${where} button:has-text("${label}")`).last().click();
  const yes = page.locator("#confirm-yes");
  await yes.waitFor({ state: "visible", timeout: 500 }).catch(() => undefined);
  if (await yes.isVisible()) await yes.click();
}

export async function approveAs(page: Page, people: readonly string[]): Promise<void> {
  for (const person of people) {
    await be(page, person);
    await openThread(page);
    await press(page, "#replies", "Approve");
    await page.locator("#replies").getByText(`${person} approved`).last().waitFor();
  }
}

/** Takes numbered pictures into this folder. */
export function shooter(page: Page, shots: string): (name: string) => Promise<void> {
  let number = 0;
  return async (name) => {
    number += 1;
    await page.screenshot({ path: join(shots, `${String(number).padStart(2, "0")}-${name}.png`) });
  };
}
