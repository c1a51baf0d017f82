/**
 * A push service and a browser behind it: the service checks who sends (VAPID, RFC 8292), the browser opens what it
 * gets (aes128gcm, RFC 8188 and 8291). Written from the standards, with nothing of the library that sends.
 */
import {
  createDecipheriv,
  createECDH,
  createPublicKey,
  type ECDH,
  hkdfSync,
  randomBytes,
  verify,
} from 'node:crypto';
import type { PushPayload, PushSubscriptionBody } from '@mingchu/shared/notify';
import { type HttpReceiver, type ReceivedRequest, startHttpReceiver } from './receivers.ts';

export interface PushService extends HttpReceiver {
  /** What the browsers behind it were shown, in order. */
  shown: { browser: string; payload: PushPayload; topic: string; ttlS: number; urgency: string }[];
  /** A browser that subscribes with the public key of who may send. */
  subscribe(browser: string): PushSubscriptionBody;
  /** The browser is no longer subscribed: 410. */
  expire(browser: string): void;
  /** Answers this status to all, until told 201 again. */
  answerWith(status: number): void;
}

/** `publicKey`: of the sender that may send, base64url; `now` in ms. */
export async function startPushService(options: {
  publicKey: () => string;
  now: () => number;
}): Promise<PushService> {
  const browsers = new Map<string, { keys: ECDH; auth: Buffer } | 'gone'>();
  const shown: PushService['shown'] = [];
  let status = 201;
  const receiver = await startHttpReceiver((request, response) => {
    const name = request.url.pathname.slice('/push/'.length);
    const browser = browsers.get(name);
    if (browser === undefined) response.writeHead(404).end();
    else if (browser === 'gone')
      response.writeHead(410).end('push subscription has unsubscribed or expired.');
    else if (!senderIsRight(request, options)) response.writeHead(403).end('invalid VAPID');
    else if (status !== 201) response.writeHead(status).end();
    else {
      shown.push({
        browser: name,
        payload: JSON.parse(decrypt(request.body, browser)) as PushPayload,
        topic: String(request.headers['topic']),
        ttlS: Number(request.headers['ttl']),
        urgency: String(request.headers['urgency']),
      });
      response.writeHead(201).end();
    }
  });
  return Object.assign(receiver, {
    shown,
    subscribe: (browser: string): PushSubscriptionBody => {
      const keys = createECDH('prime256v1');
      keys.generateKeys();
      const auth = randomBytes(16);
      browsers.set(browser, { keys, auth });
      return {
        endpoint: `${receiver.url}/push/${browser}`,
        expirationTime: null,
        keys: { p256dh: keys.getPublicKey('base64url'), auth: auth.toString('base64url') },
      };
    },
    expire: (browser: string) => {
      browsers.set(browser, 'gone');
    },
    answerWith: (next: number) => {
      status = next;
    },
  });
}

/** `Authorization: vapid t=JWT, k=key`, signed with ES256 for this origin, not expired and for at most a day. */
function senderIsRight(
  request: ReceivedRequest,
  options: { publicKey: () => string; now: () => number },
): boolean {
  const match = /^vapid t=([^,\s]+), ?k=(\S+)$/.exec(request.headers.authorization ?? '');
  const [, token = '', key = ''] = match ?? [];
  if (key !== options.publicKey()) return false;
  const [head = '', claims = '', signature = ''] = token.split('.');
  const point = Buffer.from(key, 'base64url');
  const publicKey = createPublicKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: 'P-256',
      x: point.subarray(1, 33).toString('base64url'),
      y: point.subarray(33).toString('base64url'),
    },
  });
  const signed = verify(
    'sha256',
    Buffer.from(`${head}.${claims}`),
    { key: publicKey, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  const { aud, exp, sub } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<
    string,
    unknown
  >;
  const nowS = options.now() / 1000;
  const inTime = Number(exp) > nowS && Number(exp) <= nowS + 86_400;
  return signed && inTime && aud === request.url.origin && /^(mailto:.+@.+|https:\/\/.+)/.test(String(sub));
}

/** One record of RFC 8188 under the keys of RFC 8291. */
function decrypt(body: Buffer, { keys, auth }: { keys: ECDH; auth: Buffer }): string {
  const salt = body.subarray(0, 16);
  const idLength = body.readUInt8(20);
  const senderKey = body.subarray(21, 21 + idLength);
  const sealed = body.subarray(21 + idLength);
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), keys.getPublicKey(), senderKey]);
  const secret = Buffer.from(hkdfSync('sha256', keys.computeSecret(senderKey), auth, info, 32));
  const key = Buffer.from(hkdfSync('sha256', secret, salt, 'Content-Encoding: aes128gcm\0', 16));
  const nonce = Buffer.from(hkdfSync('sha256', secret, salt, 'Content-Encoding: nonce\0', 12));
  const decipher = createDecipheriv('aes-128-gcm', key, nonce).setAuthTag(sealed.subarray(-16));
  const plain = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
  // The end of the last record is a 2 and any number of zeros.
  return plain.subarray(0, plain.lastIndexOf(2)).toString('utf8');
}
