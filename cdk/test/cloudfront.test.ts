// Runs CloudFront's functions with its events.

import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { resources, synth } from "./kit.ts";

interface Request {
  method: string;
  uri: string;
  querystring: Record<string, { value: string }>;
  headers: Record<string, { value: string }>;
  cookies: Record<string, { value: string }>;
}

/** Sends a request through the template's function whose name contains `part`. */
function send(part: string, uri: string, headers: Record<string, string>): Request {
  const found = resources(synth().App, "AWS::CloudFront::Function").find(({ Properties }) =>
    Properties.Name.includes(part),
  );
  const event = {
    version: "1.0",
    context: { distributionDomainName: "d111111abcdef8.cloudfront.net", eventType: "viewer-request", requestId: "x" },
    viewer: { ip: "198.51.100.11" },
    request: {
      method: "GET",
      uri,
      querystring: {},
      headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, { value }])),
      cookies: {},
    },
  };
  // A context with the bare language, like CloudFront's.
  return runInNewContext(`${found?.Properties.FunctionCode}; handler(event)`, { event }) as Request;
}

describe("forwarded-host", () => {
  test("forwards the requested host and the viewer's address", () => {
    const { headers, uri } = send("ForwardedHost", "/mood/week", { host: "mood.example.org", accept: "text/html" });
    expect(uri).toBe("/mood/week");
    expect(headers).toEqual({
      host: { value: "mood.example.org" },
      accept: { value: "text/html" },
      "x-forwarded-host": { value: "mood.example.org" },
      "x-viewer-address": { value: "198.51.100.11" },
    });
  });

  test("replaces the headers of a client", () => {
    const forged = { "x-forwarded-host": "evil.example", "x-viewer-address": "192.0.2.1" };
    const { headers } = send("ForwardedHost", "/", { host: "mood.example.org", ...forged });
    expect(headers["x-forwarded-host"]).toEqual({ value: "mood.example.org" });
    expect(headers["x-viewer-address"]).toEqual({ value: "198.51.100.11" });
  });
});

describe("precompressed", () => {
  const asked = (uri: string, accept?: string) =>
    send("Precompressed", uri, { host: "mood.example.org", ...(accept !== undefined && { "accept-encoding": accept }) })
      .uri;

  test.each([
    ["gzip, deflate, br, zstd", ".br"],
    ["br", ".br"],
    ["BR;q=1.0", ".br"],
    ["gzip;q=1.0, br;q=0.5", ".br"],
    ["gzip, br;q=0", ".gz"],
    ["gzip, br; q=0.000", ".gz"],
    ["gzip,deflate", ".gz"],
    ["br;q=0, gzip;q=0", ""],
    ["deflate", ""],
    ["identity", ""],
    ["brotli, x-gzip", ""],
    ["", ""],
    [undefined, ""],
  ])("accept-encoding: %s → %s", (accept, suffix) => {
    expect(asked("/pkg/humeur.Ab-1_.wasm", accept)).toBe(`/pkg/humeur.Ab-1_.wasm${suffix}`);
  });

  test.each([
    ["/pkg/humeur.js", "/pkg/humeur.js.br"],
    ["/pkg/humeur.css", "/pkg/humeur.css.br"],
    // Only these three kinds are sure to have both siblings.
    ["/pkg/humeur.js.map", "/pkg/humeur.js.map"],
    ["/pkg/humeur.d.ts", "/pkg/humeur.d.ts"],
    ["/pkg/humeur.js.br", "/pkg/humeur.js.br"],
    ["/pkg/", "/pkg/"],
    ["/pkg/wasm", "/pkg/wasm"],
  ])("%s → %s", (uri, to) => {
    expect(asked(uri, "gzip, br")).toBe(to);
  });
});
