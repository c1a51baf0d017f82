import { describe, expect, it } from 'vitest';
import { placeLabels } from './mapLabels.ts';
import { placed } from './MapPanel.tsx';
import { fitProjection } from './mapProjection.ts';

describe('map', () => {
  it('keeps north up and everything inside the margin', () => {
    const project = fitProjection(
      [
        [112, 26],
        [113, 27],
      ],
      { width: 100, height: 100, margin: 10 },
    );
    const [southWest, northEast] = [project(112, 26), project(113, 27)];
    expect(southWest.y).toBeGreaterThan(northEast.y);
    expect(Math.min(southWest.x, northEast.y)).toBeGreaterThanOrEqual(10);
    expect(Math.max(northEast.x, southWest.y)).toBeLessThanOrEqual(90);
  });

  it('moves and scales a unit path', () => {
    expect(placed('M-1-1H1V1H-1Z', { x: 10, y: 20, size: 2 })).toBe('M8.0 18.0 H12.0V22.0H8.0Z');
  });

  it('never lets two names overlap', () => {
    const wish = { text: '水东江幼儿园', x: 100, y: 100 };
    const labels = placeLabels(['a', 'b', 'c', 'd'].map((id) => ({ ...wish, id })));
    expect(labels).toHaveLength(3);
    expect(new Set(labels.map((label) => label.y)).size).toBe(3);
  });
});
