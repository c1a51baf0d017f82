/**
 * Keeps secrets of channels and cameras unreadable to whoever has only the database: AES-256-GCM under a key from `SECRET_KEY`,
 * or else from a file in the data directory that the first start makes. What a secret is for is bound to it, so that
 * a sealed secret cannot be moved to another channel. Who has both database and key can read them.
 */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

export interface SecretBox {
  seal(purpose: string, plain: string): Buffer;
  /** The same bytes for the same text: for addresses, of which two alike must be seen to be alike. */
  sealAlike(purpose: string, plain: string): Buffer;
  /** Throws when the key is not the one it was sealed with. */
  open(purpose: string, sealed: Uint8Array): string;
}

const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;
const keyFile = 'secret.key';

/** All processes of an installation must be given the same `secretKey`, or share the data directory. */
export async function openSecretBox(options: {
  secretKey: string | undefined;
  dataDir: string;
}): Promise<SecretBox> {
  const material = options.secretKey ?? (await keyOfInstallation(options.dataDir));
  return secretBox(material);
}

export function secretBox(material: string): SecretBox {
  const keyFor = (use: string) => Buffer.from(hkdfSync('sha256', material, '', use, keyBytes));
  const key = keyFor('mingchu channel secrets');
  const nonceKey = keyFor('mingchu nonces of what is sealed alike');
  const sealWith = (nonce: Buffer, purpose: string, plain: string) => {
    const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(purpose));
    const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
  };
  return {
    seal: (purpose, plain) => sealWith(randomBytes(nonceBytes), purpose, plain),
    sealAlike: (purpose, plain) => {
      // A nonce that follows from the text never meets another text: nothing but likeness can be told.
      const digest = createHmac('sha256', nonceKey)
        .update(JSON.stringify([purpose, plain]))
        .digest();
      return sealWith(digest.subarray(0, nonceBytes), purpose, plain);
    },
    open: (purpose, sealed) => {
      const bytes = Buffer.from(sealed);
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes), {
        authTagLength: tagBytes,
      })
        .setAAD(Buffer.from(purpose))
        .setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
      try {
        const plain = Buffer.concat([
          decipher.update(bytes.subarray(nonceBytes + tagBytes)),
          decipher.final(),
        ]);
        return plain.toString('utf8');
      } catch (error) {
        throw new Error(
          'the secret cannot be read: SECRET_KEY or the key file is not the one it was sealed with',
          {
            cause: error,
          },
        );
      }
    },
  };
}

/** Several processes may start at once: one makes the file, all read it. */
async function keyOfInstallation(dataDir: string): Promise<string> {
  const file = path.join(dataDir, keyFile);
  await mkdir(dataDir, { recursive: true });
  try {
    await writeFile(file, randomBytes(keyBytes).toString('base64'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readFile(file, 'utf8');
}
