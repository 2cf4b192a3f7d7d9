/** The server's identifier of a push subscription, as in server/src/push/id.rs. */
export async function subscriptionId({ endpoint }: { endpoint: string }): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(endpoint)));
  return [...hash.slice(0, 16)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
