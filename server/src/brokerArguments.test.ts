import { families } from './ingest/families/catalog.ts';
import { matchesFilter } from './ingest/families/topicFilter.ts';
import { expect, it } from 'vitest';
import { readBrokerArguments } from './brokerArguments.ts';
import { emqxDoors } from './credentials/emqxDoors.ts';
import { bridgedFamilies, mosquittoBridge } from './credentials/mosquittoBridge.ts';

const read = (...args: string[]) => readBrokerArguments(['mosquitto', '--out', '/out', ...args]);
const tls = ['--tls-cert', '/broker.pem', '--tls-key', '/broker.key'];
const certificates = ['--tls-ca', '/ca.pem', '--cert-port', '10.0.0.5:8884'];

it('[DF110] asks for what is missing and names what is wrong', () => {
  expect(() => read('--tls-cert', '/broker.pem')).toThrow('--tls-cert and --tls-key belong together');
  expect(() => read('--tls-port', '8883')).toThrow('needs --tls-cert and --tls-key');
  expect(() => read(...tls, '--cert-port', '8884')).toThrow('--cert-port needs --tls-ca');
  expect(() => read('--port', '70000')).toThrow('--port must be a port, ADDRESS:PORT or none');
  expect(() => read('--port', 'none')).toThrow('nobody gets in');
  expect(() => read('--max-connections', '0')).toThrow('--max-connections');
  expect(() => read(...tls, '--tls-ca', '/a\nallow_anonymous true', '--cert-port', '1')).toThrow('one line');
  expect(() => read('--tls')).toThrow('usage:');
  expect(() => readBrokerArguments(['emqx', '--out', '/out', '--watch'])).toThrow(
    'only the files of Mosquitto',
  );
  expect(() => readBrokerArguments(['bridge', '--out', '/out', '--family', 'tasmota'])).toThrow('--family');
});

it('[DF110] gives EMQX its doors and limits, and closes those that nobody asked for', () => {
  expect(emqxDoors(read().doors)).toEqual(
    expect.arrayContaining([
      'listeners.tcp.default {',
      '  bind = "0.0.0.0:1883"',
      '  max_conn_rate = "500/s"',
      '  messages_rate = "5000/s"',
      '  bytes_rate = "16MB/s"',
    ]),
  );
  const text = emqxDoors(read('--port', 'none', ...tls, ...certificates).doors).join('\n');
  expect(text).toContain('listeners.tcp.default {\n  enable = false\n}');
  expect(text).toContain('listeners.ws.default {\n  enable = false\n}');
  expect(text).toContain('listeners.wss.default {\n  enable = false\n}');
  expect(text).toMatch(
    /listeners\.ssl\.certificates \{[^]*bind = "10\.0\.0\.5:8884"[^]*fail_if_no_peer_cert = true/,
  );
  expect(text).toContain('zones.certificates.mqtt {\n  peer_cert_as_username = cn\n}');
  expect(emqxDoors(read().doors).join('\n')).toContain('listeners.ssl.default {\n  enable = false\n}');
});

const bridge = (families: string[], password: string) =>
  mosquittoBridge({
    siteId: 's1',
    families,
    listen: { address: null, port: 1883 },
    remote: { host: 'broker', port: 1883, username: 's1~1', password, isTls: false },
    caFile: '/ca.pem',
    dataDir: '/data',
  });

it('[IS18] a bridge has a client id that nobody guesses, the same each time', () => {
  const id = (text: string) => /^remote_clientid (.+)$/m.exec(text)?.[1];
  const own = id(bridge(['sparkplug'], 'secret'));
  expect(own).toMatch(/^bridge-s1~1-[\w-]{22}$/);
  expect(id(bridge(['shelly'], 'secret'))).toBe(own);
  expect(id(bridge(['sparkplug'], 'another'))).not.toBe(own);
});

it('[IS19] a bridge of first Shellys remembers nothing over a restart, and is one of its own', () => {
  expect(bridge(['shelly'], 'secret')).toContain('persistence false\n');
  expect(bridge(['thingsboard', 'sparkplug'], 'secret')).toContain('persistence true\n');
  const asked = ['bridge', '--out', '/tmp/x', '--family'];
  expect(() => readBrokerArguments([...asked, 'shelly,sparkplug'])).toThrow(/bridge of its own/);
  expect(readBrokerArguments([...asked, 'shelly']).families).toEqual(['shelly']);
});

it('[DF111] bridges topics of the families alone', () => {
  for (const [id, { up }] of Object.entries(bridgedFamilies)) {
    const family = families.find((each) => each.id === id);
    for (const filter of up) {
      const topic = filter.replace('#', 'a/b').replaceAll('+', 'a');
      expect(family?.topics.some((own) => matchesFilter(own, topic))).toBe(true);
    }
  }
  const text = bridge(['sparkplug'], 'secret');
  expect(text).toContain('topic spBv1.0/+/NDATA/+ out 1 "" mingchu/at/s1/\n');
  expect(text).toContain('topic spBv1.0/+/NCMD/+ in 1 "" mingchu/at/s1/\n');
  expect(text).toContain('topic spBv1.0/STATE/# in 1\n');
  expect(text).not.toContain('bridge_cafile');
});
