import { pino } from 'pino';
import { expect, it } from 'vitest';
import type { Errand } from '../families/family.ts';
import { createAskFrigate } from './askFrigate.ts';

it('[DF76] however many pictures wait, what was missed in a gap is asked for', async () => {
  const asked: string[] = [];
  const asking = createAskFrigate({
    addressOf: async () => ({ kind: 'snapshot', url: new URL('http://frigate.test/'), credentials: null }),
    ask: async (_source, { pathname }) => {
      asked.push(pathname);
      return { status: 401, bytes: async () => Buffer.alloc(0), close: () => {} };
    },
    tell: () => {},
    wantsPicture: async () => false,
    keepPicture: async () => false,
    log: pino({ level: 'silent' }),
    pausesMs: [],
  });
  const picture: Errand = { device: 'prep', kind: 'snapshot', id: 'rat' };
  asking.run('', Array<Errand>(150).fill(picture));
  asking.run('', [picture, { device: '@instance', kind: 'reconcile', after: 0, before: 1 }]);
  await asking.idle();
  expect(asked).toEqual(['/api/config']);
});
