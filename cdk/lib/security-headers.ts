import { Duration } from "aws-cdk-lib";
import type { ResponseHeadersPolicyProps } from "aws-cdk-lib/aws-cloudfront";
import * as cloudfront from "aws-cdk-lib/aws-cloudfront";

/**
 * The security headers of the site's files. The program sets the same ones on its own responses
 * (server/src/http/security_headers.rs), whose policy also has the hashes of inline scripts.
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
    strictTransportSecurity: {
      accessControlMaxAge: Duration.seconds(63_072_000),
      includeSubdomains: true,
      override: true,
    },
  },
  customHeadersBehavior: {
    customHeaders: [
      { header: "cross-origin-opener-policy", value: "same-origin", override: true },
      { header: "cross-origin-resource-policy", value: "same-origin", override: true },
      {
        header: "permissions-policy",
        value:
          "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), fullscreen=(), geolocation=(), " +
          "gyroscope=(), hid=(), idle-detection=(), local-fonts=(), magnetometer=(), microphone=(), midi=(), payment=(), " +
          "picture-in-picture=(), publickey-credentials-create=(self), publickey-credentials-get=(self), screen-wake-lock=(), " +
          "serial=(), usb=(), xr-spatial-tracking=()",
        override: true,
      },
      // Files exist in several encodings, which caches must not confuse.
      { header: "vary", value: "accept-encoding", override: true },
    ],
  },
} satisfies ResponseHeadersPolicyProps;
