/**
 * The canonical topics as an AsyncAPI 3.0 document, made of the schemas that intake checks with. Mingchu is its
 * application: it receives what devices send.
 */
import {
  Detection,
  idPattern,
  maxFrameBytes,
  maxPayloadBytes,
  maxTelemetryBatch,
  Status,
  Telemetry,
  TelemetrySample,
  Timestamp,
  type TopicKind,
  topicKinds,
  topicOf,
} from '@mingchu/shared/mqtt';

interface Example {
  name: string;
  summary: string;
  payload: unknown;
}

interface TopicDescription {
  title: string;
  summary: string;
  description: string;
  contentType: string;
  payload: object;
  retain: boolean;
  examples: Example[];
}

/** Schemas that stand once in the document, wherever they are used. */
const named = { Timestamp, TelemetrySample, Telemetry, Detection, Status };

const jsonBounds = `JSON in UTF-8, at most ${maxPayloadBytes / 1024} KiB. A message that breaks its schema is acknowledged and kept among the dead letters with the reason; unknown keys are ignored.`;

const examples = {
  telemetry: [
    {
      name: 'one',
      summary: 'A refrigerator with its number and two metrics',
      payload: {
        ts: '2026-11-23T11:02:03.120+08:00',
        seq: 12,
        values: { temperatureC: 5.3, humidityPct: 61 },
      },
    },
    {
      name: 'backlog',
      summary: 'What was stored while there was no connection, in one message; time in ms',
      payload: [
        { ts: 1_795_402_863_000, seq: 13, values: { temperatureC: 5.4 } },
        { ts: 1_795_402_923_000, seq: 14, values: { temperatureC: 5.6, doorOpen: 1 } },
      ],
    },
  ],
  detection: [
    {
      name: 'short',
      summary: 'The least that a finding says',
      payload: {
        id: '01JD0000000000000000000001',
        ts: '2026-11-23T11:02:03+08:00',
        type: 'no-hat',
        confidence: 0.93,
      },
    },
    {
      name: 'whole',
      summary: 'With the place in the picture, the track, the model and where the picture lies',
      payload: {
        id: '01JD0000000000000000000002',
        ts: '2026-11-23T03:02:03Z',
        type: 'rodent',
        confidence: 0.81,
        box: [0.4, 0.2, 0.1, 0.2],
        trackId: '7',
        zone: 'storage',
        model: { name: 'kitchen-eyes', version: '4.1' },
        snapshot: {
          url: 'http://192.0.2.10/snapshots/2.jpg',
          sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
        },
      },
    },
  ],
  status: [
    {
      name: 'online',
      summary: 'Sent after connecting',
      payload: { state: 'online', ts: '2026-11-23T11:02:03+08:00' },
    },
    {
      name: 'offline',
      summary: 'The last will, and sent before a leave on purpose',
      payload: { state: 'offline', ts: '2026-11-23T11:02:03+08:00' },
    },
  ],
} satisfies Partial<Record<TopicKind, Example[]>>;

const topics: Record<TopicKind, TopicDescription> = {
  telemetry: {
    title: 'Telemetry',
    summary: 'What a device measured',
    description: `One sample, or an array of up to ${maxTelemetryBatch}. Units are those of the metric's name. ${jsonBounds}`,
    contentType: 'application/json',
    payload: Telemetry,
    retain: false,
    examples: examples.telemetry,
  },
  detection: {
    title: 'Detection',
    summary: 'What a camera found',
    description: `One finding. ${jsonBounds}`,
    contentType: 'application/json',
    payload: Detection,
    retain: false,
    examples: examples.detection,
  },
  status: {
    title: 'Status',
    summary: 'Whether a device is there',
    description: `Retained, and also the last will of the connection. ${jsonBounds}`,
    contentType: 'application/json',
    payload: Status,
    retain: true,
    examples: examples.status,
  },
  frame: {
    title: 'Frame',
    summary: 'The newest picture of a camera',
    description: `The bytes of a JPEG, at most ${maxFrameBytes / 1024} KiB. A picture that the broker had kept is not shown.`,
    contentType: 'image/jpeg',
    payload: { type: 'string', format: 'binary' },
    retain: false,
    examples: [],
  },
};

const mqttBinding = '0.2.0';

/** Plain JSON, with every schema of `named` in one place. */
export function topicsDocument(): Record<string, unknown> {
  const document = {
    asyncapi: '3.0.0',
    info,
    defaultContentType: 'application/json',
    servers,
    channels: byKind(channelOf),
    operations: Object.fromEntries(topicKinds.map((kind) => [`receive-${kind}`, operationOf(kind)])),
    components: {
      messages: byKind(messageOf),
      schemas: named,
      parameters: {
        siteId: parameter(
          'Id of the kitchen in the registry, and of the credential that signed in.',
          's0001',
        ),
        deviceId: parameter('Id of the device, unique within its kitchen.', 'fridge-1'),
      },
      securitySchemes,
    },
  };
  return withReferences(document);
}

const info = {
  title: 'Mingchu 明厨: canonical topics',
  version: '1.0.0',
  description: [
    'What a device that speaks in the words of Mingchu sends over MQTT, QoS 1. A message is acknowledged when all it',
    'says is in the database; one that comes again is stored once. A time that is off by more than 30 s is not believed:',
    'the time of receipt counts, and the device has a fault. Devices of other families keep their own topics, or speak',
    'below mingchu/at/{siteId}/.',
  ].join(' '),
};

const security = [{ $ref: '#/components/securitySchemes/credential' }];
const serverBindings = {
  mqtt: {
    lastWill: {
      topic: topicOf('{siteId}', '{deviceId}', 'status'),
      qos: 1,
      retain: true,
      message: JSON.stringify(examples.status[1]?.payload),
    },
    bindingVersion: mqttBinding,
  },
};
const host = { description: 'Address of the broker.', default: 'localhost' };

const servers = {
  plain: {
    host: '{host}:1883',
    protocol: 'mqtt',
    protocolVersion: '3.1.1',
    description: 'The embedded broker speaks MQTT 3.1.1; Mosquitto or EMQX in its place 5 as well.',
    variables: { host },
    security,
    bindings: serverBindings,
  },
  encrypted: {
    host: '{host}:8883',
    protocol: 'mqtts',
    protocolVersion: '3.1.1',
    description: 'TLS 1.2 or newer, where it is switched on.',
    variables: { host },
    security: [...security, { $ref: '#/components/securitySchemes/certificate' }],
    bindings: serverBindings,
  },
};

const securitySchemes = {
  credential: {
    type: 'userPassword',
    description:
      'Name and secret of a credential of the site, as in s0001~1. It publishes below its own site only. The demo takes devices of its own machine without one.',
  },
  certificate: {
    type: 'X509',
    description: 'A client certificate whose common or alternative name is the name of a credential.',
  },
};

function parameter(description: string, example: string): object {
  return {
    description: `${description} Letters, digits, point, underscore and hyphen.`,
    examples: [example],
    'x-pattern': idPattern,
  };
}

function channelOf(kind: TopicKind): object {
  const { title, summary } = topics[kind];
  return {
    address: topicOf('{siteId}', '{deviceId}', kind),
    title,
    summary,
    parameters: {
      siteId: { $ref: '#/components/parameters/siteId' },
      deviceId: { $ref: '#/components/parameters/deviceId' },
    },
    messages: { [kind]: { $ref: `#/components/messages/${kind}` } },
  };
}

function operationOf(kind: TopicKind): object {
  const { summary, retain } = topics[kind];
  return {
    action: 'receive',
    summary,
    channel: { $ref: `#/channels/${kind}` },
    messages: [{ $ref: `#/channels/${kind}/messages/${kind}` }],
    bindings: { mqtt: { qos: 1, retain, bindingVersion: mqttBinding } },
  };
}

function messageOf(kind: TopicKind): object {
  const { title, summary, description, contentType, payload, examples: shown } = topics[kind];
  return {
    name: kind,
    title,
    summary,
    description,
    contentType,
    payload,
    ...(shown.length > 0 && { examples: shown }),
  };
}

function byKind(describe: (kind: TopicKind) => object): Record<string, object> {
  return Object.fromEntries(topicKinds.map((kind) => [kind, describe(kind)]));
}

/** A schema is written out where it is defined and pointed to everywhere else. */
function withReferences(document: object): Record<string, unknown> {
  const names = new Map<unknown, string>(Object.entries(named).map(([name, schema]) => [schema, name]));
  const text = JSON.stringify(document, function (this: unknown, _key, value: unknown) {
    const name = this === named ? undefined : names.get(value);
    return name === undefined ? value : { $ref: `#/components/schemas/${name}` };
  });
  return JSON.parse(text) as Record<string, unknown>;
}
