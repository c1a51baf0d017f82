import { expect, it } from 'vitest';
import { routeRequest } from './routeRequest.ts';

const origin = 'https://kitchen.example';
const around = { origin, shell: ['/index.html', '/icon.svg'] };
const route = (path: string, mode = 'cors', method = 'GET') =>
  routeRequest({ method, mode, url: new URL(path, origin).href }, around);

it('[PH13] a navigation below /api/ is left to the server; any other is a page of the phone', () => {
  expect(route('/api/v1/session/oidc/callback?code=1', 'navigate')).toBe('network');
  expect(route('/api/v1/session/oidc?next=%2Fm', 'navigate')).toBe('network');
  expect(route('/api/v1/session', 'navigate')).toBe('network');
  expect(route('/m?order=1', 'navigate')).toBe('page');
  expect(route('/apiary', 'navigate')).toBe('page');
});

it('[PH7] the shell, its parts, the person and the pictures are kept; nothing else is', () => {
  expect(route('/api/v1/session')).toBe('session');
  expect(route('/assets/phone-1a2b.js')).toBe('asset');
  expect(route('/api/v1/frames/0af3.jpg')).toBe('picture');
  expect(route('/icon.svg')).toBe('shell');
  expect(route('/api/v1/dispatches')).toBe('network');
  expect(route('/api/v1/session', 'cors', 'DELETE')).toBe('network');
  expect(route('https://elsewhere.example/assets/a.js')).toBe('network');
});
