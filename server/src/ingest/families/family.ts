/**
 * What a device family is to intake: the topics on which its devices speak, and how one packet of theirs reads. A
 * family knows neither sites nor rules: it says what was heard in the family's own words, and binding and mapping make
 * canonical samples of that. It is pure: no clock, no I/O; what must be remembered between packets stands in `known`.
 */
import type { DeviceFault, EpochMs } from '@mingchu/shared/observation';

/** One packet as it came. */
export interface Packet {
  /** As the device wrote it: without the mount of its site. */
  topic: string;
  payload: Buffer;
  /** The broker had kept it: it refreshes state and never opens a violation. */
  retained: boolean;
  receivedAt: EpochMs;
  /** Name with which the connection signed in, where the broker tells it; null otherwise. */
  username: string | null;
}

/** One value in the words of its device: name and unit are those of the family, before any mapping. */
export interface SaidValue {
  name: string;
  value: number | boolean | string;
  /** As the device writes it; left out when it says none. */
  unit?: string;
  /** The device or its family says that this value means nothing: a fault code, a warm-up, a failed read. */
  bad?: string;
}

/** What names a device within its family and mount, the same after pairing it again: address, serial number, name. */
type DeviceAddress = string;

interface HeardBase {
  device: DeviceAddress;
}

export interface HeardValues extends HeardBase {
  kind: 'values';
  values: SaidValue[];
  /** Null when it says none, or one that cannot be a time (seconds since boot, no zone): then ours counts. */
  deviceTime: EpochMs | null;
  /** Names this report among those of its device, so that a repetition is known; null when only its time does. */
  key: string | null;
  /** Stored by the device and sent later: it is written down and raises no live alarm. */
  historical?: true;
}

export interface HeardFinding extends HeardBase {
  kind: 'finding';
  /** Unique among the findings of this device; the key of a repetition. */
  id: string;
  /** The label of the family: mapping makes a detection type of it. */
  label: string;
  /** 0 to 1. */
  confidence: number;
  deviceTime: EpochMs | null;
  zone?: string;
  /** x, y, width, height as fractions of the picture. */
  box?: [number, number, number, number];
  trackId?: string;
  /** The device has judged it over time and tells it once, as a yes or no: no rule waits for more of it. */
  conclusive?: true;
  /** Heard of long after it was over: it is written down and sends nobody. */
  historical?: true;
}

/** The device, or what stands before it, says that it is there or not. Neither clears nor opens what it watches. */
export interface HeardAvailability extends HeardBase {
  kind: 'availability';
  state: 'online' | 'offline';
  /** A sleeping device between two reports is `offline` for its family and not missed. */
  expected?: true;
}

/** Who is there, before or beside any value: for the inbox. */
export interface HeardDevice extends HeardBase {
  kind: 'device';
  name?: string;
  maker?: string;
  model?: string;
  /** Address of the gateway, bridge or instance that speaks for it: its silence explains that of the device. */
  gateway?: DeviceAddress;
  /** How often it reports, where its family knows, s. */
  reportPeriodS?: number;
  /** Values that it has, with units, before they are heard. */
  values?: { name: string; unit?: string }[];
  /** The family says that it is gone. */
  gone?: true;
}

/** A trouble of the device that the packet shows. */
export interface HeardFault extends HeardBase {
  kind: 'fault';
  fault: DeviceFault;
  amount: number;
}

export type Heard = HeardValues | HeardFinding | HeardAvailability | HeardDevice | HeardFault;

/** A message that the family must send back: births, rebirth requests, answers. Topic without the mount. */
export interface Reply {
  topic: string;
  payload: Buffer | string;
  qos: 0 | 1;
  retain: boolean;
}

/** How a device called itself when it was heard; the newest holder of a name comes last. */
export interface RememberedName {
  address: DeviceAddress;
  name: string;
}

/** Something of the device's own HTTP interface that only a request can bring, e.g. what was missed in a gap. */
export interface Errand {
  device: DeviceAddress;
  kind: 'reconcile' | 'snapshot';
  /** Of the thing asked for, or of the gap. */
  id?: string;
  after?: EpochMs;
  before?: EpochMs;
}

/** Why a packet was refused. */
export type Problem = 'unknown-topic' | 'not-json' | 'schema' | 'unknown-format' | 'unsupported-template';

export type Reading = (
  | {
      heard: Heard[];
      replies?: Reply[];
      errands?: Errand[];
      /** Exact topics outside its filters that the family reads from now on: intake subscribes to them. */
      listen?: string[];
      /** Entries of too long a list that were not read; the rest of the message counts. */
      cut?: number;
    }
  | { problem: Problem; detail?: string }
) & {
  /** Topics of those that it had learned and now reads no more: nothing that it knows of speaks there. */
  release?: string[];
};

/**
 * How a value of the family becomes a metric or detection type. `name` is a value's or a finding's name, with `*` for
 * any part of it. `expression` (JSONata over `{ value, unit }`) makes the canonical number; without it the value is
 * taken as it is, with `true` as 1 and units that are known (°F, mV) converted.
 */
export interface MappingEntry {
  name: string;
  /** Only for values in this unit. */
  unit?: string;
  /** A metric, or a detection type for findings. */
  to: string;
  expression?: string;
}

export interface Family<Known = unknown> {
  /** As in addresses, bindings and documents: `zigbee2mqtt`. */
  id: string;
  title: { zh: string; en: string };
  /** MQTT filters below a mount; QoS 1 where the device offers it. No filter of two families may match one topic. */
  topics: readonly string[];
  /** Those of its topics whose messages list all that is behind a gateway, and may be long. */
  lists?: readonly string[];
  /** Report period to assume until the device or a person says another, s. */
  reportPeriodS: number;
  mapping: readonly MappingEntry[];
  /** What it knows before it has heard anything. One a mount; the family bounds it. */
  begin(): Known;
  /** Told once, before the first packet of a mount: names by which its devices were known before a restart. */
  recall?(names: readonly RememberedName[], known: Known): void;
  /**
   * True for a topic outside its filters that it has learned to read. It is asked only about a topic that no filter
   * of any family means, so what a device of a family says is not read again because something else announces it.
   */
  wants?(topic: string, known: Known): boolean;
  /**
   * Who may have written a packet that cannot be read, the likeliest first: as far as its topic, what is remembered or
   * what is left of its body says. Never throws, whatever the payload is.
   */
  speakers?(packet: Packet, known: Known): readonly DeviceAddress[];
  /** Reads one packet; may change `known`. Never throws, whatever the payload is. */
  decode(packet: Packet, known: Known): Reading;
}
