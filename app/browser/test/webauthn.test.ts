// The conversions of WebAuthn, which are written by hand for browsers without their own.
import { describe, expect, test } from "vitest";
import { toAnswer, toBytes, toCreation, toRequest, toText } from "../account/webauthn.ts";

const ALL = Uint8Array.from({ length: 256 }, (_, i) => 255 - i);
const bytes = (...values: number[]) => Uint8Array.from(values).buffer;

describe("base64url", () => {
  test("is what the server writes and reads: without padding, with - and _", () => {
    for (const [text, ...values] of [["-_8", 0xfb, 0xff], ["AA", 0], ["AQID", 1, 2, 3], [""]] as [
      string,
      ...number[],
    ][]) {
      expect(toText(bytes(...values))).toBe(text);
      expect([...toBytes(text)]).toEqual(values);
    }
  });

  test("comes back whole at every length", () => {
    for (const length of [0, 1, 2, 3, 4, 5, 255, 256]) {
      const some = ALL.slice(0, length);
      expect(toBytes(toText(some.buffer))).toEqual(some);
    }
  });
});

test("options have binary challenge, user and passkeys", () => {
  const created = toCreation({
    challenge: "AQI",
    rp: { id: "localhost", name: "Humeur" },
    user: { id: "AwQ", name: "n", displayName: "n" },
    pubKeyCredParams: [{ type: "public-key", alg: -7 }],
    excludeCredentials: [{ type: "public-key", id: "BQY", transports: ["internal"] }],
  });
  expect(created.challenge).toEqual(Uint8Array.of(1, 2));
  expect(created.user).toEqual({ id: Uint8Array.of(3, 4), name: "n", displayName: "n" });
  expect(created.excludeCredentials).toEqual([
    { type: "public-key", id: Uint8Array.of(5, 6), transports: ["internal"] },
  ]);
  const request = toRequest({ challenge: "AQI", rpId: "localhost", userVerification: "required", timeout: 1 });
  expect(request).toEqual({
    challenge: Uint8Array.of(1, 2),
    rpId: "localhost",
    userVerification: "required",
    timeout: 1,
  });
});

test("an answer has what its ceremony made, and nothing else", () => {
  const common = { id: "AQI", rawId: bytes(1, 2), type: "public-key" };
  const registration = { clientDataJSON: bytes(3), attestationObject: bytes(4), getTransports: () => ["usb"] };
  expect(JSON.parse(toAnswer({ ...common, response: registration } as never))).toEqual({
    id: "AQI",
    rawId: "AQI",
    type: "public-key",
    clientExtensionResults: {},
    response: { clientDataJSON: "Aw", attestationObject: "BA", transports: ["usb"] },
  });
  const assertion = {
    clientDataJSON: bytes(3),
    authenticatorData: bytes(4),
    signature: bytes(5),
    userHandle: bytes(6),
  };
  expect(JSON.parse(toAnswer({ ...common, response: assertion } as never)).response).toEqual({
    clientDataJSON: "Aw",
    authenticatorData: "BA",
    signature: "BQ",
    userHandle: "Bg",
  });
});
