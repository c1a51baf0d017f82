/** Sparkplug B's payload on the wire: protobuf, read field by field with its bounds, and written for what we send. */
import { BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire';

/** Metrics of one payload that are looked at. */
const maxMetrics = 2_000;
/** Properties of one metric that are looked at. */
const maxProperties = 64;

/** Numbers of data types, as the specification has them. */
export const dataType = {
  int8: 1,
  int16: 2,
  int32: 3,
  int64: 4,
  uint8: 5,
  uint16: 6,
  uint32: 7,
  uint64: 8,
  float: 9,
  double: 10,
  boolean: 11,
  string: 12,
  dateTime: 13,
  text: 14,
  uuid: 15,
} as const;

/** As it lies on the wire, before its data type is known. */
export type WireValue = bigint | number | boolean | string;

export interface Metric {
  name: string;
  /** Unsigned 64 bits, in decimal; null when it is named only. */
  alias: string | null;
  /** ms since 1970 as sent; null when not. */
  timestamp: number | null;
  /** 0 when it is not said. */
  dataType: number;
  isHistorical: boolean;
  isNull: boolean;
  /** Null for none, and for the kinds that are no single value: data sets, templates, bytes. */
  value: WireValue | null;
  properties: Map<string, WireValue>;
}

export interface Payload {
  timestamp: number | null;
  /** Null in a death, which the broker sends for the node. */
  seq: number | null;
  metrics: Metric[];
}

/** Undefined for bytes that are no such payload. */
export function readPayload(bytes: Buffer): Payload | undefined {
  try {
    const payload: Payload = { timestamp: null, seq: null, metrics: [] };
    readFields(bytes, {
      1: (reader) => {
        payload.timestamp = Number(readLong(reader));
      },
      2: (reader) => {
        const metric = reader.bytes();
        if (payload.metrics.length < maxMetrics) payload.metrics.push(readMetric(metric));
      },
      3: (reader) => {
        payload.seq = Number(readLong(reader));
      },
    });
    return payload;
  } catch {
    // The reader throws at whatever breaks off or cannot be.
    return undefined;
  }
}

type FieldReaders = Readonly<Record<number, (reader: BinaryReader) => void>>;

function readFields(bytes: Uint8Array, fields: FieldReaders): void {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    const read = fields[field];
    if (read) read(reader);
    else reader.skip(wireType, field);
  }
}

/** The library gives text where the runtime has no big integers. */
const readLong = (reader: BinaryReader) => BigInt(reader.uint64());

function readMetric(bytes: Uint8Array): Metric {
  const metric: Metric = {
    name: '',
    alias: null,
    timestamp: null,
    dataType: 0,
    isHistorical: false,
    isNull: false,
    value: null,
    properties: new Map(),
  };
  const valueWith = (read: (reader: BinaryReader) => WireValue) => (reader: BinaryReader) => {
    metric.value = read(reader);
  };
  readFields(bytes, {
    1: (reader) => {
      metric.name = reader.string();
    },
    2: (reader) => {
      metric.alias = String(readLong(reader));
    },
    3: (reader) => {
      metric.timestamp = Number(readLong(reader));
    },
    4: (reader) => {
      metric.dataType = reader.uint32();
    },
    5: (reader) => {
      metric.isHistorical = reader.bool();
    },
    7: (reader) => {
      metric.isNull = reader.bool();
    },
    9: (reader) => {
      metric.properties = readProperties(reader.bytes());
    },
    10: valueWith((reader) => BigInt(reader.uint32())),
    11: valueWith(readLong),
    12: valueWith((reader) => reader.float()),
    13: valueWith((reader) => reader.double()),
    14: valueWith((reader) => reader.bool()),
    15: valueWith((reader) => reader.string()),
  });
  return metric;
}

/** Two lists of the same length: keys, and values. */
function readProperties(bytes: Uint8Array): Map<string, WireValue> {
  const keys: string[] = [];
  const values: (WireValue | null)[] = [];
  readFields(bytes, {
    1: (reader) => {
      keys.push(reader.string());
    },
    2: (reader) => {
      values.push(readProperty(reader.bytes()));
    },
  });
  const properties = new Map<string, WireValue>();
  for (const [index, key] of keys.slice(0, maxProperties).entries()) {
    const value = values[index] ?? null;
    if (value !== null) properties.set(key, value);
  }
  return properties;
}

function readProperty(bytes: Uint8Array): WireValue | null {
  let value: WireValue | null = null;
  const valueWith = (read: (reader: BinaryReader) => WireValue) => (reader: BinaryReader) => {
    value = read(reader);
  };
  readFields(bytes, {
    3: valueWith((reader) => BigInt(reader.uint32())),
    4: valueWith(readLong),
    5: valueWith((reader) => reader.float()),
    6: valueWith((reader) => reader.double()),
    7: valueWith((reader) => reader.bool()),
    8: valueWith((reader) => reader.string()),
  });
  return value;
}

/** Signed numbers lie on the wire as unsigned ones, and unsigned ones of 32 bits as 32 or 64: the type decides. */
const integerBits: Readonly<Record<number, { bits: number; isSigned: boolean }>> = {
  [dataType.int8]: { bits: 8, isSigned: true },
  [dataType.int16]: { bits: 16, isSigned: true },
  [dataType.int32]: { bits: 32, isSigned: true },
  [dataType.int64]: { bits: 64, isSigned: true },
  [dataType.uint8]: { bits: 8, isSigned: false },
  [dataType.uint16]: { bits: 16, isSigned: false },
  [dataType.uint32]: { bits: 32, isSigned: false },
  [dataType.uint64]: { bits: 64, isSigned: false },
  [dataType.dateTime]: { bits: 64, isSigned: false },
};

/**
 * What a value is as its data type: a number, a truth or a text. An integer that a double does not hold exactly is text;
 * undefined for what is no single value, and for one that its type does not fit.
 */
export function typedValue(value: WireValue | null, type: number): number | boolean | string | undefined {
  if (value === null) return undefined;
  if (type === dataType.boolean) return typeof value === 'bigint' ? value !== 0n : asType(value, 'boolean');
  if (type === dataType.float || type === dataType.double) return asType(value, 'number');
  if (type === dataType.string || type === dataType.text || type === dataType.uuid)
    return asType(value, 'string');
  const integer = integerBits[type];
  if (!integer || typeof value !== 'bigint') return undefined;
  const { bits, isSigned } = integer;
  const whole = isSigned ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value);
  return Number.isSafeInteger(Number(whole)) ? Number(whole) : String(whole);
}

function asType<Kind extends 'boolean' | 'number' | 'string'>(
  value: WireValue,
  kind: Kind,
):
  | Extract<WireValue, Kind extends 'boolean' ? boolean : Kind extends 'number' ? number : string>
  | undefined {
  return typeof value === kind ? (value as never) : undefined;
}

/** The command with which a host asks a node to tell everything again. */
export function rebirthCommand(now: number): Buffer {
  const writer = new BinaryWriter();
  writer.tag(1, 0).uint64(now);
  writer.tag(2, 2).fork();
  writer.tag(1, 2).string('Node Control/Rebirth');
  writer.tag(3, 0).uint64(now);
  writer.tag(4, 0).uint32(dataType.boolean);
  writer.tag(14, 0).bool(true);
  writer.join();
  return Buffer.from(writer.finish());
}
