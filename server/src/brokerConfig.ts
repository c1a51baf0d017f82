/**
 * `main.js broker-config mosquitto|emqx|bridge --out DIR`: what a broker of its own needs: its doors and limits, and from
 * the credentials of the database and intake's own account, which MQTT_URL holds, who may do what. `--watch` goes on and
 * writes the accounts again after every change. A bridge is a broker at a site; its MQTT_URL holds the site's credential.
 */
import { createHmac } from 'node:crypto';
import path from 'node:path';
import { siteOfCredential } from '@mingchu/shared/credentials';
import { type BrokerArguments, readBrokerArguments } from './brokerArguments.ts';
import { readConfig, SettingError } from './config.ts';
import { naming } from './core.ts';
import { emqxFiles } from './credentials/emqxFiles.ts';
import { mosquittoBridge } from './credentials/mosquittoBridge.ts';
import { mosquittoConf } from './credentials/mosquittoConf.ts';
import type { IntakeAccount } from './credentials/mosquittoFiles.ts';
import { keepMosquittoFiles, replaceFile, writeMosquittoFiles } from './credentials/writeBrokerFiles.ts';
import { nftables } from './credentials/nftables.ts';
import { createClock } from './platform/clock.ts';
import { createLogger } from './platform/observability/logger.ts';
import { openDatabase } from './platform/postgres/database.ts';

/** Throws a SettingError for what people can mend. Resolves when it has written; with `--watch`, when it is ended. */
export async function writeBrokerConfig(args: string[]): Promise<void> {
  const config = readConfig();
  const asked = readBrokerArguments(args);
  if (asked.broker === 'bridge') return writeBridge(config.mqttUrl, asked);
  const intake = intakeAccount(config.mqttUrl);
  const { databaseUrl } = config;
  if (!databaseUrl) throw new SettingError('DATABASE_URL', 'must be set: the credentials are there');
  if (asked.broker === 'emqx') return writeEmqx(databaseUrl, intake, asked);
  const { log } = createLogger(config.logLevel);
  const db = openDatabase({
    url: databaseUrl,
    maxConnections: 2,
    onError: (error) => log.warn({ err: error }, 'database connection lost'),
  });
  const deps = { db, clock: createClock(), log };
  const to = { dir: asked.out, intake };
  await replaceFile(path.join(asked.out, 'mosquitto.conf'), mosquittoConf(asked.doors, asked));
  await replaceFile(path.join(asked.out, 'broker.nft'), nftables(asked.doors, asked.addressBytesPerS));
  if (asked.watch) {
    const stop = await naming('DATABASE_URL', databaseUrl, () => keepMosquittoFiles(deps, to));
    say(
      `mosquitto.conf, broker.nft, passwords and acl written to ${asked.out}, the accounts again after every change`,
    );
    await new Promise<void>((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
    });
    await stop();
  } else {
    const { credentials } = await naming('DATABASE_URL', databaseUrl, () => writeMosquittoFiles(deps, to));
    say(
      `mosquitto.conf, broker.nft, passwords and acl of ${credentials} credentials written to ${asked.out}`,
    );
  }
  await db.close();
}

async function writeEmqx(
  databaseUrl: string,
  intake: IntakeAccount,
  { out, dir, doors }: BrokerArguments,
): Promise<void> {
  const { host, pathname } = new URL(databaseUrl);
  const server = host.includes(':') ? host : `${host}:5432`;
  const there = { server, database: decodeURIComponent(pathname.slice(1)), dir, doors };
  // The same each time, so that writing the files again locks nobody out. Who has intake's password needs no other.
  const password = createHmac('sha256', intake.password).update('role of EMQX').digest('base64url');
  const files = emqxFiles(intake, { ...there, password });
  for (const [name, text] of Object.entries(files)) await replaceFile(path.join(out, name), text);
  say(`${Object.keys(files).join(', ')} written to ${out}`);
}

/** Ports that an address need not name. */
const usualPorts: Record<string, number> = { 'mqtts:': 8883, 'tls:': 8883, 'mqtt:': 1883, 'tcp:': 1883 };

async function writeBridge(
  mqttUrl: string | undefined,
  { out, doors, families, caFile, dataDir }: BrokerArguments,
): Promise<void> {
  const { username, password } = accountOf(mqttUrl, 'of a credential of the site');
  const siteId = siteOfCredential(username);
  if (siteId === null)
    throw new SettingError(
      'MQTT_URL',
      'must hold a credential of the site, as mqtts://s0001~1:SECRET@broker:8883',
    );
  if (!doors.clear) throw new SettingError('broker-config', 'a bridge needs --port for its devices');
  const { protocol, hostname, port } = new URL(mqttUrl as string);
  const remote = {
    host: hostname,
    port: port === '' ? (usualPorts[protocol] ?? 1883) : Number(port),
    username,
    password,
    isTls: protocol === 'mqtts:' || protocol === 'tls:',
  };
  const text = mosquittoBridge({ siteId, families, listen: doors.clear, remote, caFile, dataDir });
  await replaceFile(path.join(out, 'mosquitto-bridge.conf'), text);
  say(`mosquitto-bridge.conf for ${siteId} written to ${out}`);
}

function accountOf(mqttUrl: string | undefined, whose: string): { username: string; password: string } {
  if (!mqttUrl) throw new SettingError('MQTT_URL', `must be set: it holds the name and password ${whose}`);
  const { username, password } = new URL(mqttUrl);
  const account = { username: decodeURIComponent(username), password: decodeURIComponent(password) };
  // They stand in lines of files.
  if (/[\r\n]/.test(`${account.username}${account.password}`) || account.password === '')
    throw new SettingError('MQTT_URL', `must hold the name and password ${whose}`);
  return account;
}

/** What intake signs in with. */
function intakeAccount(mqttUrl: string | undefined): IntakeAccount {
  const account = accountOf(mqttUrl, 'of intake');
  // They stand in lines of files, with commas and colons between them.
  if (!/^[\w.@-]{1,64}$/.test(account.username) || !/^[!-+\--~]{8,128}$/.test(account.password))
    throw new SettingError(
      'MQTT_URL',
      'must hold a name of letters, digits, . _ @ and -, and a password of 8 to 128 characters without space and comma',
    );
  return account;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
