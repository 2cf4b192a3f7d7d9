import { gzipSync } from "node:zlib";
import { COOKIE, create, issue, read } from "$lib/server/session.js";

const HEADERS = {
  "cache-control": "private, no-store",
  "referrer-policy": "same-origin",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

/** Below this a packed body travels in as many packets. */
const WORTH_PACKING = 1_000;

export async function handle({ event, resolve }) {
  event.locals.timeZone = event.cookies.get("tz") ?? "UTC";
  event.locals.userId = read(event.cookies.get(COOKIE));
  if (!event.locals.userId) {
    event.locals.userId = create();
    event.cookies.set(COOKIE, issue(event.locals.userId), {
      path: "/",
      maxAge: 34_560_000,
      sameSite: "lax",
      httpOnly: true,
      secure: false,
    });
  }
  const response = await resolve(event);
  for (const [name, value] of Object.entries(HEADERS)) response.headers.set(name, value);
  if (!event.request.headers.get("accept-encoding")?.includes("gzip") || !response.body) return response;
  const body = Buffer.from(await response.arrayBuffer());
  const { status, headers } = response;
  if (body.length < WORTH_PACKING) return new Response(body, { status, headers });
  headers.set("content-encoding", "gzip");
  headers.set("vary", "accept-encoding");
  headers.delete("content-length");
  return new Response(gzipSync(body), { status, headers });
}
