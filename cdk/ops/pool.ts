// Work in parallel, with a limit.

/**
 * Calls `work` for each of `items`, at most `limit` at a time. After a failure no new item is
 * started; it is thrown when those under way have ended.
 */
export async function forEach<T>(
  items: Iterable<T> | AsyncIterable<T>,
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const shared = one(items);
  const worker = async () => {
    // A worker that fails closes the generator, and with it the others' loops.
    for await (const item of shared) await work(item);
  };
  const ends = await Promise.allSettled(Array.from({ length: limit }, worker));
  const failed = ends.find((end) => end.status === "rejected");
  if (failed) throw failed.reason;
}

async function* one<T>(items: Iterable<T> | AsyncIterable<T>): AsyncGenerator<T> {
  yield* items;
}
