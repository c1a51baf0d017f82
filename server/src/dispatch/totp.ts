/** Codes that change with time, RFC 6238 with HMAC-SHA-1, as every authenticator shows them. */
import { createHmac } from 'node:crypto';

/** As many digits as people type without a mistake. */
export const codeDigits = 6;
/** Clocks of screens at doors drift: the step before and the one after fit too. */
const toleratedSteps = 1;

/** Number of the step that a moment lies in. */
export function stepAt(ms: number, stepS: number): number {
  return Math.floor(ms / 1000 / stepS);
}

export function totpCode(secret: Buffer, step: number, digits = codeDigits): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const offset = mac.readUInt8(mac.length - 1) & 0xf;
  const number = mac.readUInt32BE(offset) & 0x7fffffff;
  return String(number % 10 ** digits).padStart(digits, '0');
}

/** The step near this moment whose code it is; null when there is none. */
export function fittingStep(
  secret: Buffer,
  code: string,
  near: { ms: number; stepS: number },
): number | null {
  const step = stepAt(near.ms, near.stepS);
  for (const distance of [0, -toleratedSteps, toleratedSteps]) {
    if (step + distance >= 0 && totpCode(secret, step + distance) === code) return step + distance;
  }
  return null;
}

const base32Letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** What an authenticator is set up with. */
export function otpauthUri(options: { secret: Buffer; label: string; stepS: number }): string {
  const { secret, label, stepS } = options;
  const bits = [...secret].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const letters = (bits.match(/.{1,5}/g) ?? []).map(
    (five) => base32Letters[parseInt(five.padEnd(5, '0'), 2)],
  );
  const name = encodeURIComponent(`Mingchu:${label}`);
  return `otpauth://totp/${name}?secret=${letters.join('')}&issuer=Mingchu&digits=${codeDigits}&period=${stepS}`;
}
