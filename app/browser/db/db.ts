// This device's database.

import { MIGRATIONS } from "./migrations.ts";

export type Work<T> = (store: IDBObjectStore) => IDBRequest<T> | undefined;

export interface Database {
  /**
   * Runs one transaction: `work` queues requests on the store. Returns the result of the one that it
   * returns, once all are on the disk.
   */
  within<T>(store: string, mode: IDBTransactionMode, work: Work<T>): Promise<T>;
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
    async within<T>(store: string, mode: IDBTransactionMode, work: Work<T>): Promise<T> {
      if (!opening) {
        opening = open(factory, forget);
        // The next try may succeed, as when a full disk was emptied.
        opening.catch(forget);
      }
      const database = await opening;
      return new Promise((done, failed) => {
        const transaction = database.transaction(store, mode, { durability: "strict" });
        const request = work(transaction.objectStore(store));
        transaction.oncomplete = () => done(request?.result as T);
        transaction.onabort = () => failed(transaction.error);
      });
    },
  };
}
