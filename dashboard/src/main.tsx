import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ErrorBoundary } from 'react-error-boundary';
import { App } from './app.tsx';
import { startLanguage } from './i18n/language.ts';
import { reloadAtPace } from './live/reloadPace.ts';
import { FailedPage } from './ui/StoppedPage.tsx';
import { startTheme } from './ui/theme.ts';
import './ui/tokens.css';
import './ui/colours.css';
import './ui/base.css';

const mockKey = 'mingchu.mock';
const workshopPath = '/ui';

/**
 * `?mock=1` runs this tab without a server; remembered for the tab, since links do not carry it. The workshop always
 * does, and leaves the tab as it was.
 */
function wantsMock(): boolean {
  if (location.pathname === workshopPath) return true;
  if (new URLSearchParams(location.search).get('mock') === '1') sessionStorage.setItem(mockKey, '1');
  return sessionStorage.getItem(mockKey) === '1';
}

/** Phones have Chinese letters of their own; the table of this font alone would be a quarter of what they load. */
function bringFont(): void {
  if (!location.pathname.startsWith('/m')) void import('./ui/font.ts');
}

async function start(): Promise<void> {
  if (location.pathname.startsWith('/wall')) document.documentElement.classList.add('on-wall');
  startTheme();
  bringFont();
  if (wantsMock()) (await import('./mock/install.ts')).installMock(location.search);
  await startLanguage();
  const root = document.getElementById('root');
  if (!root) throw new Error('index.html has no #root');
  createRoot(root).render(
    <StrictMode>
      <ErrorBoundary FallbackComponent={FailedPage} onError={reloadAtPace}>
        <App />
      </ErrorBoundary>
    </StrictMode>,
  );
}

// A part of the page that did not come.
start().catch(reloadAtPace);
