import { describe, expect, it } from 'vitest';
import { parseDoorCode } from './readDoorCode.ts';

describe('the QR code at a door', () => {
  it('says its site and its code', () => {
    expect(parseDoorCode('mingchu-door:kitchen-1:004217')).toEqual({ siteId: 'kitchen-1', code: '004217' });
  });

  it.each(['https://example.test/004217', 'mingchu-door:kitchen-1:4217', 'mingchu-door::004217', ''])(
    'is no door code: %s',
    (text) => expect(parseDoorCode(text)).toBeNull(),
  );
});
