import { expect, it } from 'vitest';
import { givenPacket } from './givenPacket.ts';

const address = (topic: string, bytes: readonly number[]) =>
  new URLSearchParams({ topic, payload: btoa(String.fromCharCode(...bytes)) }).toString();

it('[DP7] fills the tester with text where the bytes are text, else with Base64', () => {
  expect(givenPacket(address('a/+/b', [...new TextEncoder().encode('{"温": 1}')]))).toEqual({
    topic: 'a/+/b',
    payload: '{"温": 1}',
    isBase64: false,
  });
  expect(givenPacket(address('t', [0xff, 0]))).toEqual({ topic: 't', payload: '/wA=', isBase64: true });
});

it('[DP7] leaves the tester empty where the address brings nothing that can be read', () => {
  expect(givenPacket('')).toBeNull();
  expect(givenPacket('topic=t&payload=%3Cb%3E')).toBeNull();
});
