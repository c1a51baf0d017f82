import { describe, expect, it } from 'vitest';
import type { Heard, HeardFinding, Reading } from '../family.ts';
import {
  classified,
  config,
  event,
  listedEvent,
  listedReview,
  oldEvent,
  ratId,
  recognizedFace,
  review,
  reviewId,
  startS,
  stats,
} from '../fixtures/frigate.ts';
import { answerTopics, frigate } from './frigate.ts';
import { instanceAddress } from './memory.ts';

const receivedAt = startS * 1000 + 2_000;
const minuteMs = 60_000;

/** One Frigate and its messages in order. */
function listen() {
  const known = frigate.begin();
  const tell = (topic: string, body: unknown, { retained = false, at = receivedAt } = {}): Reading => {
    const payload = Buffer.isBuffer(body)
      ? body
      : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
    return frigate.decode({ topic, payload, retained, receivedAt: at, username: null }, known);
  };
  const heard = (topic: string, body: unknown, more = {}): Heard[] => {
    const reading = tell(topic, body, more);
    if ('problem' in reading) throw new Error(`${reading.problem}: ${reading.detail}`);
    return reading.heard;
  };
  const findings = (topic: string, body: unknown, more = {}) =>
    heard(topic, body, more).filter((one): one is HeardFinding => one.kind === 'finding');
  return { known, tell, heard, findings };
}

describe('[DF52] what becomes a finding', () => {
  it('a new review item that is an alert, with the labels of its objects', () => {
    const { findings } = listen();
    expect(findings('frigate/reviews', review())).toEqual([
      {
        kind: 'finding',
        device: 'prep',
        id: `${reviewId}:first:alert:rat`,
        label: 'rat',
        confidence: 0.7,
        deviceTime: Math.round((startS + 0.3) * 1000),
        zone: 'sink',
        trackId: ratId,
      },
    ]);
  });

  it('none while it is a detection; one when an update makes it an alert', () => {
    const { findings } = listen();
    expect(findings('frigate/reviews', review({ severity: 'detection' }))).toEqual([]);
    expect(findings('frigate/events', event())).toEqual([]);
    const [transition] = findings('frigate/reviews', review({ type: 'update' }));
    // The score of its object is known by now; when the update was made, Frigate does not say.
    expect(transition).toMatchObject({
      id: `${reviewId}:first:alert:rat`,
      confidence: 0.86,
      deviceTime: null,
    });
  });

  it('a repetition has the same id, whatever else it says', () => {
    const { findings } = listen();
    const [first] = findings('frigate/reviews', review({ type: 'update' }));
    const [second] = findings('frigate/reviews', review({ type: 'update', detections: [ratId, 'other'] }));
    expect(second?.id).toBe(first?.id);
  });

  it('one more from an update, whose labels and scores may be others', () => {
    const { findings } = listen();
    findings('frigate/reviews', review());
    expect(findings('frigate/reviews', review({ type: 'update' }))).toMatchObject([
      { id: `${reviewId}:later:alert:rat` },
    ]);
  });

  it('has the same key after a restart of ours, whichever message tells of it then', () => {
    const [first] = listen().findings('frigate/reviews', review());
    const afterwards = [
      listen().findings('frigate/reviews', review({ type: 'update' })),
      listen().findings('frigate/reviews', review({ type: 'end', endTime: startS + 30 })),
      listen().findings(answerTopics.review, [listedReview(reviewId, startS, null)]),
    ];
    for (const [told] of afterwards) expect(told?.id).toBe(first?.id);
  });

  it('an object while an alert holds it, at each frame once', () => {
    const { findings } = listen();
    findings('frigate/reviews', review());
    const [one] = findings('frigate/events', event());
    expect(one).toMatchObject({
      label: 'rat',
      confidence: 0.86,
      deviceTime: Math.round((startS + 1.5) * 1000),
      trackId: ratId,
      zone: 'sink',
    });
    expect(findings('frigate/events', event())[0]?.id).toBe(one?.id);
    expect(findings('frigate/events', event({ frame_time: startS + 4 }))[0]?.id).not.toBe(one?.id);
    expect(findings('frigate/events', event({ frame_time: startS + 5, false_positive: true }))).toEqual([]);
  });

  it('an object that says itself that it was an alert, and one of a Frigate that speaks no reviews', () => {
    expect(listen().findings('frigate/events', event({ max_severity: 'alert' }))).toHaveLength(1);
    expect(listen().findings('frigate/events', event({ max_severity: 'detection' }))).toEqual([]);
    expect(listen().findings('frigate/events', oldEvent)[0]).toMatchObject({
      label: 'rat',
      confidence: 0.88,
    });
    const modern = listen();
    modern.findings('frigate/reviews', review({ severity: 'detection' }));
    expect(modern.findings('frigate/events', oldEvent)).toEqual([]);
  });

  it('a body without what must be there is refused', () => {
    const { tell } = listen();
    expect(tell('frigate/reviews', { type: 'new', after: { id: reviewId } })).toEqual({
      problem: 'schema',
      detail: 'reviews',
    });
    const scoreless = { score: null, computed_score: null, top_score: null };
    expect(tell('frigate/events', event(scoreless))).toMatchObject({ problem: 'schema' });
    expect(tell('frigate/events', '{"type":')).toEqual({ problem: 'not-json' });
    expect(tell('frigate/events', event({ id: '' }))).toMatchObject({ problem: 'schema' });
  });
});

describe('[DF53] an end', () => {
  it('clears nothing and is not seen again', () => {
    const { heard } = listen();
    heard('frigate/reviews', review());
    expect(heard('frigate/reviews', review({ type: 'end', endTime: startS + 30 }))).toEqual([]);
    expect(heard('frigate/events', event({ end_time: startS + 30 }, 'end'))).toEqual([]);
  });

  it('tells of an alert whose beginning was lost', () => {
    const { findings } = listen();
    const [missed] = findings('frigate/reviews', review({ type: 'end', endTime: startS + 30 }));
    expect(missed).toMatchObject({ id: `${reviewId}:first:alert:rat`, deviceTime: null });
  });
});

describe('[DF54] pictures', () => {
  it('what a topic of pictures has kept says nothing', () => {
    const { tell } = listen();
    const jpeg = Buffer.alloc(20_000, 0xff);
    expect(tell('frigate/prep/rat/snapshot', jpeg, { retained: true })).toEqual({ heard: [] });
    expect(tell('frigate/prep/rat', jpeg, { retained: true })).toEqual({ heard: [] });
  });

  it('the picture of an alert is asked for once, by its object', () => {
    const { tell } = listen();
    expect(tell('frigate/reviews', review())).toMatchObject({
      errands: [{ device: 'prep', kind: 'snapshot', id: ratId }],
    });
    expect(tell('frigate/reviews', review({ type: 'update' }))).toMatchObject({ errands: [] });
    expect(tell('frigate/events', event())).not.toHaveProperty('errands');
  });

  it('it is asked for again with each class that its object is found to be of', () => {
    const { tell } = listen();
    const seen = (more: object) => tell('frigate/events', event({ max_severity: 'alert', ...more }));
    const asked = { errands: [{ kind: 'snapshot', id: ratId }] };
    expect(seen({})).toMatchObject(asked);
    expect(seen({ frame_time: startS + 2 })).not.toHaveProperty('errands');
    expect(seen({ attributes: { no_hat: 0.8 } })).toMatchObject(asked);
    expect(seen({ attributes: { no_hat: 0.9 } })).not.toHaveProperty('errands');
  });

  it('it is not asked for an object that keeps none, nor for what the broker had kept', () => {
    expect(
      listen().tell('frigate/events', event({ max_severity: 'alert', has_snapshot: false })),
    ).not.toHaveProperty('errands');
    expect(listen().tell('frigate/reviews', review(), { retained: true })).toMatchObject({ errands: [] });
  });
});

describe('[DF55] boxes', () => {
  it('are parts of the picture once its size is known', () => {
    const { findings } = listen();
    findings('frigate/reviews', review());
    expect(findings('frigate/events', event())[0]).not.toHaveProperty('box');
    findings(answerTopics.config, config);
    expect(findings('frigate/events', event())[0]?.box).toEqual([0.5, 0.5, 0.25, 0.25]);
    expect(findings('frigate/events', event({ box: [1200, -20, 1400, 90] }))[0]?.box).toEqual([
      0.9375, 0, 0.0625, 0.125,
    ]);
    for (const box of [[9, 9, 9, 9], [1, 2, 3], 'x', [null, 1, 2, 3]])
      expect(findings('frigate/events', event({ box }))[0]).not.toHaveProperty('box');
  });
});

describe('[DF56] Frigate comes and goes', () => {
  it('tells of itself and its cameras', () => {
    const { heard } = listen();
    heard('frigate/stats', stats(5));
    for (const [word, state] of [
      ['stopped', 'offline'],
      ['online', 'online'],
      ['offline', 'offline'],
    ]) {
      const told = heard('frigate/available', word);
      expect(told).toContainEqual({ kind: 'availability', device: instanceAddress, state });
      expect(told).toContainEqual({ kind: 'availability', device: 'prep', state });
    }
    expect(listen().tell('frigate/available', 'ON')).toEqual({ problem: 'schema', detail: 'available' });
  });

  it('asks for what was missed when it comes back, from before its last word', () => {
    const { tell } = listen();
    tell('frigate/stats', stats(5), { at: receivedAt });
    tell('frigate/available', 'offline', { at: receivedAt + minuteMs });
    const back = receivedAt + 5 * minuteMs;
    expect(tell('frigate/available', 'online', { at: back })).toMatchObject({
      errands: [
        {
          device: instanceAddress,
          kind: 'reconcile',
          after: receivedAt + minuteMs - 10 * minuteMs,
          before: back,
        },
      ],
    });
    expect(tell('frigate/available', 'online', { at: back + 1_000 })).toMatchObject({ errands: [] });
  });

  it('asks when we come back ourselves: the broker had kept that it is there', () => {
    const { tell } = listen();
    expect(tell('frigate/available', 'online', { retained: true })).toMatchObject({
      errands: [{ kind: 'reconcile', after: receivedAt - 720 * minuteMs, before: receivedAt }],
    });
  });

  it('takes nothing as still going on after it stopped', () => {
    const { findings, heard } = listen();
    findings('frigate/reviews', review());
    heard('frigate/available', 'offline');
    heard('frigate/available', 'online');
    expect(findings('frigate/events', event())).toEqual([]);
  });
});

describe('[DF57] classes of objects', () => {
  const cook = { id: classified.id, label: 'person', max_severity: 'alert' };

  it.each([
    ['a sub label as text', { sub_label: 'no_hat' }, 'person/no_hat', 0.86],
    ['a sub label with its score', { sub_label: ['no_hat', 0.71] }, 'person/no_hat', 0.71],
    ['an attribute with its score', { attributes: { no_mask: 0.66 } }, 'person/no_mask', 0.66],
    ['a key named like its model', { hat: 'no_hat' }, 'person/hat/no_hat', 0.86],
    ['such a key with its score', { hat: ['no_hat', 0.9] }, 'person/hat/no_hat', 0.9],
    ['such a key with a body', { hat: { attribute: 'no_hat', score: 0.9 } }, 'person/hat/no_hat', 0.9],
  ])('%s', (_name, said, label, confidence) => {
    const found = listen().findings('frigate/events', event({ ...cook, ...said }));
    expect(found.map((one) => one.label)).toEqual(['person', label]);
    expect(found[1]).toMatchObject({ confidence, trackId: classified.id });
    expect(found[1]?.id).not.toBe(found[0]?.id);
  });

  it('`none`, and what Frigate writes itself, are no classes', () => {
    const { findings } = listen();
    const after = { ...cook, hat: 'none', sub_label: null, recognized_license_plate: ['B12345', 0.9] };
    expect(findings('frigate/events', event(after)).map(({ label }) => label)).toEqual(['person']);
  });

  it('what a classifier says while its object is no alert is told with the alert', () => {
    const { findings } = listen();
    findings('frigate/reviews', review({ severity: 'detection' }));
    expect(findings('frigate/tracked_object_update', classified)).toEqual([]);
    const told = findings(
      'frigate/reviews',
      review({ type: 'update', objects: ['person'], detections: [classified.id] }),
    );
    expect(told.map(({ label, confidence }) => [label, confidence])).toEqual([
      ['person', 0.7],
      ['object/hat/no_hat', 0.93],
    ]);
    expect(findings('frigate/tracked_object_update', classified)[0]).toMatchObject({
      label: 'object/hat/no_hat',
      deviceTime: Math.round(classified.timestamp * 1000),
    });
  });

  it('names of persons and number plates are passed on nowhere', () => {
    const { tell, findings } = listen();
    expect(tell('frigate/tracked_object_update', recognizedFace)).toEqual({ heard: [] });
    const told = [
      ...findings('frigate/events', event({ ...cook, sub_label: ['Li Hua', 0.95] })),
      ...findings('frigate/reviews', review({ objects: ['person'], detections: [classified.id] })),
    ];
    expect(told).toHaveLength(2);
    expect(JSON.stringify(told)).not.toContain('Li Hua');
  });

  it('the class of a whole picture is told when it changes', () => {
    const { findings, heard } = listen();
    const topic = 'frigate/prep/classification/bin';
    expect(findings(topic, 'bin_open')[0]).toMatchObject({
      label: 'classification/bin/bin_open',
      device: 'prep',
    });
    expect(findings(topic, 'bin_open')).toEqual([]);
    expect(heard(topic, 'closed')).toContainEqual(
      expect.objectContaining({ values: [{ name: 'classification/bin', value: 'closed' }] }),
    );
    expect(findings(topic, 'bin_open', { at: receivedAt + minuteMs })).toHaveLength(1);
    expect(findings(topic, 'none', { at: receivedAt + 2 * minuteMs })).toEqual([]);
    expect(findings(topic, 'bin_open', { at: receivedAt + 60 * minuteMs })).toHaveLength(1);
  });
});

describe('[DF127] a class that lasts', () => {
  const topic = 'frigate/prep/classification/bin';
  const open = 'classification/bin/bin_open';

  it('is told again with each report while its camera is there', () => {
    const { findings, heard } = listen();
    const [first] = findings(topic, 'bin_open');
    expect(first).toMatchObject({ label: open, device: 'prep' });
    const [second] = findings('frigate/stats', stats(5), { at: receivedAt + minuteMs });
    expect(second).toMatchObject({ label: open, device: 'prep', deviceTime: null });
    expect(second?.id).not.toBe(first?.id);
    expect(findings('frigate/stats', stats(0), { at: receivedAt + 2 * minuteMs })).toEqual([]);
    heard('frigate/available', 'offline');
    expect(findings('frigate/stats', stats(5), { at: receivedAt + 3 * minuteMs })).toHaveLength(1);
  });

  it.each([
    ['another is told', topic, 'closed', ['classification/bin/closed']],
    ['there is none', topic, 'none', []],
    ['Frigate stops', 'frigate/available', 'stopped', []],
  ])('is over when %s', (_name, on, text, lasting) => {
    const { findings, heard } = listen();
    findings(topic, 'bin_open');
    heard(on, text);
    const told = findings('frigate/stats', stats(5), { at: receivedAt + minuteMs });
    expect(told.map(({ label }) => label)).toEqual(lasting);
  });
});

describe('[DF58] cameras', () => {
  it('are there by the state of the stream that is looked at', () => {
    const { heard } = listen();
    const state = (text: string) => heard('frigate/prep/status/detect', text).at(-1);
    expect(state('online')).toMatchObject({ device: 'prep', state: 'online' });
    expect(state('offline')).toEqual({ kind: 'availability', device: 'prep', state: 'offline' });
    expect(state('disabled')).toMatchObject({ state: 'offline', expected: true });
    expect(heard('frigate/prep/status/record', 'offline')).toEqual([]);
    // Frames per second say nothing of a camera that tells its state, and Frigate's return does not bring it back.
    expect(heard('frigate/stats', stats(5)).filter(({ kind }) => kind === 'availability')).toEqual([]);
    expect(heard('frigate/available', 'online')).not.toContainEqual(
      expect.objectContaining({ device: 'prep' }),
    );
  });

  it('are not there without frames, where that is all that is told', () => {
    const { heard } = listen();
    expect(heard('frigate/stats', stats(0))).toContainEqual({
      kind: 'availability',
      device: 'prep',
      state: 'offline',
    });
    expect(heard('frigate/stats', stats(5))).toContainEqual({
      kind: 'availability',
      device: 'prep',
      state: 'online',
    });
  });

  it('count objects; zones are no devices', () => {
    const { heard } = listen();
    expect(heard('frigate/sink/rat', '2')).toEqual([]);
    heard('frigate/stats', stats(5));
    expect(heard('frigate/prep/rat', '2')).toMatchObject([
      { device: 'prep', values: [{ name: 'count/rat', value: 2 }] },
    ]);
    expect(heard('frigate/prep/review_status', 'ALERT')).toMatchObject([
      { values: [{ name: 'review_status', value: 'ALERT' }] },
    ]);
    expect(heard('frigate/prep/rat', 'ON')).toEqual([]);
  });

  it('are introduced once, with the Frigate that speaks for them', () => {
    const { heard } = listen();
    const introduction = { kind: 'device', device: 'prep', gateway: instanceAddress, reportPeriodS: 60 };
    expect(heard('frigate/stats', stats(5))).toContainEqual(introduction);
    expect(heard('frigate/stats', stats(5))).not.toContainEqual(introduction);
  });
});

describe('[DF59] what was missed', () => {
  const now = receivedAt + 60 * minuteMs;
  const nowS = now / 1000;

  it('is told as of now while it goes on or was over just now, and written down when it is old', () => {
    const { findings } = listen();
    findings(answerTopics.events, [listedEvent('open-obj', 0.95)], { at: now });
    const list = [
      listedReview('open', nowS - 300, null),
      listedReview('ended', new Date(now - 400_000).toISOString(), new Date(now - 300_000).toISOString()),
      listedReview('old', nowS - 3_000, nowS - 2_900),
      listedReview('none', nowS - 200, null, 'detection'),
      { id: 7 },
    ];
    const told = findings(answerTopics.review, list, { at: now });
    expect(told.map(({ id, deviceTime, historical }) => [id, deviceTime, historical])).toEqual([
      ['open:first:alert:rat', null, undefined],
      ['ended:first:alert:rat', null, undefined],
      ['old:first:alert:rat', Math.round((nowS - 3_000) * 1000), true],
    ]);
    expect(told.map(({ confidence }) => confidence)).toEqual([0.95, 0.7, 0.7]);
    expect(findings(answerTopics.review, list, { at: now })).toEqual([]);
  });

  it('is not told again when it was heard', () => {
    const { findings } = listen();
    findings('frigate/reviews', review({ type: 'update' }));
    expect(findings(answerTopics.review, [listedReview(reviewId, startS, null)])).toEqual([]);
  });

  it('an answer that is none of these is refused', () => {
    const { tell } = listen();
    expect(tell(answerTopics.review, '<html>')).toEqual({ problem: 'not-json' });
    expect(tell(answerTopics.review, { detail: 'x' })).toMatchObject({ problem: 'schema' });
    expect(tell(answerTopics.config, [])).toMatchObject({ problem: 'schema' });
  });
});

it('[DF60] labels named like detection types, animals and rodents are mapped; persons are not', () => {
  const to = (name: string) => frigate.mapping.find((entry) => entry.name === name)?.to;
  expect(['rat', 'mouse', 'cat', 'dog', 'person'].map(to)).toEqual([
    'rodent',
    'rodent',
    'animal',
    'animal',
    undefined,
  ]);
  expect(to('*/no_hat')).toBe('no-hat');
  expect(to('bin-open')).toBe('bin-open');
});
