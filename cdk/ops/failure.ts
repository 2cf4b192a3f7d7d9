// Expected errors, each as one sentence that says what to do.

/** An expected error. Its message is the sentence for a person. */
export class Failure extends Error {
  override name = "Failure";
}

const EXPIRED = /^(ExpiredToken|ExpiredTokenException|RequestExpired|TokenProviderError|SSOTokenProviderFailure)$/;
const UNKNOWN =
  /^(UnrecognizedClientException|InvalidClientTokenId|InvalidAccessKeyId|SignatureDoesNotMatch|InvalidSignatureException|IncompleteSignature)$/;
const DENIED = /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|Forbidden|403)$/;
const UNREACHABLE = /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|EPIPE|ETIMEDOUT|TimeoutError|NetworkingError)$/;

/** The sentence for a {@link Failure} or an error of the AWS SDK; none for an unexpected error. */
export function sentence(error: unknown): string | undefined {
  if (error instanceof Failure) return error.message;
  if (!(error instanceof Error)) return undefined;
  const is = (names: RegExp) => names.test(error.name) || names.test((error as { code?: string }).code ?? "");
  if (/region is missing/i.test(error.message)) {
    return "no AWS region is set: set AWS_REGION, for example to eu-west-3, or 'region' in the profile.";
  }
  if (is(EXPIRED)) return "the AWS credentials have expired: sign in again, for example with 'aws sso login'.";
  if (error.name === "CredentialsProviderError") {
    return "there are no AWS credentials: sign in, for example with 'aws sso login', or set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.";
  }
  if (is(UNKNOWN)) return "the AWS credentials are invalid: check AWS_PROFILE and AWS_ACCESS_KEY_ID.";
  if (is(DENIED)) return `the AWS credentials lack a permission: add it, or use other credentials (${error.message}).`;
  if (is(UNREACHABLE)) return `${host(error)} can't be reached: check the network, then run this again.`;
  return undefined;
}

/** The unreachable host, as far as the error tells. */
function host(error: Error): string {
  const { hostname, address, port } = error as { hostname?: string; address?: string; port?: number };
  return hostname ?? (address ? `${address}:${port}` : "AWS");
}

/** True for an error with one of AWS's names. */
export function isNamed(error: unknown, ...names: string[]): boolean {
  return error instanceof Error && names.includes(error.name);
}
