import { expect, it } from 'vitest';
import type { IncomingMessage } from '../platform/mqtt/messageSource.ts';
import { createRepetitions } from './heldRepetitions.ts';

it('[DF112] a repetition waits for what was in hand before it, and for nothing that comes later', () => {
  const repetitions = createRepetitions();
  const said: string[] = [];
  const wait = (name: string, place = 'hikvision/s1') => repetitions.after(place, () => said.push(name));
  wait('nothing in hand');
  const first = repetitions.begin('hikvision/s1');
  wait('after the first');
  const second = repetitions.begin('hikvision/s1');
  wait('after the second');
  wait('another place', 'hikvision/s2');
  expect(said.splice(0)).toEqual(['nothing in hand', 'another place']);
  second();
  expect(said.splice(0)).toEqual([]);
  first();
  expect(said.splice(0)).toEqual(['after the first', 'after the second']);
  repetitions.begin('hikvision/s1');
  const third = repetitions.begin('hikvision/s1');
  third();
  expect(said).toEqual([]);
});

it('[DF113] a packet is known by its identifier and bytes, when its sender says that it was sent before', () => {
  const repetitions = createRepetitions();
  const packet = (parts: Partial<IncomingMessage> = {}) =>
    repetitions.isKnown({
      topic: 'hikvision/nvr1/alert',
      payload: Buffer.from('{"temperature":4}'),
      retained: false,
      receivedAt: 1_000,
      packetId: 'bridge 7',
      ...parts,
    });
  expect(packet({ again: true })).toBe(false);
  expect(packet()).toBe(false);
  expect(packet({ again: true })).toBe(true);
  expect(packet({ again: true, packetId: 'bridge 8' })).toBe(false);
  expect(packet({ again: true, payload: Buffer.from('{"temperature":5}') })).toBe(false);
  expect(packet()).toBe(false);
  expect(packet({ again: true, receivedAt: 900_000 })).toBe(false);
});
