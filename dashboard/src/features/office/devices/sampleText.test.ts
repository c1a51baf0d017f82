import { beforeAll, expect, it } from 'vitest';
import { startDeskTexts } from '../../../i18n/language.ts';
import { sampleText } from './sampleText.ts';

beforeAll(startDeskTexts);

const sample = { siteId: 's1', deviceId: 'fridge-1', at: '2026-11-23T03:00:00.000Z', retained: false };

it('words what would be kept of a message: values with what was measured before their correction, findings, presence', () => {
  const values = [
    { metric: 'temperatureC', value: 4.6, raw: 5.1 },
    { metric: 'humidityPct', value: 61, raw: null },
  ];
  expect(sampleText({ ...sample, kind: 'telemetry', values })).toBe('温度 5.1 °C → 4.6 °C、湿度 61 %');
  expect(sampleText({ ...sample, kind: 'detection', type: 'no-hat', confidence: 0.93 })).toMatch(
    /未戴.*帽 93%/,
  );
  expect(sampleText({ ...sample, kind: 'status', state: 'offline' })).toBe('离线');
});
