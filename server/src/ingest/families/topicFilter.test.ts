import { describe, expect, it } from 'vitest';
import { matchesFilter } from './topicFilter.ts';

describe('topic filters', () => {
  it.each([
    ['a/b', 'a/b', true],
    ['a/+', 'a/b', true],
    ['a/+', 'a/b/c', false],
    ['a/+', 'a', false],
    ['a/#', 'a/b/c', true],
    ['a/#', 'a', true],
    ['a/#', 'ab', false],
    ['+/+/x', 'a/b/x', true],
    ['a/b', 'a/b/c', false],
    ['a/b/c', 'a/b', false],
  ])('%s means %s: %s', (filter, topic, meant) => {
    expect(matchesFilter(filter, topic)).toBe(meant);
  });
});
