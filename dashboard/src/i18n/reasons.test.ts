/**
 * The record names its acts and reasons in code words; people must read them in words. The words are collected from
 * the code that writes the record, so a new one without a text fails here.
 */
import { proofReasons } from '@mingchu/shared/arrival';
import { dispatchActs, submitFindings } from '@mingchu/shared/dispatch';
import { reviewVerdicts } from '@mingchu/shared/review';
import { oidcRefusals } from '@mingchu/shared/signIn';
import { violationEvents } from '@mingchu/shared/violation';
import { describe, expect, it } from 'vitest';
import { en } from './en.ts';
import { zh as zhEverywhere } from './zh.ts';
import { zhDesk } from './zhDesk.ts';

const zh = { ...zhEverywhere, ...zhDesk };

/** The server's code as text, by path. */
const code = import.meta.glob<string>(['../../../server/src/**/*.ts', '!**/*.test.ts'], {
  query: '?raw',
  import: 'default',
  eager: true,
});
const texts = Object.entries(code);
/** The rooms that write the record of a case, and every file that writes down anything else. */
const caseRooms = texts.flatMap(([path, text]) =>
  /src\/(rules|violations|dispatch)\//.test(path) ? [text] : [],
);
const writers = texts.flatMap(([, text]) =>
  /appendAudit|noteAct|tellRegistryChanged|auditSignIn|messageAudit|noteRegistry/.test(text) ? [text] : [],
);
const rooms = [...new Set([...caseRooms, ...writers])];
/** Of the folding of samples, never written to the record. */
const internal = new Set(['duplicate-sample', 'older-than-window']);

/** Standards, formats, keys and examples that a Chinese text writes in Latin letters. */
const named = new Set(
  `EEMUA ISA-18.2 Webhook ops-hook TLS STARTTLS JSON XML access_token key hook https YAML Tab Shift+ Delete Ctrl+Z
  lunch-rush MQTT JPEG HTTP HLS WebRTC WHEP KB JSONata Base64 CSV PM2.5 rules kind true false WGS-84 GCJ-02 WKT GeoJSON POLYGON Excel`.split(
    /\s+/,
  ),
);
const languageKeys = ['app.language', 'app.language.switch'];

/** Every word in single quotes within what `pattern` captures, but for comparisons and names of fields. */
function wordsIn(pattern: RegExp): string[] {
  return rooms.flatMap((text) =>
    [...text.replaceAll(/[!=]== '[a-z-]+'|\['\w+'\]/g, '').matchAll(pattern)].flatMap(([, part = '']) =>
      [...part.matchAll(/'([a-z][a-z0-9-]*)'/g)].flatMap(([, word]) => word ?? []),
    ),
  );
}

function reasonsInCode(): string[] {
  return [
    ...wordsIn(/\breason:([^,;\n]*)/g),
    ...wordsIn(/type \w*(?:Reason|Because|Withdrawal) =([^;]*);/g),
    ...wordsIn(/const \w*[rR]easons = \{([^}]*)\}/g),
    ...wordsIn(/step\(work, decision, '[a-z-]+',([^)]*)\)/g),
    ...reviewVerdicts.map((verdict) => `review-${verdict}`),
    ...submitFindings.map((finding) => `found-${finding}`),
    ...oidcRefusals.map((refusal) => `oidc-${refusal}`),
    ...proofReasons,
  ].filter((word) => !internal.has(word));
}

function actsInCode(): string[] {
  return [...wordsIn(/\bact:\s*('[a-z-]+')/g), ...violationEvents, ...dispatchActs];
}

function missing(prefix: string, words: string[]): string[] {
  return [...new Set(words)].filter((word) => !(`${prefix}.${word}` in zh)).sort();
}

describe('texts', () => {
  it('say every named reason that the record can hold', () => {
    expect(reasonsInCode()).toEqual(expect.arrayContaining(['held-for-duration', 'arrived-on-site']));
    expect(reasonsInCode().length).toBeGreaterThan(40);
    expect(missing('reason', reasonsInCode())).toEqual([]);
  });

  it('say every act that the record can hold', () => {
    expect(actsInCode()).toEqual(expect.arrayContaining(['offer-expired', 'correct-time', 'shelve']));
    expect(missing('act', actsInCode())).toEqual([]);
  });

  it('say every reason for which a family of devices calls a value bad', () => {
    const families = texts.filter(([path]) => path.includes('/families/')).map(([, text]) => text);
    const words = families.flatMap((text) =>
      [...text.matchAll(/\bbad(?::| =) '([^']+)'/g)].map(([, word = '']) => word),
    );
    expect(words).toEqual(expect.arrayContaining(['unavailable', 'not-connected']));
    expect(missing('office.devices.bad', words)).toEqual([]);
  });

  it('are there in both languages, with the same places to fill in', () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort());
    const places = (text: string) =>
      [...text.matchAll(/\{\{\w+\}\}/g)]
        .map(([place]) => place)
        .sort()
        .join(' ');
    const texts = Object.entries(zh) as [keyof typeof zh, string][];
    const different = texts.filter(([key, text]) => places(text) !== places(en[key]));
    expect(different.map(([key]) => key)).toEqual([]);
  });

  it('hold no words of the other language but its own name, and names that have no Chinese', () => {
    const words = (text: string) =>
      [...text.replaceAll(/\{\{\w+\}\}/g, '').matchAll(/[A-Za-z][\w.+-]+/g)].map(([word]) => word);
    const foreign = Object.entries(zh).filter(([, text]) => words(text).some((word) => !named.has(word)));
    expect(foreign.map(([key]) => key)).toEqual(languageKeys);
    const chinese = Object.entries(en).filter(([, text]) => /[\u3000-\u9fff\uff00-\uffef]/.test(text));
    expect(chinese.map(([key]) => key)).toEqual(languageKeys);
  });

  it('are never a code word left as it is', () => {
    const raw = Object.entries(zh).filter(([key, text]) => key.endsWith(`.${text}`));
    expect(raw).toEqual([]);
  });
});
