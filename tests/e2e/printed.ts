/** Looks at a page as it would go on paper. */
import type { Page } from 'playwright-core';

/** A chart on paper: its size, px, and the words and figures that lie outside of it. */
export interface PrintedChart {
  label: string | null;
  width: number;
  height: number;
  bars: number;
  outside: string[];
}

/** The charts that a printer would be given, as they lie there in the moment in which it takes the page. */
export async function printedCharts(page: Page): Promise<PrintedChart[]> {
  await page.emulateMedia({ media: 'print' });
  const charts = await page.locator('.chart-box:visible').evaluateAll((boxes) =>
    boxes.map((box) => {
      const svg = box.querySelector('svg');
      const frame = (svg ?? box).getBoundingClientRect();
      const texts = [...box.querySelectorAll('text')].filter((text) => {
        const { left, right, top, bottom, height } = text.getBoundingClientRect();
        // The box of a letter is higher than what is drawn of it.
        const air = height / 4;
        return (
          left < frame.left - 1 ||
          right > frame.right + 1 ||
          top < frame.top - air ||
          bottom > frame.bottom + air
        );
      });
      return {
        label: box.getAttribute('aria-label'),
        width: Math.round(frame.width),
        height: Math.round(frame.height),
        bars: box.querySelectorAll('.recharts-bar-rectangle path').length,
        outside: texts.map((text) => text.textContent ?? ''),
      };
    }),
  );
  await page.emulateMedia({ media: null });
  return charts;
}
