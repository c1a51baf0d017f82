/** Certificates of an authority that lives as long as the test, made by openssl. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const binary = '/usr/bin/openssl';
/** False where openssl is not installed or `MINGCHU_SKIP` names it. */
export const hasOpenssl = existsSync(binary) && !process.env['MINGCHU_SKIP']?.includes('openssl');

export interface TestCertificate {
  certFile: string;
  keyFile: string;
  cert: Buffer;
  key: Buffer;
}

export interface TestAuthority {
  caFile: string;
  ca: Buffer;
  /** `alternatives` as openssl writes them: `DNS:localhost,IP:127.0.0.1`. */
  issue(commonName: string, alternatives?: string): TestCertificate;
  remove(): void;
}

export function makeAuthority(name = 'test authority'): TestAuthority {
  const dir = mkdtempSync(path.join(tmpdir(), 'mingchu-ca-'));
  const file = (name: string) => path.join(dir, name);
  const openssl = (...args: string[]) => execFileSync(binary, args, { cwd: dir, stdio: 'pipe' });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  openssl(
    'req',
    '-x509',
    ...newKey,
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    '-days',
    '2',
    '-subj',
    `/CN=${name}`,
  );
  let count = 0;
  return {
    caFile: file('ca.pem'),
    ca: readFileSync(file('ca.pem')),
    issue: (commonName, alternatives) => {
      const stem = `cert${++count}`;
      openssl(
        'req',
        ...newKey,
        '-keyout',
        `${stem}.key`,
        '-out',
        `${stem}.csr`,
        '-subj',
        `/CN=${commonName}`,
      );
      writeFileSync(file(`${stem}.ext`), alternatives ? `subjectAltName=${alternatives}\n` : '');
      const signed = [
        '-CA',
        'ca.pem',
        '-CAkey',
        'ca.key',
        '-CAcreateserial',
        '-days',
        '2',
        '-extfile',
        `${stem}.ext`,
      ];
      openssl('x509', '-req', '-in', `${stem}.csr`, '-out', `${stem}.pem`, ...signed);
      const [certFile, keyFile] = [file(`${stem}.pem`), file(`${stem}.key`)];
      return { certFile, keyFile, cert: readFileSync(certFile), key: readFileSync(keyFile) };
    },
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}
