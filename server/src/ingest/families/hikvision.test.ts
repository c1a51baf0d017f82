import { describe, expect, it } from 'vitest';
import type { HeardFinding } from './family.ts';
import { fixtureAt, listenerOf, valuesOf } from './fixtures/fixture.ts';
import {
  alert,
  alertTopic,
  type AlertParts,
  heartbeat,
  hot,
  inJson,
  intrusion,
  region,
} from './fixtures/hikvision.ts';
import { hikvision } from './hikvision.ts';

const deviceTime = Date.UTC(2026, 10, 23, 3, 2, 2);

function listen() {
  const { hear, read } = listenerOf(hikvision);
  const heard = (payload: unknown, at = fixtureAt) => hear({ topic: alertTopic, payload }, at);
  const finding = (payload: unknown, at = fixtureAt) => {
    const [one, ...more] = heard(payload, at).filter((each): each is HeardFinding => each.kind === 'finding');
    expect(more).toEqual([]);
    return one;
  };
  return { heard, finding, read: (payload: unknown) => read({ topic: alertTopic, payload }) };
}

describe('[DF68] events', () => {
  it('in XML and in JSON become the same finding of their channel', () => {
    const told = listen().finding(alert({ type: 'shelteralarm' }));
    expect(told).toEqual({
      kind: 'finding',
      device: 'nvr1/2',
      id: 'shelteralarm:2026-11-23T11:02:02+08:00:1',
      label: 'shelteralarm',
      confidence: 1,
      deviceTime,
      conclusive: true,
    });
    expect(listen().finding(inJson)).toEqual(told);
    expect(listen().finding({ EventNotificationAlert: inJson })).toEqual(told);
  });

  it('say what was seen and where, when the device does', () => {
    expect(listen().finding(intrusion)).toMatchObject({
      label: 'fielddetection/human',
      zone: '3',
      box: [0.25, 0.5, 0.125, 0.25],
    });
    const inThousands = region(
      '<TargetRect><X>250</X><Y>500</Y><width>125</width><height>250</height></TargetRect>',
    );
    expect(listen().finding(alert({ type: 'linedetection', more: inThousands }))).not.toHaveProperty('box');
  });

  it('that last are told every 5 s, and nothing ends with them', () => {
    const { finding } = listen();
    const post = (count: number, after: number) =>
      finding(alert({ type: 'shelteralarm', count }), fixtureAt + after * 1000);
    expect(post(1, 0)).toBeDefined();
    expect(post(2, 1)).toBeUndefined();
    expect(post(6, 5)?.id).not.toBe('shelteralarm:2026-11-23T11:02:02+08:00:1');
    expect(listen().heard(alert({ type: 'shelteralarm', state: 'inactive' }))).toEqual([]);
  });

  it('a time without zone, or one that is none, is ours', () => {
    for (const dateTime of [
      '2026-11-23T11:02:02',
      '1970-01-01T08:00:04+08:00',
      '2015-03-01T20:11:12-0:00',
      '',
    ])
      expect(listen().finding(alert({ type: 'defocus', dateTime }))?.deviceTime).toBeNull();
    expect(listen().finding(alert({ type: 'defocus', dateTime: '2026-11-23T03:02Z' }))?.deviceTime).toBe(
      Date.UTC(2026, 10, 23, 3, 2),
    );
  });

  it('covered and blurred cameras and fire are mapped; somebody in a kitchen is not', () => {
    const to = (name: string) => hikvision.mapping.find((entry) => entry.name === name)?.to;
    expect(
      ['shelteralarm', 'tamperdetection', 'defocus', 'firedetection', 'fielddetection', 'VMD'].map(to),
    ).toEqual(['camera-covered', 'camera-covered', 'camera-blurred', 'fire-smoke', undefined, undefined]);
  });
});

describe('[DF69] who is there', () => {
  const stateOf = (heard: ReturnType<ReturnType<typeof listen>['heard']>) =>
    heard.flatMap((one) => (one.kind === 'availability' ? [[one.device, one.state]] : []));

  it('a device that has nothing else to say posts that its video is not lost', () => {
    const { heard } = listen();
    const told = heard(heartbeat());
    expect(stateOf(told)).toEqual([
      ['nvr1', 'online'],
      ['nvr1/2', 'online'],
    ]);
    expect(told).toContainEqual({
      kind: 'device',
      device: 'nvr1/2',
      maker: 'Hikvision',
      gateway: 'nvr1',
      name: '备餐间',
    });
    expect(heard(heartbeat(), fixtureAt + 10_000)).toEqual([]);
    expect(stateOf(heard(heartbeat(), fixtureAt + 20_000))).toHaveLength(2);
    expect(stateOf(heard(heartbeat(0), fixtureAt))).toEqual([['nvr1', 'online']]);
  });

  it('a channel whose video is lost is not there, until it is not lost', () => {
    const { heard } = listen();
    heard(heartbeat());
    expect(stateOf(heard(alert({ type: 'videoloss' })))).toContainEqual(['nvr1/2', 'offline']);
    expect(stateOf(heard(heartbeat(), fixtureAt + 1_000))).toContainEqual(['nvr1/2', 'online']);
  });
});

describe('[DF70] values', () => {
  const said = (parts: AlertParts) => valuesOf(listen().heard(alert(parts)));

  it('temperatures with their unit, by region', () => {
    expect(valuesOf(listen().heard(hot))).toEqual({ 'temperature/3': '93.4 °C' });
    const inFahrenheit = region(
      '<TMA><thermometryUnit>fahrenheit</thermometryUnit><currTemperature>200.1</currTemperature></TMA>',
    );
    expect(said({ type: 'TMA', more: inFahrenheit })).toEqual({ 'temperature/3': '200.1 °F' });
  });

  it('inputs and troubles of the device, while they last and when they end', () => {
    const more = '<inputIOPortID>2</inputIOPortID>';
    expect(said({ type: 'IO', more })).toEqual({ 'io/2': true });
    expect(said({ type: 'IO', state: 'inactive', more })).toEqual({ 'io/2': false });
    expect(said({ type: 'diskfull' })).toEqual({ 'event/diskfull': true });
  });
});

describe('[DF71] what is refused', () => {
  it.each([
    ['no XML and no JSON', 'videoloss'],
    ['XML that breaks off', '<EventNotificationAlert><eventType>VMD'],
    ['JSON that breaks off', '{"eventType":'],
  ])('%s', (_name, payload) => {
    expect(listen().read(payload)).toHaveProperty('problem');
  });

  it('an event without type or state', () => {
    expect(listen().read('<a/>')).toMatchObject({ problem: 'schema' });
    expect(listen().read(alert({ state: 'perhaps' as 'active' }))).toMatchObject({ problem: 'schema' });
  });
});
