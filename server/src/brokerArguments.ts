/** What `broker-config` is asked for on its command line. Throws a SettingError that names the mistake. */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { SettingError } from './config.ts';
import { type BrokerDoors, brokerLimits, type Door } from './credentials/brokerDoors.ts';
import { bridgedFamilies, forgetfulFamily } from './credentials/mosquittoBridge.ts';

const usage = [
  'usage: broker-config mosquitto|emqx --out DIR [--watch] [--dir DIR] [--data DIR] [--port [ADDRESS:]PORT|none]',
  '[--tls-cert FILE --tls-key FILE [--tls-port [ADDRESS:]PORT|none] [--tls-ca FILE --cert-port [ADDRESS:]PORT]]',
  '[--max-connections N] [--address-bytes N], or: broker-config bridge --out DIR --family ID[,ID] [--port …] [--tls-ca FILE] [--data DIR]',
].join(' ');

const brokers = ['mosquitto', 'emqx', 'bridge'] as const;

export interface BrokerArguments {
  broker: (typeof brokers)[number];
  /** Where the files are written. */
  out: string;
  /** Where the broker finds them. */
  dir: string;
  dataDir: string;
  watch: boolean;
  doors: BrokerDoors;
  /** What one address may send a second, bytes. */
  addressBytesPerS: number;
  /** Of a bridge. */
  families: string[];
  caFile: string;
}

/** Where EMQX finds files in its image. */
const emqxDir = '/opt/emqx/etc/mingchu';
const debianData = '/var/lib/mosquitto';
/** Certificates of public authorities, where Debian keeps them. */
const publicAuthorities = '/etc/ssl/certs/ca-certificates.crt';
const text = { type: 'string' } as const;
const options = {
  out: text,
  dir: text,
  data: text,
  watch: { type: 'boolean' },
  port: text,
  'tls-port': text,
  'tls-cert': text,
  'tls-key': text,
  'tls-ca': text,
  'cert-port': text,
  'max-connections': text,
  'address-bytes': text,
  family: text,
} as const;
type Values = ReturnType<typeof parsed>['values'];

export function readBrokerArguments(args: string[]): BrokerArguments {
  const { values, positionals } = parsed(args);
  const broker = brokers.find((name) => name === positionals[0]);
  if (!broker || positionals.length > 1 || !values.out) throw mistake(usage);
  if (values.watch && broker !== 'mosquitto')
    throw mistake(
      'only the files of Mosquitto are watched: EMQX asks the database itself, a bridge has one account',
    );
  const out = path.resolve(values.out);
  return {
    broker,
    out,
    dir: values.dir ?? (broker === 'emqx' ? emqxDir : out),
    dataDir: (values.data ?? debianData).replace(/\/+$/, ''),
    watch: values.watch ?? false,
    doors: readDoors(values),
    addressBytesPerS: readAddressBytes(values['address-bytes']),
    families: broker === 'bridge' ? readFamilies(values.family) : [],
    caFile: oneLine('tls-ca', values['tls-ca'] ?? publicAuthorities),
  };
}

function parsed(args: string[]) {
  try {
    return parseArgs({ args, allowPositionals: true, options });
  } catch (error) {
    throw mistake(`${(error as Error).message}; ${usage}`);
  }
}

function mistake(text: string): SettingError {
  return new SettingError('broker-config', text);
}

function readDoors(values: Values): BrokerDoors {
  const clear = readDoor('port', values.port ?? '1883');
  const { 'tls-cert': cert, 'tls-key': key, 'tls-ca': ca } = values;
  const byCertificate = readDoor('cert-port', values['cert-port'] ?? 'none');
  if ((cert === undefined) !== (key === undefined)) throw mistake('--tls-cert and --tls-key belong together');
  if (cert === undefined && (values['tls-port'] !== undefined || byCertificate))
    throw mistake('a port over TLS needs --tls-cert and --tls-key');
  if (byCertificate && ca === undefined)
    throw mistake('--cert-port needs --tls-ca, the authority of the devices');
  const limit = values['max-connections'] ?? '20000';
  if (!/^[1-9]\d{0,6}$/.test(limit)) throw mistake('--max-connections must be a number up to 9,999,999');
  const tls =
    cert === undefined
      ? null
      : {
          certFile: oneLine('tls-cert', cert),
          keyFile: oneLine('tls-key', key as string),
          secrets: readDoor('tls-port', values['tls-port'] ?? '8883'),
          certificates: byCertificate && { ...byCertificate, caFile: oneLine('tls-ca', ca as string) },
        };
  if (!clear && !tls?.secrets && !byCertificate) throw mistake('no port at all: nobody gets in');
  return { clear, tls, maxConnections: Number(limit) };
}

/** With less the longest list of a gateway would take a minute. */
function readAddressBytes(value = String(brokerLimits.bytesPerS)): number {
  const bytes = Number(value);
  if (!/^\d{1,10}$/.test(value) || bytes < 100_000 || bytes > 1_000_000_000)
    throw mistake('--address-bytes must be a number from 100,000 to 1,000,000,000');
  return bytes;
}

/** `1883`, `127.0.0.1:1883` or `none`. */
function readDoor(flag: string, value: string): Door | null {
  if (value === 'none') return null;
  const [, address, digits] = /^(?:([\w.-]{1,100}):)?(\d{1,5})$/.exec(value) ?? [];
  const port = Number(digits);
  if (!(port > 0 && port < 65_536)) throw mistake(`--${flag} must be a port, ADDRESS:PORT or none`);
  return { address: address ?? null, port };
}

/** Each stands in a line of its own in a file. */
function oneLine(flag: string, file: string): string {
  if (/[\r\n]/.test(file)) throw mistake(`--${flag} must be one line`);
  return file;
}

function readFamilies(value: string | undefined): string[] {
  const families = [...new Set(value?.split(',') ?? [])];
  const known = Object.keys(bridgedFamilies);
  if (families.length === 0 || families.some((id) => !known.includes(id)))
    throw mistake(`--family must be of ${known.join(', ')}; the devices of all others take a base topic`);
  if (families.includes(forgetfulFamily) && families.length > 1)
    throw mistake(`${forgetfulFamily} needs a bridge of its own: that one remembers nothing over a restart`);
  return families;
}
