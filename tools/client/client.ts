// A client of the API. Paths, arguments and answers are typed by openapi.json.
import createClient, { type Client } from "openapi-fetch";
import type { paths } from "./generated/api.js";

/** Calls an installation at `url` with an API key. */
export function humeur(url: string, key: string): Client<paths> {
  return createClient<paths>({ baseUrl: url, headers: { Authorization: `Bearer ${key}` } });
}
