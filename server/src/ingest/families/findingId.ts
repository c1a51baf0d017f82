/** Ids of findings: made of what names one, and never longer than a detection's id may be. */
import { createHash } from 'node:crypto';

const maxChars = 64;

/** The parts together, or where they are too long a digest of them. */
export function findingId(...parts: string[]): string {
  const id = parts.join(':');
  return id.length <= maxChars ? id : createHash('sha256').update(id).digest('base64url');
}
