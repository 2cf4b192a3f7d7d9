// WebAuthn's options and answers as JSON (Level 3, sections 5.1.8 to 5.1.10), by hand: the browsers'
// own conversions are younger than .browserslistrc.

type Json<T> = Omit<T, "challenge"> & { challenge: string };

interface DescriptorJson {
  id: string;
  type: "public-key";
  transports?: AuthenticatorTransport[];
}

export type CreationJson = Json<Omit<PublicKeyCredentialCreationOptions, "user" | "excludeCredentials">> & {
  user: { id: string; name: string; displayName: string };
  excludeCredentials: DescriptorJson[];
};

export type RequestJson = Json<Omit<PublicKeyCredentialRequestOptions, "allowCredentials">>;

export const toBytes = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));

export const toText = (bytes: ArrayBuffer): string =>
  btoa(Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join(""))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

export const toCreation = (json: CreationJson): PublicKeyCredentialCreationOptions => ({
  ...json,
  challenge: toBytes(json.challenge),
  user: { ...json.user, id: toBytes(json.user.id) },
  excludeCredentials: json.excludeCredentials.map((known) => ({ ...known, id: toBytes(known.id) })),
});

/** Without `allowCredentials`: any passkey of this site may answer. */
export const toRequest = ({ challenge, timeout, rpId, userVerification }: RequestJson) =>
  ({ challenge: toBytes(challenge), timeout, rpId, userVerification }) as PublicKeyCredentialRequestOptions;

/** The answer to either ceremony. Humeur asks for no extensions, so their results stay here. */
export function toAnswer(credential: PublicKeyCredential): string {
  const response = credential.response as Partial<AuthenticatorAttestationResponse & AuthenticatorAssertionResponse>;
  const text = (bytes?: ArrayBuffer | null) => (bytes ? toText(bytes) : undefined);
  return JSON.stringify({
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    clientExtensionResults: {},
    response: {
      clientDataJSON: text(response.clientDataJSON),
      attestationObject: text(response.attestationObject),
      // Missing in Firefox before 119 and in Safari before 16.
      transports: response.getTransports?.(),
      authenticatorData: text(response.authenticatorData),
      signature: text(response.signature),
      userHandle: text(response.userHandle),
    },
  });
}
