/** How far it is from an alarm to the cameras of its kitchen, as a person goes: by clicking what is on the screen. */
import type { Locator, Page } from 'playwright-core';
import { camera } from './district.ts';

/** One click: what is clicked on the page where one has got to. */
export type Step = (page: Page) => Locator;

/** Pages that show cameras: of a whole kitchen, or of one camera. */
const pageOfCameras = new RegExp(`^/console/site/[^/]+(/device/${camera})?$`);

/**
 * Clicks step by step, on into the tab that a click opens, up to the last: that must be a link in sight to a page with
 * cameras. Answers how many clicks it is, with that one.
 */
export async function clicksToCameras(from: Page, steps: readonly Step[]): Promise<number> {
  let page = from;
  for (const [index, step] of steps.entries()) {
    const target = step(page).first();
    await target.waitFor();
    if (index === steps.length - 1) {
      const href = await target.getAttribute('href');
      if (!pageOfCameras.test(href ?? '')) throw new Error(`no way to cameras: ${href}`);
      break;
    }
    const opensTab = (await target.getAttribute('target')) === '_blank';
    const [tab] = await Promise.all([opensTab ? page.context().waitForEvent('page') : null, target.click()]);
    page = tab ?? page;
  }
  if (page !== from) await page.close();
  return steps.length;
}
