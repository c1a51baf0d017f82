/** What a page says of its own drawing: frames, gaps and long tasks, and how much of a processor each part took. */
import type { Browser, CDPSession, Page } from 'playwright-core';

/** A second with fewer is one in which people see it stutter. */
const fewFrames = 30;
/** The page at rest may lose a frame; this much is seen. ms. */
const seenGapMs = 100;

/** What the page itself counts; its times are ms since 1970. */
interface PageFigures {
  frames: number[];
  gapsMs: number[];
  longTaskMs: number[];
  /** When the marked text was another than in the frame before. */
  seen: number[];
}

export interface FrameFigures {
  framesPerS: number;
  /** Seconds in which people see it stutter. */
  secondsBelow30: number;
  /** Between two frames, in the middle of all. */
  usualGapMs: number;
  longestGapMs: number;
  /** Pauses of 100 ms and more between two frames. */
  gapsOf100Ms: number;
  longTasks: number;
  longTasksMs: number;
  /** Share of a processor that the page's own thread took. */
  pageThreadPct: number;
  /** Share of a processor for painting: without a graphics card this stands for it. */
  paintingPct: number;
}

/** Begins to count; answers how to end it. `marked` selects a text whose changes are timed. */
export async function countFrames(
  { page, cdp, browser }: { page: Page; cdp: CDPSession; browser: Browser },
  marked = 'head > title',
): Promise<{ stop(): Promise<{ figures: FrameFigures; seen: number[] }> }> {
  // tsx names functions by a call to this, which the page does not have.
  await page.evaluate('globalThis.__name = (named) => named');
  const busyBefore = await busyMs(cdp, browser);
  const startAt = performance.now();
  await page.evaluate(countInPage, marked);
  return {
    stop: async () => {
      const figures = await page.evaluate(() => (globalThis as unknown as { bench: PageFigures }).bench);
      const [busy, tookMs] = [await busyMs(cdp, browser), performance.now() - startAt];
      const pct = (part: 'thread' | 'painting') =>
        Math.round(((busy[part] - busyBefore[part]) / tookMs) * 100);
      // The last second is not whole.
      const frames = figures.frames.slice(0, -1);
      return {
        seen: figures.seen,
        figures: {
          framesPerS: Math.round(sum(frames) / frames.length),
          secondsBelow30: frames.filter((each) => each < fewFrames).length,
          usualGapMs: Math.round(middle(figures.gapsMs) * 10) / 10,
          longestGapMs: Math.round(Math.max(...figures.gapsMs)),
          gapsOf100Ms: figures.gapsMs.filter((each) => each >= seenGapMs).length,
          longTasks: figures.longTaskMs.length,
          longTasksMs: Math.round(sum(figures.longTaskMs)),
          pageThreadPct: pct('thread'),
          paintingPct: pct('painting'),
        },
      };
    },
  };
}

/** Runs in the page. */
function countInPage(marked: string): void {
  const bench: PageFigures = { frames: [], gapsMs: [], longTaskMs: [], seen: [] };
  Object.assign(globalThis, { bench });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) bench.longTaskMs.push(entry.duration);
  }).observe({ entryTypes: ['longtask'] });
  const startAt = performance.now();
  let lastAt = startAt;
  let text = document.querySelector(marked)?.textContent;
  const frame = (): void => {
    const now = performance.now();
    const second = Math.floor((now - startAt) / 1000);
    while (bench.frames.length <= second) bench.frames.push(0);
    bench.frames[second] = (bench.frames[second] ?? 0) + 1;
    bench.gapsMs.push(now - lastAt);
    lastAt = now;
    const shown = document.querySelector(marked)?.textContent;
    if (shown !== text) bench.seen.push(performance.timeOrigin + now);
    text = shown;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}

/** Processor time so far, ms: of the page's thread, and of the process that paints. */
async function busyMs(cdp: CDPSession, browser: Browser): Promise<{ thread: number; painting: number }> {
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
  const { metrics } = await cdp.send('Performance.getMetrics');
  const thread = metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
  const whole = await browser.newBrowserCDPSession();
  const { processInfo } = await whole.send('SystemInfo.getProcessInfo');
  await whole.detach();
  const painting = sum(processInfo.filter(({ type }) => type === 'GPU').map(({ cpuTime }) => cpuTime));
  return { thread: thread * 1000, painting: painting * 1000 };
}

function middle(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

function sum(values: number[]): number {
  return values.reduce((total, each) => total + each, 0);
}
