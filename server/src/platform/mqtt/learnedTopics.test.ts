/** What families learn to read, and who loses it when a site invents topics. */
import { expect, it } from 'vitest';
import { createLearnedTopics } from './learnedTopics.ts';

const quiet = () => {};
function open(limits = { perMount: 3, inAll: 8 }) {
  const lines: unknown[] = [];
  const log = { debug: quiet, info: quiet, error: quiet, warn: (fields: unknown) => void lines.push(fields) };
  return { lines, ...createLearnedTopics(log as never, limits) };
}
const of = (site: string, ...names: (string | number)[]) =>
  names.map((name) => `mingchu/at/${site}/esp/${name}/state`);

it('[IS13] a site that names more topics than it may loses its oldest, is told of once, and costs nobody else', () => {
  const topics = open();
  expect(topics.learn(of('s2', 1, 2))).toEqual({ fresh: of('s2', 1, 2), gone: [] });
  expect(topics.learn(of('s1', 1, 2, 3))).toEqual({ fresh: of('s1', 1, 2, 3), gone: [] });
  expect(topics.lines).toEqual([]);
  // What is named again is in use.
  expect(topics.learn(of('s1', 1))).toEqual({ fresh: [], gone: [] });
  expect(topics.learn(of('s1', 4, 5))).toEqual({ fresh: of('s1', 4, 5), gone: of('s1', 2, 3) });
  for (let n = 0; n < 1_000; n++) topics.learn(of('s1', `invented-${n}`));
  expect(topics.lines).toEqual([{ mount: 's1', topics: 4 }]);
  expect(topics.all().filter((topic) => topic.includes('/s2/'))).toEqual(of('s2', 1, 2));
  expect(of('s2', 1, 2).every(topics.has)).toBe(true);
  expect(of('s1', 1, 4).some(topics.has)).toBe(false);
  expect(topics.all()).toHaveLength(5);
});

it('[DF121] what is given back makes room, and is learned again when it is named again', () => {
  const topics = open();
  topics.learn([...of('s1', 1, 2, 3), 'a']);
  expect(topics.release([...of('s1', 2), 'a', 'never learned'])).toEqual([...of('s1', 2), 'a']);
  expect(topics.release(of('s1', 2))).toEqual([]);
  expect(topics.all()).toEqual(of('s1', 1, 3));
  expect(topics.learn(of('s1', 4))).toEqual({ fresh: of('s1', 4), gone: [] });
  expect(topics.learn(of('s1', 2))).toEqual({ fresh: of('s1', 2), gone: of('s1', 1) });
});

it('[IS13] of all together the mount that has most gives way; what gave way is learned when it is named again', () => {
  const topics = open();
  topics.learn(['a', 'b', 'c', 'd', 'e', 'f']);
  topics.learn(of('s1', 1, 2));
  expect(topics.learn(of('s2', 1))).toEqual({ fresh: of('s2', 1), gone: ['a'] });
  expect(topics.learn(['a'])).toEqual({ fresh: ['a'], gone: ['b'] });
  expect(topics.all()).toHaveLength(8);
});

it('[IS13] more names in one call than there is room for: the last ones stay, and each is said once', () => {
  const topics = open();
  expect(topics.learn(of('s1', 1, 2, 3, 4, 5))).toEqual({ fresh: of('s1', 3, 4, 5), gone: [] });
  expect(topics.all()).toEqual(of('s1', 3, 4, 5));
});
