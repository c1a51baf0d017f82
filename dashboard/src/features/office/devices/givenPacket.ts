/** The packet that an address brings to the tester: `topic`, and `payload` in Base64. Pure. */

export interface GivenPacket {
  topic: string;
  payload: string;
  /** It is no text, and so is left as it came. */
  isBase64: boolean;
}

/** Null where the address brings none, or none that can be read. */
export function givenPacket(search: string): GivenPacket | null {
  const query = new URLSearchParams(search);
  const topic = query.get('topic');
  const base64 = query.get('payload') ?? '';
  if (topic === null || !/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) return null;
  try {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const payload = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    if (!payload.includes('\0')) return { topic, payload, isBase64: false };
  } catch {
    // No UTF-8: the tester takes it in Base64.
  }
  return { topic, payload: base64, isBase64: true };
}
