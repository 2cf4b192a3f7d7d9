// What goes wrong outside of us, in one sentence that says what to do.

/** A failure that was to be expected; its message is the sentence that a person reads. */
export class Failure extends Error {
  override name = "Failure";
}

const EXPIRED = /^(ExpiredToken|ExpiredTokenException|RequestExpired|TokenProviderError|SSOTokenProviderFailure)$/;
const UNKNOWN = /^(UnrecognizedClientException|InvalidClientTokenId|InvalidAccessKeyId|SignatureDoesNotMatch|InvalidSignatureException|IncompleteSignature)$/;
const REFUSED = /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|Forbidden|403)$/;
const UNREACHED = /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|EPIPE|ETIMEDOUT|TimeoutError|NetworkingError)$/;

/** The sentence for an error of the AWS SDK; none when it is nothing that we foresaw. */
export function sentence(error: unknown): string | undefined {
  if (error instanceof Failure) return error.message;
  if (!(error instanceof Error)) return undefined;
  const is = (names: RegExp) => names.test(error.name) || names.test((error as { code?: string }).code ?? "");
  if (/region is missing/i.test(error.message)) {
    return "no AWS region is set: set AWS_REGION (eu-west-3, say), or 'region' in the profile.";
  }
  if (is(EXPIRED)) return "the AWS credentials have expired: sign in again (with 'aws sso login', say).";
  if (error.name === "CredentialsProviderError") {
    return "there are no AWS credentials: sign in (with 'aws sso login', say), or set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.";
  }
  if (is(UNKNOWN)) return "AWS does not know these credentials: look at AWS_PROFILE and AWS_ACCESS_KEY_ID.";
  if (is(REFUSED)) return `AWS refuses this to these credentials: have them allowed it, or take others (${error.message}).`;
  if (is(UNREACHED)) return `${host(error)} can't be reached: look at the network, then run this again.`;
  return undefined;
}

/** Whose answer stayed out, as far as the error tells. */
function host(error: Error): string {
  const { hostname, address, port } = error as { hostname?: string; address?: string; port?: number };
  return hostname ?? (address ? `${address}:${port}` : "AWS");
}

/** Whether an error is one of those that AWS calls by these names. */
export function isNamed(error: unknown, ...names: string[]): boolean {
  return error instanceof Error && names.includes(error.name);
}
