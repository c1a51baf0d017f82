/** What is really on the screen: pictures that the browser's compositor hands out, whatever the page's script does. */
import type { Browser, Page } from 'playwright-core';

export interface Shot {
  atMs: number;
  jpeg: string;
}

/**
 * Every picture that the compositor hands out until `stop`; the page's own thread is not asked. The first may be of before
 * the last change.
 */
export async function watchScreen(page: Page): Promise<{ shots: readonly Shot[]; stop(): Promise<Shot[]> }> {
  const session = await page.context().newCDPSession(page);
  const shots: Shot[] = [];
  session.on('Page.screencastFrame', ({ data, sessionId }) => {
    shots.push({ atMs: Date.now(), jpeg: data });
    session.send('Page.screencastFrameAck', { sessionId }).catch(() => undefined);
  });
  await session.send('Page.startScreencast', { format: 'jpeg', quality: 60, maxWidth: 640, maxHeight: 360 });
  return {
    shots,
    stop: async () => {
      await session.send('Page.stopScreencast');
      await session.detach();
      return shots;
    },
  };
}

/** How much of each picture is the yellow of the cover's card, 0 to 1. */
export function sharesOfCover(browser: Browser, shots: readonly Shot[]): Promise<number[]> {
  return sharesOf(browser, shots, { least: [221, 201, 0], most: [255, 255, 149] });
}

/** How much of each picture is white, 0 to 1. */
export function sharesOfWhite(browser: Browser, shots: readonly Shot[]): Promise<number[]> {
  return sharesOf(browser, shots, { least: [235, 235, 235], most: [255, 255, 255] });
}

type Colour = [number, number, number];

async function sharesOf(
  browser: Browser,
  shots: readonly Shot[],
  range: { least: Colour; most: Colour },
): Promise<number[]> {
  const page = await browser.newPage();
  try {
    const shares: number[] = [];
    for (const { jpeg } of shots) shares.push(await page.evaluate(shareOf, { base64: jpeg, ...range }));
    return shares;
  } finally {
    await page.close();
  }
}

/** In the page: how much of one picture is in the range. */
async function shareOf(given: { base64: string; least: Colour; most: Colour }): Promise<number> {
  const { base64, least, most } = given;
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const image = await createImageBitmap(new Blob([bytes], { type: 'image/jpeg' }));
  const drawing = new OffscreenCanvas(image.width, image.height).getContext('2d');
  if (!drawing) throw new Error('no canvas');
  drawing.drawImage(image, 0, 0);
  const { data } = drawing.getImageData(0, 0, image.width, image.height);
  let count = 0;
  for (let at = 0; at < data.length; at += 4) {
    const within = [0, 1, 2].every((part) => {
      const value = data[at + part] ?? 0;
      return value >= (least[part] ?? 0) && value <= (most[part] ?? 255);
    });
    if (within) count++;
  }
  return count / (image.width * image.height);
}

/** When the cover is seen, ms since 1970, as the page itself finds: the way from there is long where the computer is busy. */
export function coveredAt(page: Page, limitMs: number): Promise<number> {
  return page.locator('.not-live-cover').evaluate(
    (cover, patienceMs) =>
      new Promise<number>((resolve) => {
        const endMs = performance.now() + patienceMs;
        const look = (): void => {
          const isSeen = getComputedStyle(cover).opacity === '1';
          if (isSeen || performance.now() > endMs) resolve(Date.now());
          else setTimeout(look, 20);
        };
        look();
      }),
    limitMs,
  );
}

/** What the cover's animation makes of its opacity now. */
export function coverOpacity(page: Page): Promise<number> {
  return page.locator('.not-live-cover').evaluate((element) => Number(getComputedStyle(element).opacity));
}
