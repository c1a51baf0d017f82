/**
 * What the phone keeps in IndexedDB: acts and pictures that wait for a network, drafts, and the last facts seen. Page
 * and service worker both open it. Nothing here is trusted by the server: it judges every act when it comes.
 */
import type { PhotoPurpose } from '@mingchu/shared/arrival';
import type { QueuedAct } from '@mingchu/shared/queuedAct';
import { isMockTab } from '../mockTab.ts';

/** How often our own server has failed on an act or a picture by itself, and when, by the phone's clock. */
export interface Failed {
  times: number;
  firstMs: number;
  lastMs: number;
}

/** An act that waits. Whoever made it is the only one it is sent for. */
export interface KeptAct extends QueuedAct {
  username: string;
  /** Of its order: known here still when the order has left him. */
  siteName?: string;
  /** Place in the line: assigned by the database, ever rising. */
  place?: number;
  failed?: Failed;
}

/** A picture of an order. `sha256` is the server's name for it, null until it is there. */
export interface KeptPhoto {
  id: string;
  username: string;
  dispatchId: string;
  purpose: PhotoPurpose;
  takenAt: string;
  jpeg: Blob;
  sha256: string | null;
  failed?: Failed;
}

const databaseName = 'mingchu-phone';
const databaseVersion = 1;
const stores = { acts: 'acts', photos: 'photos', pages: 'pages' } as const;

let opened: Promise<IDBDatabase> | undefined;

function database(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(isMockTab() ? `${databaseName}-mock` : databaseName, databaseVersion);
    request.onupgradeneeded = () => {
      const db = request.result;
      const acts = db.createObjectStore(stores.acts, { keyPath: 'place', autoIncrement: true });
      acts.createIndex('id', 'id', { unique: true });
      db.createObjectStore(stores.photos, { keyPath: 'id' });
      db.createObjectStore(stores.pages);
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('IndexedDB did not open'));
  });
  return opened;
}

async function run<Result>(
  store: keyof typeof stores,
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => IDBRequest<Result>,
): Promise<Result> {
  const db = await database();
  return new Promise((resolve, reject) => {
    const transaction = db.transaction(stores[store], mode);
    const request = work(transaction.objectStore(stores[store]));
    // What is promised is on the disk, not only asked for.
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => reject(transaction.error ?? new Error('IndexedDB gave up'));
    transaction.onerror = () => reject(transaction.error ?? new Error('IndexedDB failed'));
  });
}

export async function keepAct(act: KeptAct): Promise<void> {
  await run('acts', 'readwrite', (store) => store.add(act));
}

/** Writes an act that is kept anew, in its place. */
export async function rewriteAct(act: KeptAct): Promise<void> {
  await run('acts', 'readwrite', (store) => store.put(act));
}

/** One person's acts in the order in which he did them. */
export async function keptActs(username: string): Promise<KeptAct[]> {
  const all = (await run('acts', 'readonly', (store) => store.getAll())) as KeptAct[];
  return all.filter((act) => act.username === username);
}

export async function dropAct(place: number): Promise<void> {
  await run('acts', 'readwrite', (store) => store.delete(place));
}

export async function keepPhoto(photo: KeptPhoto): Promise<void> {
  await run('photos', 'readwrite', (store) => store.put(photo));
}

export async function keptPhotos(username: string): Promise<KeptPhoto[]> {
  const all = (await run('photos', 'readonly', (store) => store.getAll())) as KeptPhoto[];
  return all
    .filter((photo) => photo.username === username)
    .sort((a, b) => a.takenAt.localeCompare(b.takenAt));
}

export async function dropPhoto(id: string): Promise<void> {
  await run('photos', 'readwrite', (store) => store.delete(id));
}

/** Any page of one's own: a draft, the facts last seen. Null when there is none. */
export async function readPage<Page>(key: string): Promise<Page | null> {
  const page = (await run('pages', 'readonly', (store) => store.get(key))) as Page | undefined;
  return page ?? null;
}

export async function writePage(key: string, page: unknown): Promise<void> {
  await run('pages', 'readwrite', (store) => store.put(page, key));
}

export async function dropPage(key: string): Promise<void> {
  await run('pages', 'readwrite', (store) => store.delete(key));
}

/** Keys of all pages that begin so. */
export async function pageKeys(prefix: string): Promise<string[]> {
  const keys = await run('pages', 'readonly', (store) => store.getAllKeys());
  return keys.filter((key): key is string => typeof key === 'string' && key.startsWith(prefix));
}
