/** What is really heard from the wall and the desk, in a real browser, on the whole running application. */
import type { Violation } from '@mingchu/shared/violation';
import type { AuditLine, Page as ListPage } from '@mingchu/shared/http';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noBrowser, openBrowser, signIn } from './browser.ts';
import { account, enterDistrict, showFire, showNoMask, showRat } from './district.ts';
import { type HeardPulse, heardPulses, heardSentences, listen } from './listening.ts';
import { password, type RunningApp } from './runningApp.ts';
import { testApp } from './testApp.ts';

const kiosk = ['--autoplay-policy=no-user-gesture-required'];

describe.skipIf(noBrowser)('the sound', () => {
  let app: RunningApp;
  let browser: Browser;
  let wall: Page;

  beforeAll(async () => {
    app = await testApp();
    await enterDistrict(app);
    browser = await openBrowser(kiosk);
    wall = await listeningPage(await signedIn(browser, app), `${app.url}/wall?sound=on`);
    await wall.getByTestId('wall').waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await app?.remove();
  });

  it('[SO1] [SO6] a major violation is three pulses of 587 Hz, and is told in Chinese', async () => {
    await expect.poll(() => soundOf(wall)).toBe('test-due');
    // It has looked at the district: what comes from now on is new.
    await expect.poll(() => wall.getByTestId('sound').getAttribute('data-reason')).toBe('nothing-to-tell');
    await showRat(app);
    await expect.poll(() => heardPulses(wall), { timeout: 20_000 }).toHaveLength(3);
    await expect.poll(() => heardSentences(wall)).toHaveLength(1);
    expect((await heardSentences(wall))[0]).toMatch(/^实验小学食堂，发现老鼠，剩余十分钟，.*李晓明/);
    const pulses = await heardPulses(wall);
    for (const { hz, lengthMs } of pulses) {
      expect(Math.abs(hz - 587)).toBeLessThan(8);
      expect(Math.abs(lengthMs - 200)).toBeLessThan(50);
    }
    expect(pausesOf(pulses).every((pauseMs) => Math.abs(pauseMs - 200) < 50)).toBe(true);
  });

  it('[SO1] [SO2] [SO3] fire is ten pulses, 3-2 and 3-2, again and again until somebody acknowledges', async () => {
    const before = (await heardPulses(wall)).length;
    await showFire(app);
    await expect.poll(() => heardPulses(wall), { timeout: 45_000 }).toHaveLength(before + 20);
    // The last of them has only begun.
    await expect.poll(() => wall.getByTestId('sound').getAttribute('data-playing')).toBe('');
    const all = await heardPulses(wall);
    const [first, second] = [all.slice(before, before + 10), all.slice(before + 10)];
    for (const { hz } of [...first, ...second]) expect(Math.abs(hz - 740)).toBeLessThan(8);
    expect(pausesOf(first).map((pauseMs) => (pauseMs > 480 ? 'breath' : pauseMs > 225 ? 'gap' : ''))).toEqual(
      ['', '', 'gap', '', 'breath', '', '', 'gap', ''],
    );
    const apartMs = (second[0]?.atMs ?? 0) - (first[0]?.atMs ?? 0);
    expect(apartMs).toBeGreaterThan(14_000);
    expect(apartMs).toBeLessThan(17_500);
    const officer = await account(app, 'duty');
    const { items } = await officer.call<ListPage<Violation>>('GET', '/violations?severity=critical');
    for (const { id } of items) await officer.call('POST', `/violations/${id}/ack`, {});
    await expect.poll(() => wall.getByTestId('sound').getAttribute('data-reason')).toBe('nothing-to-tell');
  });

  it.concurrent('[SO2] nothing more is heard once somebody has acknowledged', async ({ expect }) => {
    const heard = (await heardPulses(wall)).length;
    await wall.waitForTimeout(17_000);
    expect((await heardPulses(wall)).length).toBe(heard);
  });

  // In a browser of its own, beside the silence.
  it.concurrent('[SO8] says that the browser keeps it silent, until somebody touches the screen', async ({
    expect,
  }) => {
    // As desktop browsers are by default; without a window this must be said.
    const strict = await openBrowser(['--autoplay-policy=document-user-activation-required']);
    try {
      const page = await listeningPage(await signedIn(strict, app), `${app.url}/wall?sound=on`);
      // To the browser each question of a test is a touch: none may be asked before the page has tried to sound.
      await page.waitForTimeout(12_000);
      expect(await soundOf(page)).toBe('blocked');
      expect(await page.getByTestId('sound').innerText()).toContain('声音被浏览器阻止 · 点按任意处开启');
      await page.mouse.click(400, 600);
      await expect.poll(() => soundOf(page)).toBe('test-due');
    } finally {
      await strict.close();
    }
  });

  it('[SO5] a mute is on record and counts down; [SO9] so is the test', async () => {
    await wall.getByTestId('sound').click();
    await wall.getByTestId('mute-5').click();
    await expect.poll(() => soundOf(wall)).toBe('muted');
    expect(await wall.getByTestId('sound').innerText()).toMatch(/静音 0[45]:\d\d/);
    await wall.getByTestId('unmute').click();
    await expect.poll(() => soundOf(wall)).toBe('test-due');
    const before = (await heardPulses(wall)).length;
    await wall.getByTestId('sound-test-start').click();
    await wall.getByTestId('sound-heard').click({ timeout: 40_000 });
    await expect.poll(() => soundOf(wall)).toBe('on');
    // Critical, lost data, overdue, two minutes, major, minor, note.
    await expect.poll(async () => (await heardPulses(wall)).length - before).toBe(10 + 2 + 3 + 4 + 3 + 2 + 1);
    const chief = await account(app, 'chief');
    const { items } = await chief.call<ListPage<AuditLine>>('GET', '/audit?subject=sound');
    expect(items.map(({ actor, act, reason }) => `${actor} ${act} ${reason}`)).toEqual([
      'duty test sound-heard',
      'duty unmute mute-ended-by-hand',
      'duty mute muted-for-a-while',
    ]);
  });

  it('[SO5] [SO6] [SO7] remembers over a reload what was chosen; with its box unticked the voice says nothing', async () => {
    const voice = wall.getByRole('checkbox', { name: '语音播报' });
    const settings = async () => {
      await wall.getByTestId('sound').click();
      return voice.isChecked();
    };
    // The test of before has left them open.
    expect(await voice.isChecked()).toBe(true);
    await voice.uncheck();
    await wall.getByTestId('mute-5').click();
    await expect.poll(() => soundOf(wall)).toBe('muted');
    // Without the word in the address: what counts is what this browser remembers.
    await wall.goto(`${app.url}/wall`);
    await expect.poll(() => soundOf(wall)).toBe('muted');
    expect(await settings()).toBe(false);
    await wall.getByTestId('unmute').click();
    // Not asked for the test again: who listened is remembered too.
    await expect.poll(() => soundOf(wall)).toBe('on');
    await expect.poll(() => wall.getByTestId('sound').getAttribute('data-reason')).toBe('nothing-to-tell');

    await showNoMask(app);
    await expect.poll(() => heardPulses(wall), { timeout: 20_000 }).toHaveLength(2);
    await expect.poll(() => wall.getByTestId('sound').getAttribute('data-playing')).toBe('');
    expect(await heardSentences(wall)).toEqual([]);
    await voice.check();
    await wall.reload();
    await expect.poll(() => soundOf(wall)).toBe('on');
    expect(await settings()).toBe(true);
  });

  it('[SO7] of two pages of one browser one sounds, and a wall that was not asked does not', async () => {
    const quiet = await listeningPage(await signedIn(browser, app), `${app.url}/wall`);
    await expect.poll(() => soundOf(quiet)).toBe('off');
    const desk = await wall.context().newPage();
    await desk.goto(`${app.url}/console`);
    await expect.poll(() => soundOf(desk)).toBe('elsewhere');
    // As when another tab is in front of it: who is seen has the sound.
    await wall.evaluate(() => Object.defineProperty(document, 'hidden', { value: true }));
    await desk.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await expect.poll(() => soundOf(desk)).toBe('test-due');
    await expect.poll(() => soundOf(wall)).toBe('elsewhere');
    await desk.close();
    await expect.poll(() => soundOf(wall)).not.toBe('elsewhere');
  });
});

/** A context with a session, whose pages nobody has touched yet. */
async function signedIn(browser: Browser, app: RunningApp): Promise<BrowserContext> {
  const before = await browser.newContext();
  await signIn(before, app.url, { username: 'duty', password, path: '/login' });
  const storageState = await before.storageState();
  await before.close();
  // The recorder of the test is code that the server did not send.
  return browser.newContext({ storageState, bypassCSP: true, viewport: { width: 1920, height: 1080 } });
}

async function listeningPage(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  await listen(page);
  await page.goto(url);
  return page;
}

async function soundOf(page: Page): Promise<string | null> {
  return page.getByTestId('sound').getAttribute('data-sound');
}

function pausesOf(pulses: readonly HeardPulse[]): number[] {
  return pulses.slice(1).map((pulse, index) => {
    const before = pulses[index];
    return before ? pulse.atMs - before.atMs - before.lengthMs : 0;
  });
}
