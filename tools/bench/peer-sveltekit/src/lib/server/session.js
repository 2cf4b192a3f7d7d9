// The session: a random name for the journal, signed.
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

export const COOKIE = "session";
const KEY = Buffer.from(process.env.PEER_KEY, "base64");

const sign = (userId) => createHmac("sha256", KEY).update(userId).digest();

export const issue = (userId) => `${userId}.${sign(userId).toString("base64url")}`;

export const create = () => randomBytes(16).toString("hex");

/** The journal that a cookie opens, if its signature is ours. */
export function read(cookie) {
  const [userId, signature = ""] = cookie?.split(".") ?? [];
  const given = Buffer.from(signature, "base64url");
  return given.length === 32 && timingSafeEqual(given, sign(userId)) ? userId : undefined;
}
