import { messageSteps, noteSteps } from '@mingchu/shared/dispatch';
import fc from 'fast-check';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadRulebook } from '../../rules/loadRulebook.ts';
import { messageText } from './messageText.ts';
import { isQuiet } from './quietHours.ts';
import { accountRoles, standsFor } from './recipients.ts';
import { decideAfterRefusal, maxAttempts } from './retry.ts';
import {
  decideRoute,
  groupChannels,
  receiptWithinMs,
  type Tried,
  type UsableChannel,
} from './routeMessage.ts';
import { fillTemplate, placeholdersOf, valueAt } from './smsTemplate.ts';
import { partsOf, saidNow, wordMessage } from './wording.ts';

const shipped = loadRulebook(fileURLToPath(new URL('../../../rulebook', import.meta.url)));
const start = Date.UTC(2026, 10, 23, 2);
const at = (seconds: number) => new Date(start + seconds * 1000);
/** 10:00 and so on where the kitchens are. */
const local = (time: string) => new Date(`2026-11-23T${time}:00+08:00`);

describe('isQuiet', () => {
  it('[NO11] goes by local time, also over midnight', () => {
    const night = { from: '22:00', to: '07:00' };
    expect(
      ['21:59', '22:00', '23:59', '00:00', '06:59', '07:00'].map((time) => isQuiet(night, local(time))),
    ).toEqual([false, true, true, true, true, false]);
    const noon = { from: '12:00', to: '13:30' };
    expect(['11:59', '12:00', '13:29', '13:30'].map((time) => isQuiet(noon, local(time)))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(isQuiet({ from: '08:00', to: '08:00' }, local('20:00'))).toBe(true);
    expect(isQuiet(null, local('03:00'))).toBe(false);
  });
});

describe('decideRoute', () => {
  const channels: UsableChannel[] = [
    { id: 'mail', kind: 'email', audience: [] },
    { id: 'gateway', kind: 'sms', audience: [] },
    { id: 'ding', kind: 'dingtalk', audience: ['leader:east'] },
    { id: 'web-push', kind: 'web-push', audience: [] },
  ];
  const person = {
    username: 'wang',
    channelOrder: [] as string[],
    email: 'w@x.example',
    mobile: '13800000001',
    pushDevices: 1,
    quietHours: null,
  };
  const facts = { step: 'offer', wakes: true, receipt: false, answered: false, now: at(0) };

  /** Follows the decisions for two minutes, look by look; `stateOf` says what becomes of each channel. */
  function follow(
    step: string,
    who: typeof person,
    stateOf: (channel: string) => Tried['state'],
  ): { sent: string[]; endedBecause: string } {
    const tried: Tried[] = [];
    for (let second = 0; second <= 120; second += 1) {
      const now = at(second);
      const decision = decideRoute(who, { ...facts, step, now }, { tried, channels });
      if (decision.send !== null)
        tried.push({ channel: decision.send, createdAt: now, state: stateOf(decision.send) });
      else if (decision.nextAt === null) {
        const sent = tried.map((each) => `${(each.createdAt.getTime() - start) / 1000}s ${each.channel}`);
        return { sent, endedBecause: decision.reason };
      }
    }
    throw new Error('it never ends');
  }

  it('[NO7] Web Push, then SMS, then e-mail, by what reaches the person', () => {
    expect(follow('offer', person, () => 'delivered')).toEqual({
      sent: ['0s web-push', '20s gateway', '40s mail'],
      endedBecause: 'sent',
    });
    expect(follow('offer', { ...person, pushDevices: 0, email: '' }, () => 'pending').sent[0]).toBe(
      '0s gateway',
    );
    const calm = { ...facts, step: 'warn', wakes: false };
    const tried: Tried[] = [{ channel: 'web-push', createdAt: at(0), state: 'delivered' }];
    expect(decideRoute(person, { ...calm, now: at(60) }, { tried, channels })).toEqual({
      send: null,
      nextAt: null,
      reason: 'sent',
    });
    for (const urgent of [
      { ...facts, step: 'arrival-refused' },
      { ...calm, step: 'recall' },
    ])
      expect(decideRoute(person, { ...urgent, now: at(20) }, { tried, channels }).send).toBe('gateway');
  });

  it('[NO7] what a person did not name is used only for what must wake him, after what he named', () => {
    const picky = { ...person, channelOrder: ['mail'] };
    const tried: Tried[] = [{ channel: 'mail', createdAt: at(0), state: 'failed' }];
    const asleep = { ...facts, step: 'warn', wakes: false };
    expect(decideRoute(picky, asleep, { tried, channels })).toMatchObject({
      send: null,
      reason: 'channels-used-up',
    });
    expect(decideRoute(picky, { ...asleep, wakes: true }, { tried, channels }).send).toBe('web-push');
  });

  it('[NO9] what has failed is followed at once, for every step', () => {
    expect(
      follow('warn', person, (channel) => (channel === 'web-push' ? 'failed' : 'delivered')).sent,
    ).toEqual(['0s web-push', '1s gateway', '21s mail']);
    expect(follow('breach', person, () => 'failed').endedBecause).toBe('channels-used-up');
  });

  it('[NO8] whatever happens, each channel is used at most once and in the order of the person', () => {
    const order = fc.uniqueArray(fc.constantFrom('ding', 'mail', 'gateway', 'web-push', 'gone'));
    const states = fc.dictionary(
      fc.constantFrom('ding', 'mail', 'gateway', 'web-push'),
      fc.constantFrom<Tried['state']>('pending', 'delivered', 'failed'),
    );
    fc.assert(
      fc.property(order, states, fc.constantFrom(...messageSteps), (channelOrder, outcomes, step) => {
        const { sent } = follow(
          step,
          { ...person, channelOrder },
          (channel) => outcomes[channel] ?? 'delivered',
        );
        const used = sent.map((line) => line.split(' ')[1]);
        expect(new Set(used).size).toBe(used.length);
        const chosen = channelOrder.filter((id) => id !== 'gone');
        expect(used.slice(0, chosen.length)).toEqual(chosen.slice(0, used.length));
      }),
    );
  });

  it('[NO25] after a receipt or an answer nothing goes out', () => {
    const none = { tried: [], channels };
    expect(decideRoute(person, { ...facts, receipt: true }, none)).toMatchObject({
      send: null,
      reason: 'receipt-came',
    });
    expect(decideRoute(person, { ...facts, answered: true }, none)).toMatchObject({
      send: null,
      nextAt: null,
      reason: 'offer-answered',
    });
  });

  it('[NO8] the look comes 20 s after the channel was tried', () => {
    const decision = decideRoute(person, facts, { tried: [], channels });
    expect(decision).toEqual({ send: 'web-push', nextAt: at(receiptWithinMs / 1000), reason: 'sent' });
  });

  it('[NO12] a group channel hears its words only', () => {
    expect(groupChannels('leader:east', channels)).toEqual(['ding']);
    expect(groupChannels('leader:west', channels)).toEqual([]);
    const all: UsableChannel[] = [{ id: 'all', kind: 'webhook', audience: ['everyone'] }];
    expect(groupChannels('i1', all)).toEqual(['all']);
  });
});

describe('standsFor', () => {
  const account = { role: 'duty', inspectorId: null, groupId: null } as const;
  it('[NO7] words are roles; an administrator is not woken by what is for the duty officer', () => {
    expect(accountRoles(['role:duty', 'station', 'leader:east', 'i1']).sort()).toEqual([
      'chief',
      'duty',
      'leader',
    ]);
    expect(standsFor(account, 'role:duty')).toBe(true);
    expect(standsFor(account, 'station')).toBe(true);
    expect(standsFor({ ...account, role: 'admin' }, 'role:duty')).toBe(false);
    expect(standsFor({ ...account, role: 'admin' }, 'station')).toBe(false);
    const leader = { role: 'leader', inspectorId: 'i9', groupId: 'east' } as const;
    expect([standsFor(leader, 'leader:east'), standsFor(leader, 'leader:west')]).toEqual([true, false]);
    expect(standsFor({ role: 'inspector', inspectorId: 'i1', groupId: 'east' }, 'i1')).toBe(true);
  });
});

describe('decideAfterRefusal', () => {
  const message = { attempts: 2, createdAt: at(0) };
  it('[NO9] what would be refused again is not tried again', () => {
    expect(decideAfterRefusal(message, 'never', at(5))).toEqual({ again: false, reason: 'refused-for-good' });
  });
  it('[NO20] waits as long as it is asked to, at most 15 minutes in all', () => {
    expect(decideAfterRefusal(message, 60_000, at(5))).toEqual({
      again: true,
      at: at(65),
      reason: 'asked-to-wait',
    });
    expect(decideAfterRefusal(message, 60_000, at(850))).toEqual({ again: false, reason: 'waited-too-long' });
    expect(decideAfterRefusal({ ...message, attempts: maxAttempts }, 60_000, at(5)).again).toBe(false);
  });
});

describe('wording', () => {
  const facts = {
    what: { zh: '发现老鼠', en: 'Rodent seen' },
    siteName: '阳光小学食堂',
    siteAddress: '阳光路 1 号',
    severity: 'critical' as const,
    inspectorName: '王芳',
    dueAt: at(600),
  };
  const ladder = { startedAt: at(0), dueAt: at(600), now: at(6 * 60) };

  it('[NO26] every step keeps the site, how bad it is and the minute of the ladder, in both languages', () => {
    for (const step of messageSteps) {
      const text = messageText(step, { ...facts, ...ladder });
      const chinese = wordMessage({ ...facts, step, text }, 'zh-CN');
      expect(`【${chinese.title}】${chinese.body}`).toBe(text.replace('】', ' · 发现老鼠】'));
      expect(chinese.lines).toEqual(['地址：阳光路 1 号', '时限：10:10 前到场']);
      const english = wordMessage({ ...facts, step, text }, 'en');
      expect(english.body).toContain('阳光小学食堂, critical violation');
      expect(english.body).toContain('(minute 6 of 10)');
      expect(english.title).toMatch(/^[A-Z][a-z ]+ · Rodent seen$/);
    }
  });

  it('[NO26] notes beside the ladder are said in English too', () => {
    for (const step of noteSteps) {
      const text = '【预计】阳光小学食堂（第 6 分钟 / 10）';
      const { title, body } = wordMessage({ ...facts, step, text }, 'en');
      expect(
        `${title} ${body}`.replace('阳光小学食堂', '').replace(facts.inspectorName ?? '', ''),
      ).not.toMatch(/\p{Script=Han}/u);
    }
  });

  it('[NO26] [NO1] what has waited says the minute in which it leaves', () => {
    const waited = { startedAt: at(0), dueAt: at(600), now: at(13 * 60) };
    const text = messageText('warn', { ...facts, ...ladder });
    for (const [language, position] of [
      ['zh-CN', '第 13 分钟 / 10'],
      ['en', 'minute 13 of 10'],
    ] as const) {
      const content = wordMessage({ ...facts, step: 'warn', text }, language);
      const said = saidNow({ text, content }, waited);
      expect(said.content.body).toContain(position);
      expect(said.text).toContain('第 13 分钟 / 10');
    }
    expect(saidNow({ text: 'just words', content: null }, waited)).toEqual({
      text: 'just words',
      content: null,
    });
  });

  it('[NO26] fits one SMS of 70 characters', () => {
    const longest = [...shipped.rules].sort((a, b) => b.title.zh.length - a.title.zh.length)[0];
    for (const step of messageSteps) {
      const text = messageText(step, { ...facts, ...ladder });
      const { title, body } = wordMessage({ ...facts, what: longest?.title ?? null, step, text }, 'zh-CN');
      expect([...`【${title}】${body}`].length, step).toBeLessThanOrEqual(70);
    }
  });

  it('[NO26] keeps what a person said, and a text that it does not know', () => {
    const text = '【延时未批准】阳光小学食堂，请按原时限到场：人手不够（第 6 分钟 / 10）';
    expect(wordMessage({ ...facts, step: 'extension-refused', text }, 'en').body).toBe(
      '阳光小学食堂, critical violation. Be there by the first due time: 人手不够 (minute 6 of 10)',
    );
    expect(wordMessage({ ...facts, what: null, step: 'new-step', text: '【新】一句话' }, 'en')).toMatchObject(
      {
        title: '新',
        body: '一句话',
      },
    );
    expect(partsOf('just words')).toEqual({ title: '明厨', sentence: 'just words', position: null });
  });
});

describe('the SMS template', () => {
  it('[NO19] whatever is said, it stays within the place where it stands', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(JSON.parse(fillTemplate('{"a":"{{text}}"}', { text }, 'json'))).toEqual({ a: text });
        const wellFormed = text.replace(/[\uD800-\uDFFF]/g, '');
        const url = new URL(fillTemplate('https://x.example/?a={{text}}&b=1', { text: wellFormed }, 'url'));
        expect([...url.searchParams]).toEqual([
          ['a', wellFormed],
          ['b', '1'],
        ]);
        expect(fillTemplate('{{text}}', { text: wellFormed }, 'header')).toMatch(/^[\x20-\x7e]*$/);
        expect(fillTemplate('{{text}}', { text }, 'xml')).not.toMatch(/[<>"']/);
      }),
    );
  });
  it('[NO19] a name that there is not is an error, not a hole', () => {
    expect(() => fillTemplate('{{mobile}} {{nobody}}', { mobile: '1' }, 'json')).toThrow('{{nobody}}');
    expect(() => fillTemplate('{{constructor}}', {}, 'json')).toThrow('{{constructor}}');
    expect(placeholdersOf('{{a}}', '{{secret.k1}} {b}')).toEqual(['a', 'secret.k1']);
  });
  it('[NO19] finds a value in an answer', () => {
    expect(valueAt({ a: [{ b: 0 }] }, 'a.0.b')).toBe(0);
    expect(valueAt({ a: 1 }, 'a.b')).toBeUndefined();
    expect(valueAt({}, 'constructor.name')).toBeUndefined();
  });
});
