import { describe, expect, it } from 'vitest';
import { fittingStep, otpauthUri, stepAt, totpCode } from './totp.ts';

/** Appendix B of RFC 6238, SHA-1, eight digits, steps of 30 s. */
const secret = Buffer.from('12345678901234567890');
const vectors: [number, string][] = [
  [59, '94287082'],
  [1111111109, '07081804'],
  [1111111111, '14050471'],
  [1234567890, '89005924'],
  [2000000000, '69279037'],
  [20000000000, '65353130'],
];

describe('codes at doors', () => {
  it('[PA3] are those of RFC 6238', () => {
    for (const [seconds, code] of vectors) {
      expect(totpCode(secret, stepAt(seconds * 1000, 30), 8)).toBe(code);
      expect(totpCode(secret, stepAt(seconds * 1000, 30))).toBe(code.slice(2));
    }
  });

  it('[PA3] fit one step earlier and later, and no further', () => {
    const stepS = 30;
    const code = totpCode(secret, stepAt(1_000_000_000, stepS));
    const at = (seconds: number) => fittingStep(secret, code, { ms: 1_000_000_000 + seconds * 1000, stepS });
    const start = (stepAt(1_000_000_000, stepS) * 30_000 - 1_000_000_000) / 1000;
    expect(at(start - 31)).toBeNull();
    expect(at(start - 30)).not.toBeNull();
    expect(at(start)).not.toBeNull();
    expect(at(start + 59)).not.toBeNull();
    expect(at(start + 60)).toBeNull();
  });

  it('[PA3] a screen at the door is set up like an authenticator', () => {
    expect(otpauthUri({ secret, label: '阳光小学', stepS: 30 })).toBe(
      'otpauth://totp/Mingchu%3A%E9%98%B3%E5%85%89%E5%B0%8F%E5%AD%A6' +
        '?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Mingchu&digits=6&period=30',
    );
  });
});
