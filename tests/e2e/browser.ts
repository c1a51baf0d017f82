/** A system Chromium; a browser is never downloaded. */
import { existsSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** True where `npm test` found no browser and said so. */
export const noBrowser = (process.env['MINGCHU_SKIP'] ?? '').split(',').includes('chromium');

/** Starts Chromium without a word to the outside, with what a test adds to its flags. */
export async function openBrowser(flags: readonly string[] = []): Promise<Browser> {
  const executablePath = places.find((place) => existsSync(place));
  if (!executablePath) throw new Error('no Chromium here: sudo apt-get install chromium fonts-noto-cjk');
  return chromium.launch({
    executablePath,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...flags,
    ],
  });
}

/** Flags of a browser whose only camera shows, over and over, the JPEG pictures that `file` holds when it is opened. */
export function cameraShowing(file: `${string}.mjpeg`): string[] {
  return ['--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${file}`];
}

/** Signs in by the form, as a person does, and goes to `path`. */
export async function signIn(
  context: BrowserContext,
  url: string,
  account: { username: string; password: string; path: string },
): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${url}/login`);
  await page.fill('input[name=username]', account.username);
  await page.fill('input[name=password]', account.password);
  await page.press('input[name=password]', 'Enter');
  await page.waitForURL((at) => !at.pathname.startsWith('/login'));
  await page.goto(`${url}${account.path}`);
  return page;
}

/** What axe finds on the page, however slight, one line each; `unless`: rules that cannot hold there. */
export function axeFindings(page: Page, unless: readonly string[] = []): Promise<string[]> {
  return findings(page, {}, unless);
}

/** What axe finds too little contrast in: all that a page may lack in one theme and have in the other. */
export function coloursUnread(page: Page): Promise<string[]> {
  return findings(page, { runOnly: ['color-contrast'] });
}

async function findings(
  page: Page,
  options: { runOnly?: string[] },
  unless: readonly string[] = [],
): Promise<string[]> {
  // No screen frames another, so axe need not gather from frames; and of what is well it need not keep an account.
  const axe = new AxeBuilder({ page })
    .setLegacyMode(true)
    .options({ resultTypes: ['violations'], ...options });
  const { violations } = await axe.analyze();
  return violations
    .filter(({ id }) => !unless.includes(id))
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}
