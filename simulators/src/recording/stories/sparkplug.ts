/**
 * Sparkplug B 3.0: an edge node with a fridge that speaks in aliases, and a cold room that speaks in names and warms to
 * 13 °C for five minutes. The node dies by its will, and is born again two minutes later.
 */
import { BinaryWriter } from '@bufbuild/protobuf/wire';
import { at, beginTelling, within, wobble } from './telling.ts';

interface Metric {
  name?: string;
  alias?: number;
  unit?: string;
  /** Data types as the specification numbers them: 8 UInt64, 9 Float, 11 Boolean. */
  value: { uint64: bigint } | { float: number } | { boolean: boolean };
}

const dataTypes = { uint64: 8, float: 9, boolean: 11 } as const;
const stringType = 12;

/** Field by field as the protobuf definition numbers them. @param seq null in a death, which has none */
function payloadOf(atS: number, seq: number | null, metrics: Metric[]): Buffer {
  const time = at(atS - 0.1);
  const writer = new BinaryWriter().tag(1, 0).uint64(time);
  for (const { name, alias, unit, value } of metrics) {
    writer.tag(2, 2).fork();
    if (name !== undefined) writer.tag(1, 2).string(name);
    if (alias !== undefined) writer.tag(2, 0).uint64(alias);
    writer.tag(3, 0).uint64(time);
    const [type] = Object.keys(value) as (keyof typeof dataTypes)[];
    if (type) writer.tag(4, 0).uint32(dataTypes[type]);
    if (unit !== undefined) {
      writer.tag(9, 2).fork().tag(1, 2).string('engUnit');
      writer.tag(2, 2).fork().tag(1, 0).uint32(stringType).tag(8, 2).string(unit).join().join();
    }
    if ('uint64' in value) writer.tag(11, 0).uint64(value.uint64);
    if ('float' in value) writer.tag(12, 5).float(value.float);
    if ('boolean' in value) writer.tag(14, 0).bool(value.boolean);
    writer.join();
  }
  if (seq !== null) writer.tag(3, 0).uint64(seq);
  return Buffer.from(writer.finish());
}

export function sparkplug() {
  const { say, every, messages } = beginTelling(700);
  const topic = (kind: string, device = '') => `spBv1.0/school3/${kind}/edge1${device && `/${device}`}`;
  let seq = 0;
  const next = () => {
    const now = seq;
    seq = (seq + 1) % 256;
    return now;
  };
  const birth = (atS: number, bdSeq: number) => {
    seq = 0;
    const session: Metric = { name: 'bdSeq', value: { uint64: BigInt(bdSeq) } };
    const rebirth: Metric = { name: 'Node Control/Rebirth', value: { boolean: false } };
    say(atS, topic('NBIRTH'), payloadOf(atS, next(), [session, rebirth]), { qos: 0 });
    const fridge: Metric[] = [
      { name: 'Air/Temperature', alias: 1, unit: '°C', value: { float: 4.25 } },
      { name: 'DoorOpen', alias: 2, value: { boolean: false } },
    ];
    say(atS + 0.05, topic('DBIRTH', 'fridge'), payloadOf(atS, next(), fridge), { qos: 0 });
    const room: Metric[] = [{ name: 'Air/Temperature', unit: '°C', value: { float: 3.5 } }];
    say(atS + 0.1, topic('DBIRTH', 'coldroom'), payloadOf(atS, next(), room), { qos: 0 });
  };
  const talk = (fromS: number, toS: number) =>
    every({ fromS, toS, everyS: 30 }, (atS, n) => {
      const door: Metric[] = n % 8 === 3 ? [{ alias: 2, value: { boolean: n % 16 === 3 } }] : [];
      const fridge: Metric[] = [{ alias: 1, value: { float: wobble(4.2, n) } }, ...door];
      say(atS, topic('DDATA', 'fridge'), payloadOf(atS, next(), fridge), { qos: 0 });
      const float = within(atS, 300, 600) ? wobble(13, n) : wobble(3.4, n);
      const room: Metric[] = [{ name: 'Air/Temperature', value: { float } }];
      say(atS + 9, topic('DDATA', 'coldroom'), payloadOf(atS + 9, next(), room), { qos: 0 });
    });
  birth(5, 7);
  talk(41, 955);
  say(962, topic('NDEATH'), payloadOf(0, null, [{ name: 'bdSeq', value: { uint64: 7n } }]));
  birth(1075, 8);
  talk(1085, 1280);
  return messages();
}
