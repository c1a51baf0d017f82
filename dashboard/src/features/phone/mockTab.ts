/** True in a tab that runs on the mock: nothing of it may be kept where the real phone would find it. */
export function isMockTab(): boolean {
  // A service worker has no tab, and is never registered by one on the mock.
  return 'sessionStorage' in globalThis && sessionStorage.getItem('mingchu.mock') === '1';
}
