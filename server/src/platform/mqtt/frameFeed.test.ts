import { describe, expect, it } from 'vitest';
import { createFrameStore } from './frameFeed.ts';

const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0xff, 0xd9]);
const limits = { maxFrames: 6, maxBytes: 1_000, maxFramesOfSite: 2, maxBytesOfSite: 500 };

function send(store: ReturnType<typeof createFrameStore>, camera: string, bytes = jpeg) {
  return store.accept(`mingchu/v1/${camera}/frame`, bytes, 1_000);
}

describe('[PI11] the store of pictures', () => {
  it('a site that invents cameras loses its own pictures only, the quietest first', () => {
    const store = createFrameStore(1, limits);
    for (const camera of ['s1/door', 's2/a', 's2/b', 's2/a', 's2/c']) send(store, camera);
    const there = ['s1/door', 's2/a', 's2/b', 's2/c'].filter((camera) => {
      const [site = '', device = ''] = camera.split('/');
      return store.latest(site, device) !== undefined;
    });
    expect(there).toEqual(['s1/door', 's2/a', 's2/c']);
  });

  it('holds bytes of a site, and of all, within their limits', () => {
    const store = createFrameStore(1, { ...limits, maxFramesOfSite: 6 });
    const large = Buffer.concat([jpeg, Buffer.alloc(300)]);
    send(store, 's1/a', large);
    send(store, 's1/b', large);
    expect([store.latest('s1', 'a'), store.latest('s1', 'b')?.jpeg.length]).toEqual([
      undefined,
      large.length,
    ]);
    for (const site of ['s2', 's3', 's4']) send(store, `${site}/a`, large);
    expect([store.latest('s1', 'b'), store.latest('s2', 'a')?.jpeg.length]).toEqual([
      undefined,
      large.length,
    ]);
  });

  it('takes nothing that is no picture', () => {
    expect(send(createFrameStore(), 's1/a', Buffer.from('GIF89a'))).toBe(false);
  });
});
