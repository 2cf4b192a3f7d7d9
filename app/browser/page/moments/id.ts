// Identifiers made on this device.

const LOW = (1n << 62n) - 1n;

/** A UUID of version 7, as in `SortableId::new` (app/domain/src/sortable_id.rs). */
export function sortableId(millis: number, random: Uint8Array): string {
  const bits = random.reduce((all, byte) => (all << 8n) | BigInt(byte), 0n);
  const high = (BigInt(millis) << 16n) | (7n << 12n) | ((bits >> 62n) & 0xfffn);
  const hex = ((high << 64n) | (2n << 62n) | (bits & LOW)).toString(16).padStart(32, "0");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

export const newId = () => sortableId(Date.now(), crypto.getRandomValues(new Uint8Array(10)));
