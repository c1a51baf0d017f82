/** How a device misbehaves on the wire, whatever it measures. */
export interface DeviceFaults {
  /** Says nothing. */
  silent: boolean;
  /** Sends everything twice. */
  duplicate: boolean;
  /** Swaps every two messages. */
  reorder: boolean;
  /** Its clock is wrong by this, ms. */
  skewMs: number;
  /** Sends what is no JSON. */
  garbage: boolean;
  /** Sends this many readings where one is due, a millisecond apart. */
  flood: number;
}

export const noFaults: DeviceFaults = {
  silent: false,
  duplicate: false,
  reorder: false,
  skewMs: 0,
  garbage: false,
  flood: 1,
};

/** A message, before it goes on the wire. */
export interface Outgoing {
  seq: number;
  atMs: number;
  values: Record<string, number>;
}

/** The bytes a device with these faults sends for its messages, in order. */
export function onTheWire(messages: Outgoing[], faults: DeviceFaults): string[] {
  const ordered = faults.reorder ? messages.toReversed() : messages;
  return ordered.flatMap(({ seq, atMs, values }) => {
    if (faults.garbage) return [`{"ts":${atMs},"values":{"temperatureC":`];
    const text = JSON.stringify({ ts: new Date(atMs + faults.skewMs).toISOString(), seq, values });
    return faults.duplicate ? [text, text] : [text];
  });
}
