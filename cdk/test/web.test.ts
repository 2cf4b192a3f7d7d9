import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { publicPaths } from "../lib/humeur.ts";
import { EVERYTHING, idOf, only, PUBLIC_PATHS, resources, synth } from "./kit.ts";
import { text } from "./rights.ts";

// AWS's managed policies, by the ids that its documentation gives.
const CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad";
const CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6";
const CACHING_OPTIMIZED_FOR_UNCOMPRESSED_OBJECTS = "b2884449-e4de-46a7-ac36-70bc7f1ddd6d";
const ALL_VIEWER_EXCEPT_HOST_HEADER = "b689b0a8-53d0-40ab-baf2-68738e2966ac";

const { App } = synth();
const config = (flags = {}) => only(synth(flags).App, "AWS::CloudFront::Distribution").Properties.DistributionConfig;
const rust = (path: string) => readFileSync(fileURLToPath(new URL(`../../server/src/http/${path}`, import.meta.url)), "utf8");

const origin = (behaviour: { TargetOriginId: string }) =>
  config().Origins.find(({ Id }: { Id: string }) => Id === behaviour.TargetOriginId);
const behaviour = (path: string) => config().CacheBehaviors.find(({ PathPattern }: { PathPattern: string }) => PathPattern === path);

describe("pages", () => {
  const pages = config().DefaultCacheBehavior;

  test("are never kept, and may be asked for in every way", () => {
    expect(pages).toMatchObject({
      CachePolicyId: CACHING_DISABLED,
      OriginRequestPolicyId: ALL_VIEWER_EXCEPT_HOST_HEADER,
      AllowedMethods: ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"],
      ViewerProtocolPolicy: "redirect-to-https",
    });
  });

  test("are not kept either when they fail", () => {
    const errors: { ErrorCode: number }[] = config().CustomErrorResponses;
    expect(errors.map(({ ErrorCode }) => ErrorCode)).toEqual([400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504]);
    for (const error of errors) expect(error).toEqual({ ErrorCode: error.ErrorCode, ErrorCachingMinTTL: 0 });
  });

  test("come from the API, over TLS, which is shown the origin key", () => {
    expect(text(origin(pages).DomainName)).toBe("<Api>.execute-api.us-east-1.<AWS::URLSuffix>");
    expect(origin(pages).CustomOriginConfig).toMatchObject({
      OriginProtocolPolicy: "https-only",
      OriginSSLProtocols: ["TLSv1.2"],
    });
    expect(origin(pages).OriginCustomHeaders).toEqual([
      { HeaderName: "x-humeur-origin", HeaderValue: "{{resolve:ssm:/humeur/production/origin-key:1}}" },
    ]);
  });

  test("a new origin key is sent once the function takes it", () => {
    expect(config(EVERYTHING).Origins[0].OriginCustomHeaders[0].HeaderValue).toBe(
      "{{resolve:ssm:/humeur/production/origin-key:2}}",
    );
    expect(only(App, "AWS::CloudFront::Distribution").DependsOn).toContain(idOf(App, "AWS::Lambda::Alias"));
  });

  test("wait longer than the function may take", () => {
    const { Timeout } = only(App, "AWS::Lambda::Function").Properties;
    expect(origin(pages).CustomOriginConfig.OriginReadTimeout).toBeGreaterThan(Timeout);
  });
});

describe("files", () => {
  test("hashed ones are kept by their whole name, which says how they are compressed", () => {
    expect(behaviour("/pkg/*")).toMatchObject({
      CachePolicyId: CACHING_OPTIMIZED_FOR_UNCOMPRESSED_OBJECTS,
      Compress: false,
      AllowedMethods: ["GET", "HEAD"],
      ViewerProtocolPolicy: "redirect-to-https",
    });
    expect(text(behaviour("/pkg/*").FunctionAssociations[0].FunctionARN)).toBe("<WebPrecompressed.FunctionARN>");
  });

  test.each(PUBLIC_PATHS)("%s is kept, and compressed on the way", (path) => {
    expect(behaviour(path)).toMatchObject({ CachePolicyId: CACHING_OPTIMIZED, Compress: true, AllowedMethods: ["GET", "HEAD"] });
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

  test("are read by this distribution, and by nobody else", () => {
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

  test("each thing in public/ has its path here, and in the local server", () => {
    const paths = publicPaths(fileURLToPath(new URL("../../public", import.meta.url)));
    expect(paths).toEqual(expect.arrayContaining(["/faces/*", "/icons/*", "/manifest-en.webmanifest", "/openapi.json"]));
    const assets = rust("assets.rs");
    // There a folder is a route, "/faces", and a file a name, "robots.txt".
    const there = (path: string) => (path.endsWith("/*") ? path.slice(0, -2) : path.slice(1));
    for (const path of paths) expect(assets, path).toContain(`"${there(path)}"`);
  });

  test("say of themselves what guard.rs says of pages", () => {
    const guard = rust("guard.rs").split("#[cfg(test)]")[0]!.replace(/\\\n\s*/g, "");
    const policy = only(App, "AWS::CloudFront::ResponseHeadersPolicy").Properties.ResponseHeadersPolicyConfig;
    const { ContentSecurityPolicy, ReferrerPolicy, StrictTransportSecurity, ContentTypeOptions } = policy.SecurityHeadersConfig;

    // But for the scripts that are in pages alone.
    expect(guard.replace(" 'sha256-{boot}' 'sha256-{settings}'", "")).toContain(`"${ContentSecurityPolicy.ContentSecurityPolicy}"`);
    expect(guard).toContain(`set(header::REFERRER_POLICY, "${ReferrerPolicy.ReferrerPolicy}")`);
    expect(guard).toContain(`set(header::STRICT_TRANSPORT_SECURITY, "max-age=${StrictTransportSecurity.AccessControlMaxAgeSec}")`);
    expect(ContentTypeOptions).toEqual({ Override: true });
    const custom = policy.CustomHeadersConfig.Items as { Header: string; Value: string }[];
    for (const { Header, Value } of custom.filter(({ Header }) => Header !== "vary")) {
      expect(guard.replace(/\s+/g, "")).toContain(`from_static("${Header}"),"${Value}"`.replace(/\s+/g, ""));
    }
    // None is forgotten: each one that guard.rs sets is one of these.
    expect(guard.match(/\bset\(\s/g)!.length + guard.match(/\bset\(header/g)!.length + 1).toBe(custom.length - 1 + 4);
  });
});

describe("the distribution", () => {
  test("speaks HTTP/3, and writes no log of who came", () => {
    expect(config()).toMatchObject({ HttpVersion: "http2and3", IPV6Enabled: true });
    expect(config()).not.toHaveProperty("Logging");
  });

  test("has a name, a certificate and a firewall of its own when they are asked for", () => {
    expect(config()).not.toHaveProperty("Aliases");
    expect(config()).not.toHaveProperty("WebACLId");
    const full = config(EVERYTHING);
    expect(full.Aliases).toEqual(["mood.example.org"]);
    expect(full.ViewerCertificate).toMatchObject({
      MinimumProtocolVersion: "TLSv1.2_2021",
      SslSupportMethod: "sni-only",
      AcmCertificateArn: { "Fn::GetStackOutput": { StackName: "Humeur-production-Edge", Region: "us-east-1" } },
    });
    expect(full.WebACLId).toMatchObject({ "Fn::GetStackOutput": { StackName: "Humeur-production-Edge", Region: "us-east-1" } });
    const records = resources(synth(EVERYTHING).App, "AWS::Route53::RecordSet").map(({ Properties }) => Properties);
    expect(records.map(({ Type, Name, HostedZoneId }) => [Type, Name, HostedZoneId])).toEqual([
      ["A", "mood.example.org.", "Z0123456789ABCDEFGHIJ"],
      ["AAAA", "mood.example.org.", "Z0123456789ABCDEFGHIJ"],
    ]);
  });

  test("takes both from us-east-1, wherever the rest is", () => {
    const { App, Edge } = synth(EVERYTHING, { CDK_DEFAULT_REGION: "eu-west-3" });
    expect([App?.region, Edge?.region]).toEqual(["eu-west-3", "us-east-1"]);
  });

  test("its firewall limits each address, keeps no sample of a request, and lets notes be", () => {
    const { Properties } = only(synth(EVERYTHING).Edge, "AWS::WAFv2::WebACL");
    const [byAddress, common] = Properties.Rules;
    expect(byAddress.Statement.RateBasedStatement).toEqual({ AggregateKeyType: "IP", Limit: 2000, EvaluationWindowSec: 300 });
    for (const { VisibilityConfig } of [Properties, ...Properties.Rules]) expect(VisibilityConfig.SampledRequestsEnabled).toBe(false);
    const counted = common.Statement.ManagedRuleGroupStatement.RuleActionOverrides.map(({ Name }: { Name: string }) => Name);
    expect(counted).toContain("CrossSiteScripting_BODY");
  });
});
