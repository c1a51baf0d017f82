/** True in a tab that runs on the mock: nothing of it may be kept where the real phone would find it. */
export function isMockTab(): boolean {
  // A service worker has no tab, and is never registered by one on the mock.
  if (!('sessionStorage' in globalThis)) return false;
  // The workshop runs on the mock without a mark in the tab.
  return location.pathname === '/ui' || sessionStorage.getItem('mingchu.mock') === '1';
}
