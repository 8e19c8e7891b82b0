import axe, { type AxeResults } from "axe-core";
import type { Page } from "playwright-core";

const SCHEMES = ["light", "dark"] as const;
const WIDTHS = { desktop: 1100, phone: 390 } as const;
const HEIGHT = 900;
/** A picture of a scrolled-out channel is read in pieces of about a screen each. */
const TILE = 1600;

/** The faults that axe has found, each once: where it was seen first, and the element. */
export type Faults = Map<string, string>;

/**
 * Takes pictures of the page as it stands, light and dark, wide and narrow, and has axe look at each; `prepare` runs before each, after the
 * page has got its width. Leaves the page wide and light.
 */
export async function inspect(page: Page, file: string, faults: Faults, prepare = async (_page: Page) => {}): Promise<void> {
  await inEachLook(page, HEIGHT, async (look) => {
    await prepare(page);
    await page.screenshot({ path: `${file}-${look}.png` });
    await askAxe(page, `${file}-${look}`, faults);
  });
}

/** The same of everything in this element that scrolls, in tiles from top to bottom. */
export async function inspectWhole(page: Page, scroller: string, file: string, faults: Faults): Promise<void> {
  await inEachLook(page, TILE, async (look) => {
    await askAxe(page, `${file}-${look}`, faults);
    const list = page.locator(scroller);
    const { whole, shown } = await list.evaluate(({ scrollHeight, clientHeight }) => ({ whole: scrollHeight, shown: clientHeight }));
    const tiles = Math.ceil(whole / shown);
    for (let tile = 0; tile < tiles; tile += 1) {
      await list.evaluate((element, top) => element.scrollTo({ top }), tile * shown);
      await list.screenshot({ path: `${file}-${look}${tiles > 1 ? `-${tile + 1}` : ""}.png` });
    }
  });
}

async function inEachLook(page: Page, height: number, look: (name: string) => Promise<void>): Promise<void> {
  for (const colorScheme of SCHEMES) {
    await page.emulateMedia({ colorScheme });
    for (const [device, width] of Object.entries(WIDTHS)) {
      await page.setViewportSize({ width, height });
      await look(`${colorScheme}-${device}`);
    }
  }
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: WIDTHS.desktop, height: HEIGHT });
}

async function askAxe(page: Page, place: string, faults: Faults): Promise<void> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<AxeResults>("axe.run()");
  for (const { id, help, nodes } of violations) {
    for (const { html, any } of nodes) {
      const fault = `${id}: ${help}: ${any.map(({ message }) => message).join("; ")}`;
      if (!faults.has(fault)) faults.set(fault, `${place}: ${html.slice(0, 300)}`);
    }
  }
}
