// A digest of many items under a key, in any order: two sets of items are compared without storing or
// logging either.

import { createHmac } from "node:crypto";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { Item } from "./item.ts";

const MODULUS = 1n << 256n;

/** The digest of the items that were added: the sum of their HMACs. */
export class Digest {
  private sum = 0n;
  /** The number of items. */
  count = 0;

  /** @param key secret and used once, or a digest would tell equal items of two runs. */
  constructor(private readonly key: Buffer) {}

  add(item: Item): void {
    const mac = createHmac("sha256", this.key)
      .update(canonical({ M: item }))
      .digest("hex");
    this.sum = (this.sum + BigInt(`0x${mac}`)) % MODULUS;
    this.count += 1;
  }

  /** True if both have the same items; both must have the same key. */
  equals(other: Digest): boolean {
    return this.count === other.count && this.sum === other.sum;
  }
}

/** One text for equal values: DynamoDB orders neither attributes nor the elements of a set. */
function canonical(value: AttributeValue): string {
  const [type = "", content] = Object.entries(value)[0] ?? [];
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
  switch (type) {
    case "B":
      return JSON.stringify([type, base64(content as Uint8Array)]);
    case "BS":
      return JSON.stringify([type, ...(content as Uint8Array[]).map(base64).sort()]);
    case "SS":
    case "NS":
      return JSON.stringify([type, ...(content as string[]).toSorted()]);
    case "L":
      return JSON.stringify([type, ...(content as AttributeValue[]).map(canonical)]);
    case "M":
      return JSON.stringify([
        type,
        ...Object.entries(content as Item)
          .toSorted(([a], [b]) => (a < b ? -1 : 1))
          .map(([name, inner]) => [name, canonical(inner)]),
      ]);
    default:
      return JSON.stringify([type, content]);
  }
}
