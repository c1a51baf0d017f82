/** The embedded broker with its doors: ports, TLS, who may come in. */
import { SettingError } from './config.ts';
import { type Core } from './core.ts';
import { openCredentialBook } from './credentials/credentialBook.ts';
import { createRefusalRecord } from './credentials/recordRefusals.ts';
import { families } from './ingest/families/catalog.ts';
import { hostState } from './ingest/families/sparkplug/sparkplug.ts';
import { familyTopics } from './ingest/familyTopics.ts';
import { createBrokerAccess } from './platform/mqtt/brokerAccess.ts';
import { TlsFileError, type TlsFiles } from './platform/mqtt/brokerTls.ts';
import { startEmbeddedBroker } from './platform/mqtt/embeddedBroker.ts';
import type { Broker } from './platform/mqtt/messageSource.ts';
import { portNaming } from './startHttp.ts';

const fileVariables = {
  certFile: 'MQTT_TLS_CERT',
  keyFile: 'MQTT_TLS_KEY',
  caFile: 'MQTT_TLS_CA',
} as const satisfies Record<keyof TlsFiles, string>;

/** Rejects with a SettingError for a port that is taken and a file that cannot be used. */
export async function startOwnBroker(core: Core): Promise<Broker> {
  const { config, db, clock, log, metrics, closing } = core;
  const { mqttPort, mqttTls, mqttAnonymous, dataDir } = config;
  const credentials = await openCredentialBook({ db, clock, log });
  closing.add('credentials', credentials.close);
  const access = createBrokerAccess({
    anonymous: mqttAnonymous,
    verify: credentials.verify,
    onSignIn: credentials.used,
    onChanged: credentials.onChanged,
    onRefused: createRefusalRecord({ db, clock, log }),
  });
  const { counts } = access;
  const gauges = [
    ['mingchu_broker_sign_ins', 'Connections that signed in with a credential, since start', 'signIns'],
    ['mingchu_broker_refused_sign_ins', 'Connections that were refused, since start', 'refusedSignIns'],
    ['mingchu_broker_refused_topics', 'Messages and subscriptions refused, since start', 'refusedTopics'],
  ] as const;
  for (const [name, help, key] of gauges) metrics.gauge(name, help, () => counts()[key]);
  const options = {
    port: mqttPort,
    tls: mqttTls,
    dataDir,
    clock,
    log,
    access,
    families: familyTopics(families),
    presence: hostState,
    takesKept: config.clockStart !== undefined,
  };
  try {
    return await portNaming({ MQTT_PORT: mqttPort, MQTT_TLS_PORT: mqttTls?.port }, () =>
      startEmbeddedBroker(options),
    );
  } catch (error) {
    if (!(error instanceof TlsFileError)) throw error;
    throw new SettingError(fileVariables[error.file], error.message, { cause: error });
  }
}
