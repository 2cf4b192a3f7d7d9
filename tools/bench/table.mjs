// Plain-text tables and the numbers in them.

/** Columns as wide as they need to be: the first to the left, the others to the right. */
export function table(head, rows) {
  const lines = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, i) => Math.max(...lines.map((line) => line[i].length)));
  const draw = (line) =>
    `  ${line.map((cell, i) => (i ? cell.padStart(widths[i]) : cell.padEnd(widths[i]))).join("  ")}`.trimEnd();
  const [first, ...others] = lines.map(draw);
  return [first, `  ${widths.map((width) => "-".repeat(width)).join("  ")}`, ...others].join("\n");
}

export function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Bytes in kB of 1000, as browsers count them. */
export const kB = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
export const MB = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
export const ms = (microseconds) => `${(microseconds / 1000).toFixed(2)} ms`;
export const times = (ratio) => `${ratio.toFixed(2)} x`;
export const count = (number) => Math.round(number).toLocaleString("en-US");
