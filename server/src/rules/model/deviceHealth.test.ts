/** Devices as the watched: how they drop out, stand still, keep silent, and what their gateway explains. */
import type { Rule } from '@mingchu/shared/rulebook';
import { describe, expect, it } from 'vitest';
import {
  device,
  flapping,
  hour,
  inTime,
  judge,
  offline,
  says,
  silent,
  status,
  stuck,
  ticks,
} from './fixtures/healthTimeline.ts';
import { plausibleMs } from './foldStuck.ts';

describe('a device that keeps dropping out', () => {
  const drops = (times: number[], downS = 20) =>
    times.flatMap((s) => [status(s, 'd1', 'offline'), status(s + downS, 'd1', 'online')]);

  it('[DH1] flaps when it goes so many times within the window, and is over when it stays for the off-delay', () => {
    const seen = inTime(drops([0, 200, 400]), ticks(0, 1_200));
    expect(judge([flapping], [device('d1')], seen)).toEqual([
      'flapping d1 open 0 went-often-enough',
      'flapping d1 clear 1020 stayed-for-off-delay',
    ]);
    expect(judge([flapping], [device('d1')], inTime(drops([0, 400, 800]), ticks(0, 2_000)))).toEqual([]);
  });

  it('[DH1] that it says the same again is no going', () => {
    const again = [0, 10, 20, 30, 40].map((s) => status(s, 'd1', 'offline'));
    expect(judge([flapping], [device('d1')], inTime(again, ticks(0, 900)))).toEqual([]);
  });
});

describe('a value that stands still', () => {
  const every = (minutes: number, hours: number, value: (s: number) => number, from = 0) =>
    Array.from({ length: (hours * 60) / minutes }, (_, i) => {
      const s = from + i * minutes * 60;
      return says(s, 'd1', value(s));
    });
  const probe = (reportPeriodS = 600) => [device('d1', { reportPeriodS })];

  it('[DH2] is stuck after a time that goes with the resolution of its sensor', () => {
    // It wrote hundredths: a quarter of the time is enough.
    expect(
      judge(
        [stuck],
        probe(),
        every(10, 4, () => 5.37),
      ),
    ).toEqual(['stuck d1 open 0 value-stood-still']);
    expect(
      judge(
        [stuck],
        probe(),
        every(10, 2.9, () => 5.37),
      ),
    ).toEqual([]);
    // Tenths.
    expect(
      judge(
        [stuck],
        probe(),
        every(10, 11.9, () => 5.3),
      ),
    ).toEqual([]);
    expect(
      judge(
        [stuck],
        probe(),
        every(10, 12.3, () => 5.3),
      ),
    ).toEqual(['stuck d1 open 0 value-stood-still']);
    // Whole degrees: five days.
    expect(
      judge(
        [stuck],
        probe(3_600),
        every(60, 119, () => 5),
      ),
    ).toEqual([]);
    expect(
      judge(
        [stuck],
        probe(3_600),
        every(60, 122, () => 5),
      ),
    ).toEqual(['stuck d1 open 0 value-stood-still']);
  });

  it('[DH2] a sensor that has shown finer steps is judged by them, whatever it stands at', () => {
    const seen = [says(0, 'd1', 5.36), ...every(10, 4, () => 5, 600)];
    expect(judge([stuck], probe(), seen)).toEqual(['stuck d1 open 600 value-stood-still']);
    expect(plausibleMs(stuck, 0.5)).toBe(60 * hour * 1_000);
    expect(plausibleMs(stuck, 0)).toBe(7 * 24 * hour * 1_000);
  });

  it('[DH2] a value that was converted has no end of decimals, and is judged by the steps that it makes', () => {
    const fahrenheit = (f: number) => ((f - 32) * 5) / 9;
    const swings = every(10, 1, (s) => fahrenheit(40 + ((s / 600) % 2)));
    const stands = every(10, 20, () => fahrenheit(41), hour);
    expect(judge([stuck], probe(), [...swings, ...stands])).toEqual([]);
  });

  it('[DH3] needs so many reports without a gap, leaves out fault values, and is over as soon as it moves', () => {
    // Hourly: three hours have passed after three reports, twelve are there after eleven hours.
    expect(
      judge(
        [stuck],
        probe(3_600),
        every(60, 11, () => 5.37),
      ),
    ).toEqual([]);
    expect(
      judge(
        [stuck],
        probe(3_600),
        every(60, 12, () => 5.37),
      ),
    ).toHaveLength(1);
    const withGap = [...every(10, 2.5, () => 5.37), ...every(10, 2.5, () => 5.37, 4 * hour)];
    expect(judge([stuck], probe(), withGap)).toEqual([]);
    expect(
      judge(
        [stuck],
        probe(3_600),
        every(60, 160, () => 85),
      ),
    ).toEqual([]);
    const moves = [...every(10, 4, () => 5.37), says(4 * hour, 'd1', 5.38)];
    expect(judge([stuck], probe(), moves)).toEqual([
      'stuck d1 open 0 value-stood-still',
      `stuck d1 clear ${4 * hour} value-moved`,
    ]);
  });
});

describe('silence', () => {
  const every = (periodS: number, times: number, from = 0) =>
    Array.from({ length: times }, (_, i) => says(from + i * periodS, 'd1'));

  it('[DH5] is judged by the report period, so a device that sleeps for an hour is not missed', () => {
    const hourly = [device('d1', { reportPeriodS: 3_600 })];
    expect(judge([silent], hourly, inTime(every(3_600, 5), ticks(0, 4 * hour)))).toEqual([]);
    expect(judge([silent], hourly, inTime([says(0, 'd1')], ticks(0, 4 * hour)))).toEqual([
      'silent d1 open 0 silent-for-periods',
    ]);
  });

  it('[DH6] three long pauses in a row are the period of a device that was registered with a shorter one', () => {
    const told = judge([silent], [device('d1')], inTime(every(3_600, 8), ticks(-30, 7 * hour)));
    expect(told.filter((line) => line.includes('open'))).toEqual([
      'silent d1 open 0 silent-for-periods',
      'silent d1 open 3600 silent-for-periods',
      'silent d1 open 7200 silent-for-periods',
    ]);
    // And it is missed by that period when it goes.
    const gone = judge([silent], [device('d1')], inTime(every(3_600, 8), ticks(-30, 12 * hour)));
    expect(gone.at(-1)).toBe('silent d1 open 25200 silent-for-periods');
  });

  it('[DH6] a report in several messages is one; outages with reports as usual between teach nothing', () => {
    const bursts = [0, 1, 2, 3, 4, 5].flatMap((h) => [0, 1, 2].map((s) => says(h * hour + s, 'd1')));
    const told = judge([silent], [device('d1')], inTime(bursts, ticks(-30, 5 * hour)));
    expect(told.filter((line) => line.includes('open'))).toHaveLength(3);
    const outages = [0, 1, 2, 3, 4].flatMap((h) => every(60, 20, h * hour));
    const missed = judge([silent], [device('d1')], inTime(outages, ticks(0, 5 * hour)));
    expect(missed.filter((line) => line.includes('open'))).toHaveLength(5);
  });
});

describe('a device that goes', () => {
  const above = (id: string, forS: number): Rule => {
    const params = {
      metric: 'temperatureC',
      direction: 'above',
      limit: 8,
      forS,
      hysteresis: 0,
      offDelayS: 0,
    };
    return { ...silent, id, kind: 'threshold', params } as Rule;
  };

  it('[DH16] neither opens nor ends a violation of what it measures, until it measures again', () => {
    const seen = inTime(
      [says(0, 'd1', 9), status(10, 'd1', 'offline'), status(700, 'd1', 'online')],
      [says(701, 'd1', 9), says(760, 'd1', 4)],
      ticks(0, 900),
    );
    expect(judge([above('hot', 0), above('long', 300), offline], [device('d1')], seen)).toEqual([
      'hot d1 open 0 limit-crossed',
      'offline d1 open 10 offline-for-duration',
      'offline d1 clear 700 back-online',
      'hot d1 clear 760 recovered-for-off-delay',
    ]);
  });
});

describe('a gateway that is down', () => {
  const gateway = device('gw', { kind: 'gateway', reportPeriodS: 3_600 });
  const behind = (id: string) => device(id, { gateway: 's1/gw' });
  const devices = [gateway, behind('d1'), behind('d2')];
  const withAlone = [...devices, device('alone')];
  const kind = (rule: Rule, deviceKinds: Rule['deviceKinds']): Rule => ({ ...rule, deviceKinds });
  const own = [kind(silent, ['fridge']), offline, flapping];
  const reports = (id: string, from: number, to: number) =>
    Array.from({ length: (to - from) / 60 }, (_, i) => says(from + i * 60, id));

  it('[DH7] is one violation that says how many are behind it; their silence is not told, that of others is', () => {
    const seen = inTime(
      [...reports('d1', 0, 300), ...reports('d2', 0, 300), ...reports('alone', 0, 300)],
      [status(0, 'gw', 'online'), status(310, 'gw', 'offline')],
      // What its bridge says of them is no news either.
      [status(311, 'd1', 'offline'), status(312, 'd2', 'offline')],
      ticks(0, 4 * hour),
    );
    expect(judge(own, withAlone, seen)).toEqual([
      'offline gw open 310 offline-for-duration behind 2',
      'silent alone open 240 silent-for-periods',
    ]);
  });

  it('[DH8] takes back what was opened in the five minutes before it was known to be down', () => {
    const seen = inTime(
      reports('d1', 0, 300),
      reports('d2', 0, 300),
      [status(0, 'gw', 'online'), status(430, 'd2', 'offline'), status(515, 'gw', 'offline')],
      ticks(0, 900),
    );
    expect(judge(own, devices, seen)).toEqual([
      'silent d1 open 240 silent-for-periods',
      'silent d2 open 240 silent-for-periods',
      'offline d2 open 430 offline-for-duration',
      'silent d1 withdraw-open 240 gateway-down',
      'silent d2 withdraw-open 240 gateway-down',
      'offline d2 withdraw-open 430 gateway-down',
      'offline gw open 515 offline-for-duration behind 2',
    ]);
  });

  it('[DH9] on its return each device is judged afresh', () => {
    const seen = inTime(
      [...reports('d1', 0, 300), ...reports('d2', 0, 300)],
      [status(310, 'gw', 'offline'), status(311, 'd1', 'offline'), status(312, 'd2', 'offline')],
      [status(3_610, 'gw', 'online'), status(3_611, 'd1', 'online')],
      [...reports('d1', 3_660, 4_800)],
      ticks(0, 4_770),
    );
    expect(judge(own, devices, seen)).toEqual([
      'offline gw open 310 offline-for-duration behind 2',
      'offline gw clear 3610 back-online',
      'offline d2 open 3610 offline-for-duration',
      'silent d2 open 3600 silent-for-periods',
    ]);
  });

  it('[DH9] going with a gateway that comes and goes is no flapping of those behind it', () => {
    const drops = [0, 100, 200].flatMap((s) => [
      status(s, 'gw', 'offline'),
      status(s + 1, 'd1', 'offline'),
      status(s + 40, 'gw', 'online'),
      status(s + 41, 'd1', 'online'),
    ]);
    expect(judge([flapping], devices, inTime(drops, ticks(0, 300)))).toEqual([
      'flapping gw open 0 went-often-enough',
    ]);
  });

  it('[DH10] who is heard all the same is judged for itself', () => {
    const seen = inTime(
      reports('d1', 0, 300),
      reports('d2', 0, 1_200),
      [status(310, 'gw', 'offline')],
      ticks(0, 1_800),
    );
    expect(judge(own, devices, seen)).toEqual([
      'offline gw open 310 offline-for-duration behind 2',
      'silent d2 open 1140 silent-for-periods',
    ]);
  });

  it('[DH10] a word that the broker had kept explains silence, and opens and ends nothing', () => {
    const kept = { retained: true };
    const seen = inTime(
      reports('d1', 0, 300),
      [status(310, 'gw', 'offline', kept), status(900, 'gw', 'online', kept)],
      ticks(0, 1_800),
    );
    expect(judge([kind(silent, ['fridge']), offline], [gateway, behind('d1')], seen)).toEqual([]);
  });

  it('[DH7] may be at another kitchen: its word counts where its devices are', () => {
    const far = { siteId: 's2', deviceId: 'gw' };
    const lone = [device('gw', { siteId: 's2', kind: 'gateway' }), device('d1', { gateway: 's2/gw' })];
    const seen = inTime(reports('d1', 0, 300), [status(310, 'gw', 'offline', far)], ticks(0, 1_800));
    expect(judge([kind(silent, ['fridge'])], lone, seen)).toEqual([]);
  });

  it('[DH7] a day without one value goes on where it stood, so that short outages do not begin it anew', () => {
    const record: Rule = {
      ...kind(silent, ['fridge']),
      kind: 'absence',
      id: 'record',
      params: { metric: 'temperatureC', forS: 1_000 },
    } as Rule;
    const seen = inTime(
      [says(0, 'd1')],
      [status(300, 'gw', 'offline'), status(600, 'gw', 'online')],
      ticks(0, 1_500, 10),
    );
    expect(judge([record], [gateway, behind('d1')], seen)).toEqual(['record d1 open 300 no-record']);
  });
});
