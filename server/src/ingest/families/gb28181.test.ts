import { describe, expect, it } from 'vitest';
import { listenerOf } from './fixtures/fixture.ts';
import {
  alarm,
  alarmInJson,
  camera,
  catalog,
  gbTopic,
  item,
  keepalive,
  otherCamera,
  packets,
  platform,
} from './fixtures/gb28181.ts';
import { gb28181 } from './gb28181.ts';

const { hear, read } = listenerOf(gb28181);
const heard = (payload: unknown) => hear({ topic: gbTopic('message'), payload });

describe('[DF72] alarms', () => {
  it('are findings of their camera, by way and type; their time has no zone', () => {
    const told = heard(alarm());
    expect(told).toEqual([
      {
        kind: 'finding',
        device: camera,
        id: 'alarm/5/13:2026-11-23T11:02:02:9',
        label: 'alarm/5/13',
        confidence: 1,
        conclusive: true,
        deviceTime: null,
      },
    ]);
    expect(heard(alarmInJson)).toEqual(told);
    expect(heard({ Notify: alarmInJson })).toEqual(told);
  });

  it('have a type only where their way has types', () => {
    expect(heard(alarm({ method: 2, info: '' }))).toMatchObject([{ label: 'alarm/2/0' }]);
    expect(heard(alarm({ method: 2, info: '<AlarmType>1</AlarmType>' }))).toMatchObject([
      { label: 'alarm/2/1' },
    ]);
  });

  it('of one moment are told apart by their serial number', () => {
    const [one, other] = [9, 10].flatMap((sn) => heard(alarm({ sn })));
    expect(one).not.toEqual(other);
  });
});

describe('[DF73] who is there', () => {
  it('a platform that speaks is; devices of which it says that they fail are not', () => {
    expect(heard(keepalive())).toEqual([{ kind: 'availability', device: platform, state: 'online' }]);
    const failing = `<Info><DeviceID>${camera}</DeviceID><DeviceID>${otherCamera}</DeviceID></Info>`;
    expect(heard(keepalive(failing)).slice(1)).toEqual(
      [camera, otherCamera].map((device) => ({ kind: 'availability', device, state: 'offline' })),
    );
  });

  it('a catalogue names devices, their makers and states; areas are none', () => {
    const list =
      item(camera, '<Status>ON</Status>') + item(otherCamera, '<Status>OFF</Status>') + item('340200', '');
    expect(heard(catalog(list))).toEqual([
      {
        kind: 'device',
        device: camera,
        gateway: platform,
        name: '备餐间',
        maker: 'Hikvision',
        model: 'DS-2CD',
      },
      { kind: 'availability', device: camera, state: 'online' },
      expect.objectContaining({ kind: 'device', device: otherCamera }),
      { kind: 'availability', device: otherCamera, state: 'offline' },
    ]);
  });

  it.each([
    ['VLOST', { kind: 'availability', state: 'offline' }],
    ['ON', { kind: 'availability', state: 'online' }],
    ['DEL', { kind: 'device', gone: true }],
  ])('a notice of the catalogue says %s', (event, told) => {
    expect(heard(catalog(item(camera, `<Event>${event}</Event>`)))).toContainEqual(
      expect.objectContaining(told),
    );
  });
});

describe('[DF74] what is refused', () => {
  it('a device that is not named by twenty digits, or by a number that has lost some', () => {
    expect(
      read({ topic: gbTopic('alarm'), payload: { ...alarmInJson, DeviceID: Number(camera) } }),
    ).toMatchObject({
      problem: 'schema',
    });
    expect(read({ topic: gbTopic('alarm'), payload: { ...alarmInJson, DeviceID: '3402' } })).toMatchObject({
      problem: 'schema',
    });
  });

  it('an alarm without its way, and what is neither XML nor JSON; other messages say nothing', () => {
    expect(read({ topic: gbTopic('alarm'), payload: { ...alarmInJson, AlarmMethod: 'x' } })).toMatchObject({
      problem: 'schema',
    });
    expect(read({ topic: gbTopic('alarm'), payload: 'REGISTER sip:' })).toMatchObject({
      problem: 'unknown-format',
    });
    expect(heard(packets.at(-1)?.payload)).toEqual([]);
  });
});
