/**
 * Follows the fixed headers of an MQTT byte stream without keeping any of it, to know how many packets came and
 * to refuse one that is too large before its body is collected. One that is larger than most may be let through by its
 * topic, which stands at the beginning of its body.
 */
export interface ScanResult {
  /** Packets whose header ended in this chunk. */
  packets: number;
  /** Remaining length that is over the limit, or a malformed length; the connection must end. */
  refused: boolean;
  /** The chunk ends within a packet that is longer than most may be. */
  isWithinLong: boolean;
}

export interface PacketScanner {
  scan(chunk: Buffer): ScanResult;
}

/** What may be longer than the rest. */
export interface LongPackets {
  maxBytes: number;
  /** Asked once for each, before its body is collected. */
  admit(topic: string): boolean;
}

/** A longer topic is none of a long packet. */
const maxTopicBytes = 1_024;
/** Type of a packet that publishes (MQTT 3.1.1 §2.2.1). */
const publishType = 3;
const none: LongPackets = { maxBytes: 0, admit: () => false };

/** @param maxBytes largest remaining length (MQTT 3.1.1 §2.2.3) */
export function createPacketScanner(maxBytes: number, long = none): PacketScanner {
  /** Bytes of the present packet's body that are still to come. */
  let bodyLeft = 0;
  /** Position in the header: 0 is the type byte, 1 to 4 are the length. */
  let headerByte = 0;
  let type = 0;
  let length = 0;
  /** Beginning of the body of a long packet, until its topic is known. */
  let head: Buffer | undefined;

  const mayBegin = () => length <= maxBytes || (type === publishType && length <= long.maxBytes);
  /** False when it is refused by its topic. */
  const readHead = (body: Buffer): boolean => {
    head = Buffer.concat([head as Buffer, body.subarray(0, 2 + maxTopicBytes)]);
    if (head.length < 2) return true;
    const topicEnd = 2 + head.readUInt16BE(0);
    if (topicEnd > 2 + maxTopicBytes) return false;
    if (head.length < topicEnd) return true;
    const topic = head.toString('utf8', 2, topicEnd);
    head = undefined;
    return long.admit(topic);
  };
  return {
    scan: (chunk) => {
      let packets = 0;
      let offset = 0;
      const refused = () => ({ packets, refused: true, isWithinLong: false });
      while (offset < chunk.length) {
        if (bodyLeft > 0) {
          const step = Math.min(bodyLeft, chunk.length - offset);
          if (head && !readHead(chunk.subarray(offset, offset + step))) return refused();
          bodyLeft -= step;
          offset += step;
          continue;
        }
        const byte = chunk[offset] as number;
        offset += 1;
        if (headerByte === 0) {
          headerByte = 1;
          type = byte >> 4;
          length = 0;
          continue;
        }
        length += (byte & 0x7f) * 128 ** (headerByte - 1);
        if (byte & 0x80) {
          headerByte += 1;
          if (headerByte > 4) return refused();
          continue;
        }
        if (!mayBegin()) return refused();
        packets += 1;
        headerByte = 0;
        bodyLeft = length;
        head = length > maxBytes ? Buffer.alloc(0) : undefined;
      }
      return { packets, refused: false, isWithinLong: bodyLeft > 0 && length > maxBytes };
    },
  };
}
