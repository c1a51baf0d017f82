/** JSON as devices send it: bytes that nobody has looked at. */

/** Undefined when it is no JSON in UTF-8. */
export function parseJson(payload: Buffer): unknown {
  const text = payload.toString('utf8');
  // Bytes that are no UTF-8 become this mark, which a message may also contain by right.
  if (text.includes('\u{fffd}') && !Buffer.from(text, 'utf8').equals(payload)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
