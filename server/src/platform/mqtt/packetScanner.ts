/**
 * Follows the fixed headers of an MQTT byte stream without keeping any of it, to know how many packets came and
 * to refuse one that is too large before its body is collected.
 */
export interface ScanResult {
  /** Packets whose header ended in this chunk. */
  packets: number;
  /** Remaining length that is over the limit, or a malformed length; the connection must end. */
  refused: boolean;
}

export interface PacketScanner {
  scan(chunk: Buffer): ScanResult;
}

/** @param maxBytes largest remaining length (MQTT 3.1.1 §2.2.3) */
export function createPacketScanner(maxBytes: number): PacketScanner {
  /** Bytes of the present packet's body that are still to come. */
  let bodyLeft = 0;
  /** Position in the header: 0 is the type byte, 1 to 4 are the length. */
  let headerByte = 0;
  let length = 0;
  return {
    scan: (chunk) => {
      let packets = 0;
      let offset = 0;
      while (offset < chunk.length) {
        if (bodyLeft > 0) {
          const step = Math.min(bodyLeft, chunk.length - offset);
          bodyLeft -= step;
          offset += step;
          continue;
        }
        const byte = chunk[offset] as number;
        offset += 1;
        if (headerByte === 0) {
          headerByte = 1;
          length = 0;
          continue;
        }
        length += (byte & 0x7f) * 128 ** (headerByte - 1);
        if (byte & 0x80) {
          headerByte += 1;
          if (headerByte > 4) return { packets, refused: true };
          continue;
        }
        if (length > maxBytes) return { packets, refused: true };
        packets += 1;
        headerByte = 0;
        bodyLeft = length;
      }
      return { packets, refused: false };
    },
  };
}
