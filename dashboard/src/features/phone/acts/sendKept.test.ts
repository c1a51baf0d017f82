import { describe, expect, it } from 'vitest';
import { withPhotoNames } from './sendKept.ts';

describe('pictures in acts that were kept', () => {
  const names = new Map([
    ['p1', 'a'.repeat(64)],
    ['p2', null],
  ]);

  it('get the names that the server gave them, wherever they stand', () => {
    const body = { photoSha256: 'local:p1', report: { photosAfter: ['local:p1', 'b'.repeat(64)] } };
    expect(withPhotoNames(body, names)).toEqual({
      photoSha256: 'a'.repeat(64),
      report: { photosAfter: ['a'.repeat(64), 'b'.repeat(64)] },
    });
  });

  it('are left out when the server has none, and nothing else is touched', () => {
    const body = {
      photoSha256: 'local:p2',
      lat: 26.4,
      doorCode: { code: '000123' },
      list: ['local:p3', 'x'],
    };
    expect(withPhotoNames(body, names)).toEqual({ lat: 26.4, doorCode: { code: '000123' }, list: ['x'] });
  });
});
