import { describe, expect, it } from 'vitest';
import { families } from './catalog.ts';
import { matchesFilter } from './topicFilter.ts';

describe('the catalog of device families', () => {
  it('[DF1] names each family once, and no topic belongs to two of them', () => {
    expect(new Set(families.map(({ id }) => id)).size).toBe(families.length);
    for (const family of families)
      for (const other of families) {
        if (other === family) continue;
        // A filter stands for one of its topics here: what it means must not be meant by the other.
        for (const filter of other.topics)
          for (const wanted of family.topics)
            expect(matchesFilter(wanted, filter.replaceAll('+', 'x').replace('#', 'x'))).toBe(false);
      }
  });
});
