// This device's database.

import { MIGRATIONS } from "./migrations.ts";

export interface Database {
  /**
   * Runs one transaction: `work` queues requests on the store. It may return a function that reads
   * the result once they are on the disk.
   */
  within<T>(
    store: string,
    mode: IDBTransactionMode,
    work: (store: IDBObjectStore) => (() => T) | undefined,
  ): Promise<T>;
}

function open(factory: IDBFactory, forget: () => void): Promise<IDBDatabase> {
  return new Promise((done, failed) => {
    const request = factory.open("humeur", MIGRATIONS.length);
    request.onupgradeneeded = ({ oldVersion }) => {
      const { result: database, transaction } = request;
      for (const migrate of MIGRATIONS.slice(oldVersion)) migrate(database, transaction!);
    };
    request.onsuccess = () => {
      const { result: database } = request;
      database.onclose = forget;
      // A newer release waits until this one is closed.
      database.onversionchange = () => {
        database.close();
        forget();
      };
      done(database);
    };
    request.onerror = () => failed(request.error);
  });
}

export function openDatabase(factory: IDBFactory): Database {
  let opening: Promise<IDBDatabase> | undefined;
  const forget = () => (opening = undefined);
  return {
    async within<T>(
      store: string,
      mode: IDBTransactionMode,
      work: (store: IDBObjectStore) => (() => T) | undefined,
    ): Promise<T> {
      if (!opening) {
        opening = open(factory, forget);
        // The next try may succeed, as when a full disk was emptied.
        opening.catch(forget);
      }
      const database = await opening;
      return new Promise((done, failed) => {
        const transaction = database.transaction(store, mode, { durability: "strict" });
        const result = work(transaction.objectStore(store));
        transaction.oncomplete = () => done(result?.() as T);
        transaction.onabort = () => failed(transaction.error);
      });
    },
  };
}
