import type { RuleMistake } from '@mingchu/shared/rulebookTrial';
/** The rulebook that ships, and what happens to one that is wrong. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadRulebook, parseRules, ruleSummaries } from './loadRulebook.ts';

const dir = fileURLToPath(new URL('../../rulebook', import.meta.url));

describe('the rulebook that ships', () => {
  const { rules } = loadRulebook(dir);

  it('[RU18] has at least 25 rules, each with a legal basis and its source', () => {
    expect(ruleSummaries({ rules, changeTimes: [] }).length).toBeGreaterThanOrEqual(25);
    for (const { id, legalBasis } of rules) {
      // A law, a standard, or the platform's own proposal that says that it is one.
      expect(legalBasis.source, id).toMatch(/GB|DB|规范|规定|法|本平台建议/);
      expect(legalBasis.text.length, id).toBeGreaterThan(5);
    }
  });

  it('[RU19] sends nobody because of a watching device itself', () => {
    const ids = [
      'device-silent',
      'device-offline',
      'gateway-down',
      'device-flapping',
      'clock-skew',
      'sequence-gap',
      'garbage',
      'flood',
      'sensor-fault',
      'sensor-reports-fault',
      'sensor-stuck',
      'humidity-stuck',
      'camera-frozen',
    ];
    for (const id of ids) expect(rules.find((rule) => rule.id === id)?.autoDispatch, id).toBe('none');
  });

  it('[RU20] waits for nothing with gas, smoke and fire, and lets nobody shelve them', () => {
    for (const id of ['gas-low', 'gas-high', 'smoke-alarm', 'fire-smoke']) {
      const rule = rules.find((entry) => entry.id === id);
      expect(rule, id).toMatchObject({
        severity: 'critical',
        autoDispatch: 'dispatch',
        shelvable: false,
        latched: true,
      });
      if (rule?.kind === 'threshold') expect(rule.params.forS, id).toBe(0);
      if (rule?.kind === 'detections') expect(rule.params.count, id).toBe(1);
    }
  });
});

describe('a rulebook that is wrong', () => {
  const text = readFileSync(`${dir}/temperature.yaml`, 'utf8');
  const lineOf = (part: string) => text.slice(0, text.indexOf(part)).split('\n').length;
  const cases: [from: string, to: string, reason: string][] = [
    ['severity: major', 'severity: bad', 'severity must be one of critical, major, minor, info'],
    ['limit: 8,', 'limitt: 8,', 'params.limitt is not a key of this kind of rule'],
    ['latched: false', 'latched: maybe', 'latched must be boolean'],
    ['kind: threshold', 'kind: treshold', 'kind must be one of'],
    ['forS: 1800', 'forS: long', 'params.forS must be number'],
  ];
  it.each(cases)('[RU21] stops the start with file, line and reason: %s → %s', (from, to, reason) => {
    const parse = () => parseRules('temperature.yaml', text.replace(from, to));
    expect(parse).toThrow(`temperature.yaml:${lineOf(from)}: `);
    expect(parse).toThrow(reason);
  });

  const faults: [from: string, to: string, mistake: Partial<RuleMistake>][] = [
    [
      'severity: major',
      'severity: bad',
      { fault: 'not-one-of', key: 'severity', allowed: 'critical, major, minor, info' },
    ],
    ['limit: 8,', 'limitt: 8,', { fault: 'unknown-key', key: 'params.limitt' }],
    ['latched: false', 'latched: maybe', { fault: 'not-yes-or-no', key: 'latched' }],
    ['kind: threshold', 'kind: treshold', { fault: 'unknown-kind', key: 'kind' }],
    ['forS: 1800', 'forS: long', { fault: 'not-a-number', key: 'params.forS' }],
    ['forS: 1800', 'forS: -1', { fault: 'too-low', key: 'params.forS', allowed: '0' }],
    [
      '        forS: 1800,\n',
      '',
      { fault: 'missing-key', key: 'params.forS', line: lineOf('    params:\n') },
    ],
  ];
  it.each(faults)('[WI13] tells what is wrong as data too: %s → %s', (from, to, mistake) => {
    const wrong = { ruleId: 'fridge-over-8c-30min', line: lineOf(from), ...mistake };
    expect(() => parseRules('temperature.yaml', text.replace(from, to))).toThrow(
      expect.objectContaining({ mistake: expect.objectContaining(wrong) }),
    );
  });

  it('[RU21] also for broken YAML', () => {
    expect(() => parseRules('a.yaml', 'rules:\n  - id: [\n')).toThrow(/^a\.yaml:\d+: /);
    expect(() => parseRules('a.yaml', 'rule: []\n')).toThrow('a.yaml:1: needs a list "rules"');
  });
});
