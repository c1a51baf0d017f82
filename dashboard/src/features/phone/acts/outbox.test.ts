import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { replaceFetch } from '../../../http/request.ts';
import { setLink } from '../../../live/store.ts';
import { keptActs } from './kept.ts';
import { doAct, keepGivenBack, openOutbox, useOutbox } from './outbox.ts';
import type { ToldAnswer } from './sendKept.ts';

const username = 'inspector01';
const at = '2026-11-29T02:00:00.000Z';
const early: ToldAnswer = {
  act: { id: 'a', username, dispatchId: 'order-1', act: 'submit', deviceTime: at },
  answer: {
    id: 'a',
    outcome: 'overtaken',
    code: 'overtaken',
    detail: null,
    happened: null,
    deviceTime: at,
    receivedAt: at,
  },
};

beforeEach(() => {
  vi.stubGlobal('navigator', { onLine: true });
  setLink('synced');
  useOutbox.setState({ username, told: [early] });
});
afterEach(() => {
  setLink('connecting');
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

it('[PH9] does not keep an act that the server has taken, though the disk of the phone fails on what was told before', async () => {
  const sent: string[] = [];
  replaceFetch(async (path) => {
    sent.push(path);
    return Response.json({});
  });
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
    throw new DOMException('no room', 'QuotaExceededError');
  });
  const result = await doAct({ dispatchId: 'order-1', act: 'submit', body: {} });
  expect(result).toEqual({ how: 'sent', proofs: [] });
  expect(sent).toEqual(['/api/v1/dispatches/order-1/submit']);
  expect(await keptActs(username)).toEqual([]);
  expect(useOutbox.getState().told).toEqual([]);
});

it('[PH9] keeps applied what the server has taken while the line is lost again before the facts have come', () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
  const target = { addEventListener: () => undefined, removeEventListener: () => undefined };
  vi.stubGlobal('document', target);
  for (const name of ['addEventListener', 'removeEventListener'] as const) vi.stubGlobal(name, target[name]);
  setLink('disconnected');
  const close = openOutbox(username);
  useOutbox.setState({ landing: [early.act] });
  setLink('synced');
  setLink('disconnected');
  vi.advanceTimersByTime(3_000);
  expect(useOutbox.getState().landing).toEqual([early.act]);
  setLink('synced');
  vi.advanceTimersByTime(3_000);
  expect(useOutbox.getState().landing).toEqual([]);
  close();
});

it('[PH12] knows of orders that he gave back only while they are still his, and of none that the server leaves with him', async () => {
  const givenBack = () => useOutbox.getState().givenBack;
  const decline = (dispatchId: string) => doAct({ dispatchId, act: 'decline', body: {} });
  replaceFetch(async () => Response.json({}));
  for (const id of ['order-1', 'order-2', 'order-1']) await decline(id);
  expect(givenBack()).toEqual(['order-1', 'order-2']);
  // One has left him; should it be offered again and withdrawn, that is news.
  keepGivenBack(['order-2', 'order-3']);
  expect(givenBack()).toEqual(['order-2']);
  const headers = { 'content-type': 'application/problem+json' };
  replaceFetch(async () => Response.json({ code: 'conflict' }, { status: 409, headers }));
  expect(await decline('order-3')).toMatchObject({ how: 'refused' });
  expect(givenBack()).toEqual(['order-2']);
});
