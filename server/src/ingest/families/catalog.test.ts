import { describe, expect, it } from 'vitest';
import { families } from './catalog.ts';
import type { Family } from './family.ts';
import { createFindFamily } from './familyOfTopic.ts';
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

  it('[DF10] asks a family about a learned topic only when no filter means it', () => {
    const family = (id: string, topics: string[]): Family<string> => ({
      id,
      title: { zh: id, en: id },
      topics,
      reportPeriodS: 60,
      mapping: [],
      begin: () => '',
      wants: (topic, known) => topic === known,
      decode: () => ({ heard: [] }),
    });
    const among = [family('announced', ['config/#']), family('owner', ['bridge/#'])] as Family[];
    const find = createFindFamily(among);
    const reader = (topic: string): string | undefined =>
      find(topic, ({ id }) => (id === 'announced' ? topic : ''))?.family.id;
    expect(reader('config/a')).toBe('announced');
    expect(reader('pot/state')).toBe('announced');
    expect(reader('bridge/pot')).toBe('owner');
    expect(find('pot/state', () => '')).toBeNull();
    expect(find('pot/state')).toBeNull();
  });
});
