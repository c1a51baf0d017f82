import 'fake-indexeddb/auto';
import type { QueuedActAnswer, QueuedActName, QueuedActsBody } from '@mingchu/shared/queuedAct';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RequestError } from '../../../http/requestError.ts';
import { keepAct, keepPhoto, keptActs, keptPhotos } from './kept.ts';
import { isStuck } from './nextToSend.ts';
import { keepTold, sendKept, takeOutAct, withPhotoNames } from './sendKept.ts';

const second = 1_000;
const phoneIsBehindMs = 45 * second;
const broken = new RequestError({ status: 500, code: 'internal-error', fromServer: true });
const nextJpeg = () => new Blob(['jpeg'], { type: 'image/jpeg' });

/** A server that does every act but those of `failsOn`, on which it fails, with all that comes in the same request. */
function server(failsOn: readonly string[]) {
  const done: string[] = [];
  const send = async (path: string, body: unknown): Promise<unknown> => {
    if (path !== '/acts') {
      if (failsOn.some((each) => path.includes(each))) throw broken;
      done.push(path.split('?')[0] ?? '');
      return { sha256: 'a'.repeat(64) };
    }
    const { acts } = body as QueuedActsBody;
    const items: QueuedActAnswer[] = [];
    for (const act of acts) {
      if (failsOn.includes(act.id)) throw broken;
      const outcome = done.includes(act.id) ? 'already-done' : 'done';
      if (outcome === 'done') done.push(act.id);
      const times = { deviceTime: act.deviceTime, receivedAt: new Date().toISOString() };
      items.push({ id: act.id, outcome, code: null, detail: null, happened: null, ...times });
    }
    return { items, clockOffsetMs: phoneIsBehindMs };
  };
  return { done, send };
}

describe('acts on which the server fails', () => {
  let username = '';
  let persons = 0;
  beforeEach(() => {
    // Each test is another person's phone: the database is one for the file.
    persons += 1;
    username = `inspector${persons}`;
    vi.stubGlobal('navigator', {});
    vi.useFakeTimers({ now: Date.UTC(2026, 10, 28, 9), toFake: ['Date'] });
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  const keep = async (...acts: [order: string, name: QueuedActName][]): Promise<void> => {
    for (const [dispatchId, name] of acts) {
      const id = `${username} ${dispatchId} ${name}`;
      const deviceTime = new Date().toISOString();
      await keepAct({ id, username, dispatchId, act: name, deviceTime, body: {} });
    }
  };
  const nameOf = (id: string) => id.replace(`${username} `, '');
  const left = async () => (await keptActs(username)).map(({ id }) => nameOf(id));

  it('[PH18] hold up no act of another order and no picture, and are told after a minute, with all that is kept', async () => {
    await keep(['a', 'accept'], ['a', 'depart'], ['b', 'accept'], ['b', 'depart']);
    const { done, send } = server([`${username} a accept`]);
    const first = await sendKept(username, send);
    expect(first.ended).toBe('not-taken');
    expect(done.map(nameOf)).toEqual(['b accept', 'b depart']);
    expect(await left()).toEqual(['a accept', 'a depart']);
    await keep(['c', 'accept']);
    const photo = { id: 'p', username, dispatchId: 'c', purpose: 'arrival', sha256: null } as const;
    await keepPhoto({ ...photo, takenAt: new Date().toISOString(), jpeg: nextJpeg() });
    for (let attempt = 0; attempt < 7; attempt++) {
      vi.setSystemTime(Date.now() + 10 * second);
      await sendKept(username, send);
    }
    expect(done.map(nameOf)).toEqual(['b accept', 'b depart', '/dispatches/c/photos', 'c accept']);
    const [stuck] = await keptActs(username);
    expect(stuck?.failed).toMatchObject({ times: 4 });
    expect(isStuck(stuck?.failed)).toBe(true);
    expect(await left()).toEqual(['a accept', 'a depart']);
  });

  it('[PH18] go through in their order as soon as the server does them', async () => {
    await keep(['a', 'accept'], ['a', 'depart']);
    await sendKept(username, server([`${username} a accept`]).send);
    const mended = server([]);
    expect(await sendKept(username, mended.send)).toEqual({ ended: 'not-taken', answers: [] });
    const { ended, answers } = await sendKept(username, mended.send, true);
    expect(ended).toBe('all-sent');
    expect(answers.map(({ act }) => nameOf(act.id))).toEqual(['a accept', 'a depart']);
    // [PH35] What is told of them is told by the server's clock.
    expect(answers[0]?.clockOffsetMs).toBe(phoneIsBehindMs);
  });

  it('[PH18] taken out by hand, let what stood behind them go on', async () => {
    await keep(['a', 'accept'], ['a', 'decline']);
    const { done, send } = server([`${username} a accept`]);
    await sendKept(username, send);
    const [first] = await keptActs(username);
    await takeOutAct(first!);
    expect((await sendKept(username, send)).ended).toBe('all-sent');
    expect(done.map(nameOf)).toEqual(['a decline']);
  });

  it('[PH18] a picture on which the server fails holds up only what names it', async () => {
    const photo = { id: 'q', username, dispatchId: 'bad', purpose: 'arrival', sha256: null } as const;
    await keepPhoto({ ...photo, takenAt: new Date().toISOString(), jpeg: nextJpeg() });
    await keep(['a', 'accept']);
    const { done, send } = server(['/dispatches/bad/']);
    expect((await sendKept(username, send)).ended).toBe('not-taken');
    expect(done.map(nameOf)).toEqual(['a accept']);
    expect(await keptPhotos(username)).toMatchObject([{ id: 'q', sha256: null, failed: { times: 1 } }]);
  });

  it('[PH15] what came too late is kept for him with the sending itself: the page may end right after it', async () => {
    await keep(['a', 'accept'], ['b', 'accept']);
    const { send } = server([]);
    const late = async (path: string, body: unknown): Promise<unknown> => {
      const { items } = (await send(path, body)) as { items: QueuedActAnswer[] };
      return { items: items.map((each, n) => (n === 0 ? { ...each, outcome: 'overtaken' } : each)) };
    };
    await sendKept(username, late);
    expect((await keepTold(username, [])).map(({ act }) => nameOf(act.id))).toEqual(['a accept']);
    expect(await left()).toEqual([]);
  });

  it('[PH15] when nobody is reached nothing is counted against an act', async () => {
    await keep(['a', 'accept']);
    const away = async (): Promise<never> => {
      throw new RequestError({ status: 502, code: 'http-502' });
    };
    expect((await sendKept(username, away)).ended).toBe('not-taken');
    expect(await keptActs(username)).toMatchObject([{ act: 'accept' }]);
    expect((await keptActs(username))[0]).not.toHaveProperty('failed');
  });
});

describe('pictures in acts that were kept', () => {
  const names = new Map([
    ['p1', 'a'.repeat(64)],
    ['p2', null],
  ]);

  it('get the names that the server gave them, wherever they stand', () => {
    const body = { photoSha256: 'local:p1', report: { photosAfter: ['local:p1', 'b'.repeat(64)] } };
    expect(withPhotoNames(body, names)).toEqual({
      photoSha256: 'a'.repeat(64),
      report: { photosAfter: ['a'.repeat(64), 'b'.repeat(64)] },
    });
  });

  it('are left out when the server has none, and nothing else is touched', () => {
    const body = {
      photoSha256: 'local:p2',
      lat: 26.4,
      doorCode: { code: '000123' },
      list: ['local:p3', 'x'],
    };
    expect(withPhotoNames(body, names)).toEqual({ lat: 26.4, doorCode: { code: '000123' }, list: ['x'] });
  });
});
