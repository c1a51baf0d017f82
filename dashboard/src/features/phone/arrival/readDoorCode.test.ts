import { describe, expect, it } from 'vitest';
import { cameraTrouble } from './openCamera.ts';
import { judgeRead } from './readDoorCode.ts';

describe('the QR code at a door', () => {
  it('[PH25] says its site and its code', () => {
    const read = { siteId: 'kitchen-1', code: '004217' };
    expect(judgeRead('mingchu-door:kitchen-1:004217', 'kitchen-1')).toEqual({ what: 'ours', read });
  });

  it('[PH25] of another site is not given as proof', () =>
    expect(judgeRead('mingchu-door:kitchen-2:004217', 'kitchen-1').what).toBe('another-site'));

  it.each(['https://example.test/004217', 'mingchu-door:kitchen-1:4217', 'mingchu-door::004217', ''])(
    '[PH25] is no door code: %s',
    (text) => expect(judgeRead(text, 'kitchen-1').what).toBe('not-ours'),
  );
});

describe('a camera that does not open', () => {
  it.each([
    ['NotAllowedError', 'denied'],
    ['NotReadableError', 'taken'],
    ['NotFoundError', 'no-camera'],
  ])('[PH25] says what is in the way: %s', (name, trouble) =>
    expect(cameraTrouble(new DOMException('', name))).toBe(trouble),
  );
});
