import type { Page } from 'playwright-core';

/**
 * Counts from now on for how long the page's own thread works, s of the processor: a computer that is busy with other
 * things takes longer for the same work, but counts no more of it. A page that goes to another place begins anew.
 */
export async function countThreadTime(page: Page): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    const worked = metrics.find(({ name }) => name === 'ThreadTime');
    if (!worked) throw new Error('the browser does not count the time of a thread');
    return worked.value;
  };
}
