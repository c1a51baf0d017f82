import { describe, expect, it } from 'vitest';
import { chineseNumber, type SpokenFacts, sentence } from './sentence.ts';
import { voiceFor } from './voice.ts';

const first: NonNullable<SpokenFacts['first']> = {
  site: '阳光小学食堂',
  what: '发现老鼠',
  leftMs: 8 * 60_000 + 4_000,
  stage: 'en-route',
  who: '李强',
  asked: 1,
  lateMinutes: null,
  lateRoughly: false,
};
const say = (
  facts: Partial<SpokenFacts>,
  more: Partial<typeof first> = {},
  language: 'zh-CN' | 'en' = 'zh-CN',
) => sentence({ kind: 'major', count: 1, first: { ...first, ...more }, ...facts }, language);

describe('what the voice says', () => {
  it('[SO6] names site, rule, time left and who is on the way', () => {
    expect(say({})).toBe('阳光小学食堂，发现老鼠，剩余八分钟，李强在途');
    expect(say({}, {}, 'en')).toBe('阳光小学食堂, 发现老鼠, 8 minutes left, 李强 is on the way');
  });

  it('reads numbers as people do', () => {
    const read = [0, 2, 10, 12, 20, 21, 100, 105, 110, 200, 2_002].map(chineseNumber);
    expect(read.join(' ')).toBe('零 二 十 十二 二十 二十一 一百 一百零五 一百一十 两百 两千零二');
    expect(say({}, { leftMs: 120_000 })).toContain('剩余两分钟');
    expect(say({}, { leftMs: 60_000 }, 'en')).toContain('1 minute left');
    expect(say({}, { leftMs: 20_000 })).toContain('剩余不到一分钟');
  });

  it('[SO3] tells several as a count, with the most urgent', () => {
    expect(say({ kind: 'critical', count: 3 }, { leftMs: null, stage: null })).toBe(
      '三条严重违规未确认，最急的是阳光小学食堂，发现老鼠，尚未派单',
    );
    expect(say({ kind: 'breach', count: 2 }, { leftMs: -65_000 })).toBe(
      '两单已超时，最急的是阳光小学食堂，发现老鼠，已超时一分钟，李强在途',
    );
    expect(say({ count: 12 }, {}, 'en')).toMatch(/^12 major violations\. Most urgent: /);
  });

  it('says who is expected late, and who is asked', () => {
    expect(say({}, { lateMinutes: 3 })).toMatch(/李强在途，预计晚到三分钟$/);
    expect(say({}, { lateMinutes: 3, lateRoughly: true })).toMatch(/李强在途，估计大约晚到三分钟$/);
    expect(say({}, { stage: 'offered', asked: 2 })).toMatch(/正在询问两人$/);
    expect(say({}, { stage: 'declined', who: null })).toMatch(/无人接单$/);
  });

  it('says that data is lost', () => {
    expect(sentence({ kind: 'data-lost', count: 1, first: null }, 'zh-CN')).toBe('数据中断，画面不是实时');
  });

  it('[SO6] uses a voice of this machine only, of the mainland where there is one', () => {
    const voice = (name: string, lang: string, localService = true) => ({ name, lang, localService });
    const far = voice('far', 'zh-CN', false);
    const voices = [far, voice('taiwan', 'zh-TW'), voice('mainland', 'zh_CN'), voice('us', 'en-US')];
    expect(voiceFor(voices, 'zh-CN')?.name).toBe('mainland');
    expect(voiceFor(voices, 'en')?.name).toBe('us');
    expect(voiceFor([far], 'zh-CN')).toBeUndefined();
    expect(voiceFor([voice('espeak', 'cmn')], 'zh-CN')?.name).toBe('espeak');
  });
});
