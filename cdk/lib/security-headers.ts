import { Duration } from "aws-cdk-lib";
import type { ResponseHeadersPolicyProps } from "aws-cdk-lib/aws-cloudfront";
import * as cloudfront from "aws-cdk-lib/aws-cloudfront";

/**
 * The headers that the program puts on its own answers (server/src/http/guard.rs), for the files
 * that CloudFront serves without it. The policy is two hashes shorter: no file has a script in it.
 */
export const securityHeaders = {
  securityHeadersBehavior: {
    contentSecurityPolicy: {
      contentSecurityPolicy:
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; " +
        "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
      override: true,
    },
    contentTypeOptions: { override: true },
    referrerPolicy: { referrerPolicy: cloudfront.HeadersReferrerPolicy.SAME_ORIGIN, override: true },
    strictTransportSecurity: { accessControlMaxAge: Duration.seconds(63_072_000), override: true },
  },
  customHeadersBehavior: {
    customHeaders: [
      { header: "cross-origin-opener-policy", value: "same-origin", override: true },
      { header: "cross-origin-resource-policy", value: "same-origin", override: true },
      { header: "permissions-policy", value: "camera=(), geolocation=(), microphone=(), payment=(), usb=()", override: true },
      // Each file is there in several encodings, and caches must not mix them up.
      { header: "vary", value: "accept-encoding", override: true },
    ],
  },
} satisfies ResponseHeadersPolicyProps;
