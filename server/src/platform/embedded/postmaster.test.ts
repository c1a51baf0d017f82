import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { livingPostmaster } from './postmaster.ts';

describe('livingPostmaster', () => {
  let dir = '';
  const file = () => path.join(dir, 'postmaster.pid');
  beforeEach(() => {
    dir = mkdtempSync(path.join(tmpdir(), 'mingchu-pid-'));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  it('leaves a pid file alone that is just being written', () => {
    for (const text of ['', '12']) {
      writeFileSync(file(), text);
      expect(livingPostmaster(dir)).toBeUndefined();
      expect(existsSync(file())).toBe(true);
    }
  });

  it('removes one that names no living PostgreSQL, or has been half-written for long', () => {
    writeFileSync(file(), `${process.pid}\n${dir}\n1\n5432\n`);
    expect(livingPostmaster(dir)).toBeUndefined();
    expect(existsSync(file())).toBe(false);
    writeFileSync(file(), '');
    utimesSync(file(), 1, 1);
    expect(livingPostmaster(dir)).toBeUndefined();
    expect(existsSync(file())).toBe(false);
  });
});
