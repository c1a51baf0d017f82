/**
 * The embedded broker over TLS. Certificate, key and authority are files; when one of them changes they are read again
 * for the connections to come, and what cannot be used is told and leaves the old ones in force.
 */
import { readFileSync, statSync } from 'node:fs';
import {
  createSecureContext,
  createServer,
  type SecureContextOptions,
  type Server,
  type TLSSocket,
} from 'node:tls';
import type { Logger } from '../log.ts';

export interface TlsFiles {
  certFile: string;
  keyFile: string;
  /** Authority of the devices' certificates; undefined: none is asked for. */
  caFile: string | undefined;
}

export interface TlsOptions extends TlsFiles {
  port: number;
  /** Without a certificate of our authority nobody gets in, whatever else he has. */
  clientsMustCertify: boolean;
}

/** A file that cannot be used; the message is for people. */
export class TlsFileError extends Error {
  readonly file: keyof TlsFiles;

  constructor(file: keyof TlsFiles, message: string, cause: unknown) {
    super(message, { cause });
    this.name = 'TlsFileError';
    this.file = file;
  }
}

/** Real ms between two looks at the files: some network file systems tell nobody of a change. */
const lookEveryMs = 5_000;

/** A handshake that takes longer is ended, real ms. */
const handshakeMs = 10_000;

/** Throws a TlsFileError for what cannot be used. Not listening yet. */
export function createTlsServer(
  options: TlsOptions & { log: Logger; lookEveryMs?: number },
  onSocket: (socket: TLSSocket) => void,
): { server: Server; stopWatching(): void } {
  const { log, caFile, clientsMustCertify } = options;
  const files = filesOf(options).map(([, path]) => path);
  // Before they are read: what changes meanwhile is read again.
  let seen = stamp(files);
  const context = read(options);
  const server = createServer(
    {
      ...context,
      minVersion: 'TLSv1.2',
      requestCert: caFile !== undefined,
      rejectUnauthorized: clientsMustCertify,
      handshakeTimeout: handshakeMs,
    },
    onSocket,
  );
  server.on('tlsClientError', (error, socket) =>
    log.debug({ err: error, from: socket.remoteAddress }, 'TLS connection refused'),
  );
  const look = () => {
    const present = stamp(files);
    if (present === seen) return;
    // Also when it cannot be used: half a file changes once more.
    seen = present;
    try {
      server.setSecureContext({ ...read(options), minVersion: 'TLSv1.2' });
      log.info({ files }, 'certificates read again');
    } catch (error) {
      log.warn({ err: error }, 'changed certificates cannot be used: the old ones stay');
    }
  };
  const timer = setInterval(look, options.lookEveryMs ?? lookEveryMs);
  timer.unref();
  return { server, stopWatching: () => clearInterval(timer) };
}

/** Changes when one of the files does. */
function stamp(files: readonly string[]): string {
  return files
    .map((file) => {
      try {
        const { ino, mtimeMs, size } = statSync(file);
        return `${ino} ${mtimeMs} ${size}`;
      } catch {
        return 'away';
      }
    })
    .join(' · ');
}

function filesOf(files: TlsFiles): [keyof TlsFiles, string][] {
  const { certFile, keyFile, caFile } = files;
  return [
    ['certFile', certFile],
    ['keyFile', keyFile],
    ...(caFile === undefined ? [] : [['caFile', caFile] as [keyof TlsFiles, string]]),
  ];
}

function read(files: TlsFiles): SecureContextOptions {
  const bytes = new Map(filesOf(files).map(([name, path]) => [name, readOne(name, path)]));
  const [cert, key, ca] = [bytes.get('certFile'), bytes.get('keyFile'), bytes.get('caFile')];
  const usable = (name: keyof TlsFiles, part: SecureContextOptions, what: string) => {
    try {
      createSecureContext(part);
    } catch (error) {
      throw new TlsFileError(name, `${files[name]} ${what}: ${(error as Error).message}`, error);
    }
  };
  usable('certFile', { cert }, 'holds no certificate in PEM');
  usable('keyFile', { key }, 'holds no private key in PEM');
  usable('keyFile', { cert, key }, 'does not belong to the certificate');
  if (ca !== undefined && !ca.includes('-----BEGIN CERTIFICATE-----'))
    throw new TlsFileError('caFile', `${files.caFile} holds no certificate in PEM`, undefined);
  return { cert, key, ...(ca === undefined ? {} : { ca }) };
}

function readOne(name: keyof TlsFiles, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new TlsFileError(name, `${path} cannot be read: ${(error as Error).message}`, error);
  }
}
