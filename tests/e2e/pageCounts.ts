/** What a page holds: its heap and nodes by the browser's word, its timers and object URLs by what it asked for. */
import type { BrowserContext, CDPSession, Page } from 'playwright-core';

export interface PageCounts {
  heapMiB: number;
  nodes: number;
  listeners: number;
  documents: number;
  intervals: number;
  /** Timeouts that have been still to come for some seconds: others are only on their way. */
  timeouts: number;
  /** Blobs that have an address, e.g. pictures of cameras. */
  objectUrls: number;
  workers: number;
  sockets: number;
}

/** Makes every page of the context count its timers and addresses; call it before they are opened. */
export async function countFromTheStart(context: BrowserContext): Promise<void> {
  // tsx names functions by a call to this, which the page does not have.
  await context.addInitScript('globalThis.__name = (named) => named');
  await context.addInitScript(countInPage);
}

function countInPage(): void {
  const intervals = new Set<unknown>();
  const timeouts = new Map<unknown, number>();
  const lastingMs = 5_000;
  const lasting = (): number => {
    const beforeMs = performance.now() - lastingMs;
    return [...timeouts.values()].filter((sinceMs) => sinceMs < beforeMs).length;
  };
  const urls = new Set<string>();
  let sockets = 0;
  Object.assign(globalThis, {
    holds: () => ({ intervals: intervals.size, timeouts: lasting(), objectUrls: urls.size, sockets }),
  });
  const { setTimeout: once, setInterval: often, clearTimeout: notOnce, clearInterval: notOften } = window;
  const countOnce = (work: () => void, ms?: number, ...rest: []): number => {
    const id: number = once(
      (...given: []) => {
        timeouts.delete(id);
        work(...given);
      },
      ms,
      ...rest,
    );
    timeouts.set(id, performance.now());
    return id;
  };
  const countOften = (...given: Parameters<typeof often>): number => {
    const id = often(...given);
    intervals.add(id);
    return id;
  };
  const forget = (end: (id?: number) => void) => (id?: number) => {
    timeouts.delete(id);
    intervals.delete(id);
    end(id);
  };
  const [clearTimeout, clearInterval] = [forget(notOnce), forget(notOften)];
  Object.assign(window, { setTimeout: countOnce, setInterval: countOften, clearTimeout, clearInterval });
  const { createObjectURL, revokeObjectURL } = URL;
  URL.createObjectURL = (blob) => {
    const url = createObjectURL(blob);
    urls.add(url);
    return url;
  };
  URL.revokeObjectURL = (url) => {
    urls.delete(url);
    revokeObjectURL(url);
  };
  window.WebSocket = class extends WebSocket {
    constructor(...given: ConstructorParameters<typeof WebSocket>) {
      super(...given);
      sockets += 1;
      this.addEventListener('close', () => {
        sockets -= 1;
      });
    }
  };
}

/** Heap of the page after the collector has run, bytes. */
export async function collectedHeapBytes(cdp: CDPSession): Promise<number> {
  await cdp.send('HeapProfiler.collectGarbage');
  return (await cdp.send('Runtime.getHeapUsage')).usedSize;
}

/** Counts after a forced collection. */
export async function countPage(page: Page, cdp: CDPSession): Promise<PageCounts> {
  const heapBytes = await collectedHeapBytes(cdp);
  await cdp.send('Performance.enable');
  const { metrics } = await cdp.send('Performance.getMetrics');
  const metric = (name: string): number => metrics.find((each) => each.name === name)?.value ?? Number.NaN;
  const holds = await page.evaluate(() =>
    (
      globalThis as unknown as {
        holds(): Pick<PageCounts, 'intervals' | 'timeouts' | 'objectUrls' | 'sockets'>;
      }
    ).holds(),
  );
  return {
    heapMiB: Math.round((heapBytes / 2 ** 20) * 100) / 100,
    nodes: metric('Nodes'),
    listeners: metric('JSEventListeners'),
    documents: metric('Documents'),
    workers: page.workers().length,
    ...holds,
  };
}
