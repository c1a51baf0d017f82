import type { Dispatch } from '@mingchu/shared/dispatch';
import type { Severity, Violation, ViolationState } from '@mingchu/shared/violation';
import { describe, expect, it } from 'vitest';
import type { WorkItem } from '../live/worklist.ts';
import {
  causesOf,
  freshMemory,
  nextSound,
  type SoundFacts,
  type SoundMemory,
  stillTrue,
} from './soundModel.ts';

const startMs = Date.parse('2026-11-24T08:00:00.000Z');
const iso = (s: number): string => new Date(startMs + s * 1_000).toISOString();

function alarm(id: string, severity: Severity, state: ViolationState = 'unack'): WorkItem {
  const violation = { id, state, openedAt: iso(0) } as Violation;
  return { id, siteId: 'site', severity, violation, dispatch: null };
}

/** An acknowledged violation whose order runs out after `dueS`. */
function order(id: string, dueS: number): WorkItem {
  const dispatch = {
    id: `order ${id}`,
    state: 'en-route',
    openedAt: iso(dueS - 600),
    dueAt: iso(dueS),
  } as Dispatch;
  return { ...alarm(id, 'minor', 'acked'), dispatch };
}

/** A screen on a moved clock: tells what it heard since it was last asked, as `second kind×count reason`. */
function screen(listenedUntilMs: number | null = null) {
  let memory: SoundMemory = { ...freshMemory, listenedUntilMs };
  let nowS = 0;
  const facts: { items: WorkItem[]; live: boolean } & Pick<
    SoundFacts,
    'audio' | 'mute' | 'voice' | 'speaking' | 'testing'
  > = {
    items: [],
    live: true,
    audio: 'sounding',
    mute: null,
    voice: true,
    speaking: null,
    testing: false,
  };
  let reason = '';
  const look = (): string[] => {
    const at = { serverMs: startMs + nowS * 1_000, localMs: 5_000_000 + nowS * 1_000 };
    const causes = causesOf(facts.items, { serverMs: at.serverMs, live: facts.live });
    const found = nextSound(memory, { ...facts, causes }, at);
    memory = found.next;
    reason = found.reason;
    const { play } = found;
    return play ? [`${nowS} ${play.kind}×${play.keys.length}${play.speak ? ' spoken' : ''}`] : [];
  };
  return {
    facts,
    get reason() {
      return reason;
    },
    /** Everything heard up to and with `untilS`. */
    hear(untilS: number): string[] {
      const heard: string[] = [];
      for (; nowS <= untilS; nowS += 1) heard.push(...look());
      return heard;
    },
    muteFor(minutes: number) {
      facts.mute = {
        fromMs: startMs + (nowS - 1) * 1_000,
        untilMs: startMs + (nowS - 1 + minutes * 60) * 1_000,
      };
    },
  };
}

describe('what sounds when', () => {
  it('[SO2] repeats a critical violation every 15 s until it is acknowledged, and speaks each minute', () => {
    const room = screen();
    room.hear(0);
    room.facts.items = [alarm('gas', 'critical')];
    expect(room.hear(65)).toEqual([
      '1 critical×1 spoken',
      '16 critical×1',
      '31 critical×1',
      '46 critical×1',
      '61 critical×1 spoken',
    ]);
    expect(room.reason).toBe('nothing-to-tell');
    room.facts.items = [alarm('gas', 'critical', 'acked')];
    expect(room.hear(200)).toEqual([]);
    room.facts.items = [alarm('gas', 'critical', 'latched-unack')];
    expect(room.hear(202)).toEqual(['201 critical×1 spoken']);
  });

  it('[SO2] tells everything else once, when it begins, and not what returned by itself', () => {
    const room = screen();
    room.facts.items = [alarm('old', 'major'), order('late', -5)];
    expect(room.hear(30)).toEqual([]);
    room.facts.items = [...room.facts.items, alarm('hat', 'major'), alarm('gone', 'critical', 'rtn-unack')];
    expect(room.hear(90)).toEqual(['31 major×1 spoken']);
  });

  it('[SO2] a critical violation that stood when the screen was opened sounds at once', () => {
    const room = screen();
    room.facts.items = [alarm('gas', 'critical')];
    expect(room.hear(10)).toEqual(['0 critical×1 spoken']);
  });

  it('[SO2] tells what opened while the page was loaded anew, and not what stood before', () => {
    const stood = screen(startMs + 1);
    stood.facts.items = [alarm('stood', 'major')];
    expect(stood.hear(20)).toEqual([]);
    const missed = screen(startMs - 1);
    missed.facts.items = [alarm('missed', 'major')];
    expect(missed.hear(20)).toEqual(['0 major×1 spoken']);
  });

  it('[SO2] says two minutes before the due time, and when it passes, once', () => {
    const room = screen();
    room.facts.items = [order('a', 180)];
    expect(room.hear(400)).toEqual(['60 two-minutes×1 spoken', '180 breach×1 spoken']);
  });

  it('[SO3] leaves 10 s between two, most urgent first, and counts what is of one kind', () => {
    const room = screen();
    room.hear(0);
    room.facts.items = [
      alarm('m1', 'major'),
      alarm('gas', 'critical'),
      alarm('m2', 'major'),
      alarm('i', 'info'),
      alarm('m3', 'major'),
    ];
    expect(room.hear(45)).toEqual([
      '1 critical×1 spoken',
      '11 major×3 spoken',
      '21 critical×1',
      '31 info×1 spoken',
      '41 critical×1',
    ]);
    expect(room.reason).toBe('nothing-to-tell');
  });

  it('[SO3] several critical ones repeat together', () => {
    const room = screen();
    room.hear(0);
    room.facts.items = [alarm('gas', 'critical')];
    room.hear(5);
    room.facts.items = [alarm('gas', 'critical'), alarm('fire', 'critical')];
    expect(room.hear(30)).toEqual(['11 critical×2 spoken', '26 critical×2']);
  });

  it('[SO3] gives up what had no turn for a minute', () => {
    const room = screen();
    room.facts.audio = 'blocked';
    room.hear(0);
    room.facts.items = [alarm('hat', 'major'), alarm('gas', 'critical')];
    expect(room.hear(70)).toEqual([]);
    expect(room.reason).toBe('blocked-by-browser');
    room.facts.audio = 'sounding';
    expect(room.hear(84)).toEqual(['71 critical×1 spoken']);
  });

  it('[SO4] tells only that data is lost, and nothing twice when it is back', () => {
    const room = screen();
    room.hear(0);
    room.facts.items = [alarm('hat', 'major'), alarm('gas', 'critical')];
    expect(room.hear(20)).toEqual(['1 critical×1 spoken', '11 major×1 spoken']);
    room.facts.live = false;
    expect(room.hear(90)).toEqual(['21 data-lost×1 spoken', '81 data-lost×1 spoken']);
    room.facts.live = true;
    room.facts.items = [alarm('hat', 'major'), alarm('new', 'major'), alarm('gas', 'critical', 'acked')];
    expect(room.hear(150)).toEqual(['91 major×1 spoken']);
  });

  it('[SO5] a mute holds back what stands and what is lower; a new critical one breaks through', () => {
    const room = screen();
    room.hear(0);
    room.facts.items = [alarm('gas', 'critical')];
    expect(room.hear(2)).toEqual(['1 critical×1 spoken']);
    room.muteFor(5);
    expect(room.hear(60)).toEqual([]);
    expect(room.reason).toBe('muted');
    room.facts.items = [alarm('gas', 'critical'), alarm('hat', 'major'), order('a', 100)];
    expect(room.hear(119)).toEqual([]);
    room.facts.items = [...room.facts.items, alarm('fire', 'critical')];
    // The old one stays silent beside it.
    expect(room.hear(140)).toEqual(['120 critical×1 spoken', '135 critical×1']);
    room.facts.items = [alarm('gas', 'critical')];
    expect(room.hear(301)).toEqual([]);
    expect(room.hear(303)).toEqual(['302 critical×1 spoken']);
  });

  it('[SO5] a mute ends when the clock of the server is set back before it', () => {
    const room = screen();
    room.hear(0);
    room.facts.mute = { fromMs: startMs + 3_600_000, untilMs: startMs + 4_500_000 };
    room.facts.items = [alarm('gas', 'critical')];
    expect(room.hear(2)).toEqual(['1 critical×1 spoken']);
  });

  it('[SO5] lost data breaks through a mute', () => {
    const room = screen();
    room.hear(0);
    room.muteFor(15);
    room.facts.live = false;
    expect(room.hear(10)).toEqual(['1 data-lost×1 spoken']);
  });

  it('[SO6] waits for the voice, unless something more urgent comes', () => {
    const room = screen();
    room.hear(0);
    room.facts.speaking = 'major';
    room.facts.items = [alarm('m', 'major')];
    expect(room.hear(8)).toEqual([]);
    expect(room.reason).toBe('waits-for-voice');
    room.facts.items = [alarm('m', 'major'), alarm('gas', 'critical')];
    expect(room.hear(9)).toEqual(['9 critical×1 spoken']);
  });

  it('[SO6] says nothing while the voice is switched off: the tones go on, and words follow once it is on', () => {
    const room = screen();
    room.facts.voice = false;
    room.facts.items = [alarm('gas', 'critical')];
    expect(room.hear(16)).toEqual(['0 critical×1', '15 critical×1']);
    room.facts.voice = true;
    expect(room.hear(31)).toEqual(['30 critical×1 spoken']);
  });

  it('[SO6] finds what is no longer true when the voice has its turn', () => {
    const causes = causesOf([alarm('a', 'major'), alarm('b', 'major')], { serverMs: startMs, live: true });
    const play = { kind: 'major', keys: causes.map(({ key }) => key), speak: true } as const;
    const later = causesOf([alarm('a', 'major', 'acked'), alarm('b', 'major')], {
      serverMs: startMs,
      live: true,
    });
    expect(stillTrue(play, later).map(({ item }) => item?.id)).toEqual(['b']);
    expect(stillTrue(play, [])).toEqual([]);
  });

  it('[SO7] is silent where the sound is off, or where another page has it', () => {
    const room = screen();
    room.facts.items = [alarm('gas', 'critical')];
    room.facts.audio = 'off';
    expect([room.hear(20), room.reason]).toEqual([[], 'switched-off']);
    room.facts.audio = 'elsewhere';
    expect([room.hear(40), room.reason]).toEqual([[], 'another-page-sounds']);
  });

  it('[SO9] lets a test end, but not before a critical violation', () => {
    const room = screen();
    room.hear(0);
    room.facts.testing = true;
    room.facts.items = [alarm('m', 'major')];
    expect([room.hear(12), room.reason]).toEqual([[], 'waits-for-test']);
    room.facts.items = [alarm('m', 'major'), alarm('gas', 'critical')];
    expect(room.hear(13)).toEqual(['13 critical×1 spoken']);
  });

  it('is silent about what is set aside', () => {
    const room = screen();
    room.hear(0);
    const late = order('late', -5);
    if (late.violation) late.violation.state = 'shelved';
    room.facts.items = [late, alarm('asleep', 'critical', 'suppressed')];
    expect(room.hear(60)).toEqual([]);
  });
});
