import asyncApiSpecs from '@asyncapi/specs';
import { parseTopic, topicKinds } from '@mingchu/shared/mqtt';
import { metricUnits } from '@mingchu/shared/vocabulary';
import { Compile } from 'typebox/schema';
import { describe, expect, it } from 'vitest';
import { decodeMessage } from './decodeMessage.ts';
import { topicsDocument } from './topicsDocument.ts';

interface Document {
  channels: Record<string, { address: string; messages: Record<string, Reference> }>;
  operations: Record<string, { action: string; channel: Reference; bindings: { mqtt: object } }>;
  components: {
    messages: Record<string, { payload: object; examples?: { name: string; payload: unknown }[] }>;
    parameters: Record<string, { examples: string[] }>;
    schemas: Record<string, object>;
  };
}
interface Reference {
  $ref: string;
}

const read = (): Document => topicsDocument() as unknown as Document;
const document = read();
const { messages, parameters, schemas } = document.components;
const asyncApi = Compile(asyncApiSpecs.schemasWithoutId['3.0.0']);

const addressOf = (kind: string): string =>
  (document.channels[kind]?.address ?? '').replace(
    /\{(\w+)\}/g,
    (_, name: string) => parameters[name]?.examples[0] ?? '',
  );
const examples = Object.entries(messages).flatMap(([kind, message]) =>
  (message.examples ?? []).map(({ name, payload }) => ({ kind, name, payload })),
);
const receivedAt = Date.parse('2026-11-23T11:02:04+08:00');
const decode = (kind: string, payload: unknown) =>
  decodeMessage({
    topic: addressOf(kind),
    payload: Buffer.from(JSON.stringify(payload)),
    retained: false,
    receivedAt,
  });

describe('the document of the canonical topics', () => {
  it('[AS1] is valid by the published schema of AsyncAPI 3.0, which finds what is not', () => {
    expect(asyncApi.Check(document)).toBe(true);
    const spoil: ((wrong: Document) => void)[] = [
      (wrong) => Object.assign(wrong, { info: {} }),
      (wrong) => Object.assign(wrong.operations['receive-status'] ?? {}, { action: 'publish' }),
      (wrong) => Object.assign(wrong.operations['receive-status']?.bindings.mqtt ?? {}, { qos: 3 }),
      (wrong) => Object.assign(wrong.components.schemas['Detection'] ?? {}, { type: 'thing' }),
    ];
    for (const act of spoil) {
      const wrong = read();
      act(wrong);
      expect(asyncApi.Check(wrong), String(act)).toBe(false);
    }
  });

  it('[AS1] every reference leads somewhere', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(
      ([, path]) => path ?? '',
    );
    const at = (path: string): unknown =>
      path
        .split('/')
        .reduce<unknown>((here, key) => (here as Record<string, unknown> | undefined)?.[key], document);
    expect(references.length).toBeGreaterThan(20);
    expect(references.filter((path) => at(path) === undefined)).toEqual([]);
  });

  it('[AS2] has each canonical topic, received with QoS 1, and kept only for the status', () => {
    expect(topicKinds.map((kind) => parseTopic(addressOf(kind)))).toEqual(
      topicKinds.map((kind) => ({ siteId: 's0001', deviceId: 'fridge-1', kind })),
    );
    const operations = Object.values(document.operations);
    expect(operations.map(({ channel }) => channel.$ref)).toEqual(
      Object.keys(document.channels).map((kind) => `#/channels/${kind}`),
    );
    for (const { action, channel, bindings } of operations) {
      const retain = channel.$ref.endsWith('/status');
      expect({ action, ...bindings.mqtt }).toMatchObject({ action: 'receive', qos: 1, retain });
    }
  });

  it('[AS2] names the unit of every metric', () => {
    const sample = schemas['TelemetrySample'] as {
      properties: { values: { properties: Record<string, { description: string }> } };
    };
    for (const [metric, unit] of Object.entries(metricUnits)) {
      expect(sample.properties.values.properties[metric]?.description).toContain(unit);
    }
  });

  it.each(examples)('[AS3] intake understands the example $kind $name', ({ kind, payload }) => {
    const decoded = decode(kind, payload);
    if ('refused' in decoded) throw new Error(`${decoded.refused} ${decoded.detail ?? ''}`);
    expect(decoded.samples.map(({ observation, skewMs }) => ({ kind: observation.kind, skewMs }))).toEqual(
      [payload].flat().map(() => ({ kind, skewMs: null })),
    );
  });

  it('[AS3] the schemas of the document and intake refuse the same', () => {
    expect(new Set(examples.map(({ kind }) => kind))).toEqual(new Set(['telemetry', 'detection', 'status']));
    for (const { kind, payload } of examples) {
      const check = Compile({ ...messages[kind]?.payload, components: document.components });
      expect(check.Check(payload), kind).toBe(true);
      const one = [payload].flat()[0] as object;
      for (const key of Object.keys(one)) {
        const wrong = { ...one, [key]: [] };
        expect([key, check.Check(wrong)]).toEqual([key, !('refused' in decode(kind, wrong))]);
      }
    }
  });
});
