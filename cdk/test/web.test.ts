import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { publicPaths } from "../lib/humeur.ts";
import { EVERYTHING, functionOf, only, PUBLIC_PATHS, resourceOf, resources, synth } from "./kit.ts";
import { text } from "./rights.ts";

// AWS's managed policies, by their documented ids.
const CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad";
const CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6";
const CACHING_OPTIMIZED_FOR_UNCOMPRESSED_OBJECTS = "b2884449-e4de-46a7-ac36-70bc7f1ddd6d";
const ALL_VIEWER_EXCEPT_HOST_HEADER = "b689b0a8-53d0-40ab-baf2-68738e2966ac";

const { App } = synth();
const config = (flags = {}) => only(synth(flags).App, "AWS::CloudFront::Distribution").Properties.DistributionConfig;
const rust = (path: string) =>
  readFileSync(fileURLToPath(new URL(`../../server/src/http/${path}`, import.meta.url)), "utf8");

const origin = (behaviour: { TargetOriginId: string }) =>
  config().Origins.find(({ Id }: { Id: string }) => Id === behaviour.TargetOriginId);
const behaviour = (path: string) =>
  config().CacheBehaviors.find(({ PathPattern }: { PathPattern: string }) => PathPattern === path);

describe("pages", () => {
  const pages = config().DefaultCacheBehavior;

  test("are never cached, and accept every method", () => {
    expect(pages).toMatchObject({
      CachePolicyId: CACHING_DISABLED,
      OriginRequestPolicyId: ALL_VIEWER_EXCEPT_HOST_HEADER,
      AllowedMethods: ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"],
      ViewerProtocolPolicy: "redirect-to-https",
    });
  });

  test("are not cached when they fail", () => {
    const errors: { ErrorCode: number }[] = config().CustomErrorResponses;
    expect(errors.map(({ ErrorCode }) => ErrorCode)).toEqual([400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504]);
    for (const error of errors) expect(error).toEqual({ ErrorCode: error.ErrorCode, ErrorCachingMinTTL: 0 });
  });

  test("come from the API over TLS, with the origin key", () => {
    expect(text(origin(pages).DomainName)).toBe("<Api>.execute-api.us-east-1.<AWS::URLSuffix>");
    expect(origin(pages).CustomOriginConfig).toMatchObject({
      OriginProtocolPolicy: "https-only",
      OriginSSLProtocols: ["TLSv1.2"],
    });
    expect(origin(pages).OriginCustomHeaders).toEqual([
      { HeaderName: "x-humeur-origin", HeaderValue: "{{resolve:ssm:/humeur/production/origin-key:1}}" },
    ]);
  });

  test("send a new origin key after the function accepts it", () => {
    expect(config(EVERYTHING).Origins[0].OriginCustomHeaders[0].HeaderValue).toBe(
      "{{resolve:ssm:/humeur/production/origin-key:2}}",
    );
    expect(only(App, "AWS::CloudFront::Distribution").DependsOn).toContain(
      resourceOf(App, "AWS::Lambda::Alias", "Service")[0],
    );
  });

  test("wait longer than the function's timeout", () => {
    const { Timeout } = functionOf(App);
    expect(origin(pages).CustomOriginConfig.OriginReadTimeout).toBeGreaterThan(Timeout);
  });
});

describe("uploads of photos", () => {
  test("reach the bucket with their signature, which nothing replaces", () => {
    expect(behaviour("/incoming/*")).toMatchObject({
      CachePolicyId: CACHING_DISABLED,
      AllowedMethods: expect.arrayContaining(["PUT"]),
      ViewerProtocolPolicy: "https-only",
    });
    const { OriginRequestPolicyConfig: policy } = only(App, "AWS::CloudFront::OriginRequestPolicy").Properties;
    expect(policy).toMatchObject({
      CookiesConfig: { CookieBehavior: "none" },
      HeadersConfig: { HeaderBehavior: "allExcept", Headers: ["host"] },
      QueryStringsConfig: { QueryStringBehavior: "all" },
    });
    const { DomainName, OriginAccessControlId, CustomOriginConfig } = origin(behaviour("/incoming/*"));
    expect(text(DomainName)).toBe("<BucketsPhotos.RegionalDomainName>");
    expect(OriginAccessControlId).toBeUndefined();
    expect(CustomOriginConfig.OriginProtocolPolicy).toBe("https-only");
  });

  test("start the job that cleans them", () => {
    const rules = resources(App, "AWS::Events::Rule");
    const rule = rules.find(({ Properties }) => Properties.Description === "Cleans the uploads of photos")!.Properties;
    expect(rule.EventPattern.detail.object).toEqual({ key: [{ prefix: "incoming/" }] });
    expect(text(rule.EventPattern.detail.bucket.name[0])).toBe("<BucketsPhotos>");
    const [{ Arn, InputTransformer }] = rule.Targets;
    expect(text(Arn)).toBe("<PhotosLive>");
    expect(InputTransformer.InputTemplate).toBe('{"job":"photos","key":<key>}');
  });
});

describe("files", () => {
  test("hashed ones are cached by name, which includes their compression", () => {
    expect(behaviour("/pkg/*")).toMatchObject({
      CachePolicyId: CACHING_OPTIMIZED_FOR_UNCOMPRESSED_OBJECTS,
      Compress: false,
      AllowedMethods: ["GET", "HEAD"],
      ViewerProtocolPolicy: "redirect-to-https",
    });
    expect(text(behaviour("/pkg/*").FunctionAssociations[0].FunctionARN)).toBe("<WebPrecompressed.FunctionARN>");
  });

  test.each(PUBLIC_PATHS)("%s is cached and compressed by CloudFront", (path) => {
    expect(behaviour(path)).toMatchObject({
      CachePolicyId: CACHING_OPTIMIZED,
      Compress: true,
      AllowedMethods: ["GET", "HEAD"],
    });
  });

  test("come from the site's bucket, signed", () => {
    for (const path of ["/pkg/*", ...PUBLIC_PATHS]) {
      expect(text(origin(behaviour(path)).DomainName)).toBe("<BucketsSite.RegionalDomainName>");
      expect(origin(behaviour(path))).toHaveProperty("OriginAccessControlId");
    }
    expect(only(App, "AWS::CloudFront::OriginAccessControl").Properties.OriginAccessControlConfig).toMatchObject({
      OriginAccessControlOriginType: "s3",
      SigningBehavior: "always",
      SigningProtocol: "sigv4",
    });
  });

  test("can be read by this distribution only", () => {
    const { Statement } = only(App, "AWS::S3::BucketPolicy").Properties.PolicyDocument;
    const allowed = Statement.filter(({ Effect }: { Effect: string }) => Effect === "Allow");
    expect(allowed.map(({ Action }: { Action: string }) => Action)).toEqual(["s3:GetObject", "s3:ListBucket"]);
    for (const { Principal, Condition } of allowed) {
      expect(Principal).toEqual({ Service: "cloudfront.amazonaws.com" });
      expect(text(Condition.StringEquals["aws:SourceArn"])).toBe(
        "arn:aws:cloudfront::<AWS::AccountId>:distribution/<WebDistribution>",
      );
    }
  });

  test("have a path for each entry of public/, as in the local server", () => {
    const paths = publicPaths(fileURLToPath(new URL("../../public", import.meta.url)));
    expect(paths).toEqual(
      expect.arrayContaining(["/faces/*", "/icons/*", "/manifest-en.webmanifest", "/openapi.json"]),
    );
    const assets = rust("assets/mod.rs");
    // There each is a name, such as "faces" or "robots.txt".
    const there = (path: string) => path.slice(1).replace(/\/\*$/, "");
    for (const path of paths) expect(assets, path).toContain(`"${there(path)}"`);
  });

  test("have the security headers of security_headers.rs", () => {
    const program = rust("security_headers.rs")
      .split("#[cfg(test)]")[0]!
      .replace(/\\\n\s*/g, "");
    const policy = only(App, "AWS::CloudFront::ResponseHeadersPolicy").Properties.ResponseHeadersPolicyConfig;
    const { ContentSecurityPolicy, ReferrerPolicy, StrictTransportSecurity, ContentTypeOptions } =
      policy.SecurityHeadersConfig;

    // Except the scripts, which only pages have.
    expect(program.replace("{scripts}", "")).toContain(`"${ContentSecurityPolicy.ContentSecurityPolicy}"`);
    expect(program.replace(/\s+/g, "")).toContain(
      `REFERRER_POLICY);own.or_insert(HeaderValue::from_static("${ReferrerPolicy.ReferrerPolicy}"))`,
    );
    expect(StrictTransportSecurity.IncludeSubdomains).toBe(true);
    expect(program).toContain(
      `STRICT_TRANSPORT_SECURITY: &str = "max-age=${StrictTransportSecurity.AccessControlMaxAgeSec}; includeSubDomains"`,
    );
    expect(ContentTypeOptions).toEqual({ Override: true });
    const custom = policy.CustomHeadersConfig.Items as { Header: string; Value: string }[];
    for (const { Header, Value } of custom.filter(({ Header }) => Header !== "vary")) {
      const value = Header === "permissions-policy" ? "PERMISSIONS_POLICY" : `"${Value}"`;
      expect(program.replace(/\s+/g, "")).toContain(`from_static("${Header}"),${value}`);
      expect(program).toContain(`"${Value}"`);
    }
    // security_headers.rs sets no other header.
    expect(program.match(/\bset\(\s/g)!.length + program.match(/\bset\(header/g)!.length + 1).toBe(
      custom.length - 1 + 3,
    );
  });
});

describe("the distribution", () => {
  test("has HTTP/3 and no access log", () => {
    expect(config()).toMatchObject({ HttpVersion: "http2and3", IPV6Enabled: true });
    expect(config()).not.toHaveProperty("Logging");
  });

  test("can have its own name, certificate and firewall", () => {
    expect(config()).not.toHaveProperty("Aliases");
    expect(config()).not.toHaveProperty("WebACLId");
    const full = config(EVERYTHING);
    expect(full.Aliases).toEqual(["mood.example.org"]);
    expect(full.ViewerCertificate).toMatchObject({
      MinimumProtocolVersion: "TLSv1.2_2021",
      SslSupportMethod: "sni-only",
      AcmCertificateArn: { "Fn::GetStackOutput": { StackName: "Humeur-production-Edge", Region: "us-east-1" } },
    });
    expect(full.WebACLId).toMatchObject({
      "Fn::GetStackOutput": { StackName: "Humeur-production-Edge", Region: "us-east-1" },
    });
    const records = resources(synth(EVERYTHING).App, "AWS::Route53::RecordSet").map(({ Properties }) => Properties);
    expect(records.map(({ Type, Name, HostedZoneId }) => [Type, Name, HostedZoneId])).toEqual([
      ["A", "mood.example.org.", "Z0123456789ABCDEFGHIJ"],
      ["AAAA", "mood.example.org.", "Z0123456789ABCDEFGHIJ"],
    ]);
  });

  test("takes both from us-east-1 in every region", () => {
    const { App, Edge } = synth(EVERYTHING, { CDK_DEFAULT_REGION: "eu-west-3" });
    expect([App?.region, Edge?.region]).toEqual(["eu-west-3", "us-east-1"]);
  });

  test("has a firewall that limits each address, samples no request, and ignores notes", () => {
    const { Properties } = only(synth(EVERYTHING).Edge, "AWS::WAFv2::WebACL");
    const [byAddress, common] = Properties.Rules;
    expect(byAddress.Statement.RateBasedStatement).toEqual({
      AggregateKeyType: "IP",
      Limit: 2000,
      EvaluationWindowSec: 300,
    });
    for (const { VisibilityConfig } of [Properties, ...Properties.Rules])
      expect(VisibilityConfig.SampledRequestsEnabled).toBe(false);
    const counted = common.Statement.ManagedRuleGroupStatement.RuleActionOverrides.map(
      ({ Name }: { Name: string }) => Name,
    );
    expect(counted).toContain("CrossSiteScripting_BODY");
  });
});
