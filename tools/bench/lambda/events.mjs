// A person's two requests, as API Gateway hands them on.
import { ORIGIN_KEY } from "./functions.mjs";

const today = new Date().toISOString().slice(0, 10);

function event(method, path, query, cookies, body) {
  const host = "a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com";
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath: path,
    rawQueryString: new URLSearchParams(query).toString(),
    ...(cookies && { cookies }),
    headers: {
      accept: "application/json",
      "content-type": "application/json",
      host,
      "user-agent": "Amazon CloudFront",
      "x-amzn-trace-id": "Root=1-6740a5c1-3f2b1c0d9e8f7a6b5c4d3e2f",
      "x-forwarded-for": "203.0.113.7, 130.176.0.1",
      "x-forwarded-host": "mood.example",
      "x-forwarded-port": "443",
      "x-forwarded-proto": "https",
      "x-humeur-origin": ORIGIN_KEY,
    },
    ...(query && { queryStringParameters: query }),
    requestContext: {
      accountId: "123456789012",
      apiId: "a1b2c3d4e5",
      domainName: host,
      domainPrefix: "a1b2c3d4e5",
      http: { method, path, protocol: "HTTP/1.1", sourceIp: "203.0.113.7", userAgent: "Amazon CloudFront" },
      requestId: "JKJaXmPLvHcESHA=",
      routeKey: "$default",
      stage: "$default",
      time: "20/Nov/2026:12:00:00 +0000",
      timeEpoch: Date.now(),
    },
    ...(body && { body: JSON.stringify(body) }),
    isBase64Encoded: false,
  };
}

/** UpdateItem. */
export const save = (cookies) =>
  event("POST", "/mood", undefined, cookies, { day: today, mood: "good", note: "A walk by the canal." });

/** Query. */
export const week = (cookies) => event("GET", "/mood/week", { start: today, end: today }, cookies);
