/** The wall's queue and header as they are drawn, in the sizes that walls have. The facts are the mock's. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noBrowser, openBrowser } from './browser.ts';
import type { RunningApp } from './runningApp.ts';
import { testApp } from './testApp.ts';

const sizes = [
  { width: 1366, height: 768 },
  { width: 1920, height: 1080 },
  { width: 3840, height: 2160 },
];

describe.skipIf(noBrowser)('the queue of the wall', () => {
  let app: RunningApp;
  let browser: Browser;

  beforeAll(async () => {
    app = await testApp();
    browser = await openBrowser(['--autoplay-policy=document-user-activation-required']);
  });
  afterAll(async () => {
    await browser?.close();
    await app?.remove();
  });

  interface Look {
    language?: 'zh-CN' | 'en';
    size?: { width: number; height: number };
    reducedMotion?: 'reduce';
  }

  async function mockWall(
    mockCase: string,
    { language = 'zh-CN', size, reducedMotion }: Look = {},
  ): Promise<Page> {
    const context = await browser.newContext({
      viewport: size ?? { width: 1920, height: 1080 },
      ...(reducedMotion && { reducedMotion }),
    });
    const page = await context.newPage();
    await page.addInitScript((chosen) => {
      localStorage.setItem('mingchu.language', chosen);
      sessionStorage.setItem('mingchu.mock.session', 'duty');
    }, language);
    await page.goto(`${app.url}/wall?mock=1&sound=on&case=${mockCase}`);
    await page.getByTestId('queue').waitFor();
    return page;
  }

  for (const size of sizes)
    for (const language of ['zh-CN', 'en'] as const)
      it(`[QU1] [QU2] [QU5] cuts nothing off at ${size.width}×${size.height} in ${language}`, async () => {
        for (const [mockCase, rows] of [
          ['full', 4],
          ['flood', 3],
          ['single', 1],
        ] as const) {
          const page = await mockWall(mockCase, { language, size });
          await expect.poll(() => page.getByTestId('violation-row').count()).toBeGreaterThanOrEqual(rows);
          // How many rows fit is known when the first have been measured.
          for (const [frame, parts] of [
            ['.queue-body', '.row, .group, .rows-more'],
            ['.row', '.row-eta, .ring'],
            ['.wall', '.wall-header'],
            ['.wall-header', '.sound-state, .wall-freshness, .wall-time'],
          ] as const)
            await expect.poll(() => outside(page, frame, parts), { message: frame }).toEqual([]);
          await page.context().close();
        }
      });

  it('[QU4] shows a flood by what belongs together', async () => {
    const page = await mockWall('flood');
    await expect.poll(() => page.getByTestId('queue').getAttribute('data-flood')).toBe('true');
    // One arrival of the mock's waits for an officer's word; below it stand the three most urgent.
    const waits = () =>
      page
        .getByTestId('violation-row')
        .evaluateAll((rows) => rows.map((row) => row.querySelector('.row-claim') !== null));
    await expect.poll(waits).toEqual([true, false, false, false]);
    await expect.poll(() => page.getByTestId('flood-group').count()).toBeGreaterThan(2);
    expect(await page.getByTestId('flood-fold').innerText()).toMatch(/已合并/);
    // Both grow while one looks from one to the other.
    const isSaidTwice = async () => {
      const load = await page.getByTestId('load').locator('.number-figure').innerText();
      return (await page.locator('.queue-flood').innerText()).includes(`${Number.parseInt(load, 10)} 条`);
    };
    await expect.poll(isSaidTwice).toBe(true);
    const calm = await mockWall('single');
    expect(await calm.getByTestId('queue').getAttribute('data-flood')).toBe('false');
    await calm.context().close();
    await page.context().close();
  });

  it('[UI2] says in words how severe each row and each group is', async () => {
    const page = await mockWall('flood');
    const shown = page.locator('[data-testid=violation-row], [data-testid=flood-group]');
    await expect.poll(() => shown.count()).toBeGreaterThan(5);
    const words = { critical: '严重', major: '较重', minor: '一般', info: '提示' };
    const told = await shown.evaluateAll((rows) =>
      rows.map((row) => ({
        severity: row.getAttribute('data-severity') as keyof typeof words,
        text: row.querySelector('.row-what, .group-first')?.textContent ?? '',
      })),
    );
    for (const { severity, text } of told) expect(text).toMatch(new RegExp(`^${words[severity]} ·`));
    expect(new Set(told.map(({ severity }) => severity)).size).toBeGreaterThan(1);
    await page.context().close();
  });

  it('[QU6] hides a pointer that nobody moves', async () => {
    const page = await mockWall('calm');
    const cursor = () => page.getByTestId('queue').evaluate((panel) => getComputedStyle(panel).cursor);
    await expect.poll(cursor).toBe('none');
    await page.mouse.move(200, 200);
    await page.mouse.move(240, 220);
    await expect.poll(cursor).not.toBe('none');
    await page.context().close();
  });

  it('[QU3] blinks for unacknowledged critical ones only, and not against reduced motion', async () => {
    const page = await mockWall('full');
    const still = await mockWall('full', { reducedMotion: 'reduce' });
    const blinking = (on: Page) =>
      on.getByTestId('violation-row').evaluateAll((rows) =>
        rows
          .filter((row) => {
            const mark = row.querySelector('.mark');
            if (mark === null) return false;
            const { animationName, animationDuration } = getComputedStyle(mark);
            // Where no motion is wanted a blink takes no time.
            return animationName !== 'none' && animationDuration !== '0s';
          })
          .map((row) => row.getAttribute('data-severity')),
      );
    for (const on of [page, still]) await on.getByTestId('violation-row').first().waitFor();
    await expect.poll(async () => [...new Set(await blinking(page))]).toEqual(['critical']);
    expect(await blinking(still)).toEqual([]);
    const overdue = page.locator('[data-testid=violation-row][data-overdue=true]').first();
    expect(await overdue.innerText()).toContain('超时');
    const ground = (element: Element) => getComputedStyle(element).backgroundColor;
    expect(await overdue.evaluate(ground)).toBe('rgb(179, 20, 28)');
    const caption = page.locator('[data-testid=camera-tile][data-overdue=true] figcaption').first();
    expect(await caption.innerText()).toContain('超时');
    expect(await caption.evaluate(ground)).toBe('rgb(179, 20, 28)');
    await still.context().close();
    await page.context().close();
  });
});

/** Which of the parts reach beyond the frame that holds them, with their text. */
async function outside(page: Page, frame: string, parts: string): Promise<string[]> {
  return page.evaluate(
    ([frameOf, partsOf]) => {
      const found: string[] = [];
      for (const holder of document.querySelectorAll(frameOf)) {
        const room = holder.getBoundingClientRect();
        for (const part of holder.querySelectorAll(partsOf)) {
          const box = part.getBoundingClientRect();
          const beyond =
            box.left < room.left - 1 ||
            box.right > room.right + 1 ||
            box.top < room.top - 1 ||
            box.bottom > room.bottom + 1;
          if (beyond || part.scrollWidth > part.clientWidth + 1) found.push(part.textContent ?? '');
        }
      }
      return found;
    },
    [frame, parts] as const,
  );
}
