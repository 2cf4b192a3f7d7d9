// The CloudFront distribution in front of the function and the site's files.

import { fileURLToPath } from "node:url";
import { Duration, RemovalPolicy } from "aws-cdk-lib";
import type * as acm from "aws-cdk-lib/aws-certificatemanager";
import * as cloudfront from "aws-cdk-lib/aws-cloudfront";
import * as origins from "aws-cdk-lib/aws-cloudfront-origins";
import * as iam from "aws-cdk-lib/aws-iam";
import * as route53 from "aws-cdk-lib/aws-route53";
import { CloudFrontTarget } from "aws-cdk-lib/aws-route53-targets";
import * as s3 from "aws-cdk-lib/aws-s3";
import { Construct } from "constructs";
import { acknowledgeNag } from "./acknowledge-nag.ts";
import type { Api } from "./api.ts";
import { UPLOADED_PREFIX } from "./buckets.ts";
import type { Options } from "./options.ts";
import { parameterValue } from "./parameters.ts";
import { securityHeaders } from "./security-headers.ts";

/**
 * The errors that CloudFront caches for ten seconds by default, even without a cache policy: it could
 * show one person's page, cookie included, to another.
 */
const ERRORS = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504];

/** The inputs of {@link Web}. */
export interface WebProps {
  readonly options: Options;
  readonly api: Api;
  readonly site: s3.IBucket;
  readonly photos: s3.IBucket;
  /** The path patterns of files without a hash, such as `/robots.txt`. */
  readonly publicPaths: readonly string[];
  /** With option `domain`. */
  readonly certificate?: acm.ICertificate;
  /** With option `waf`. */
  readonly webAclArn?: string;
}

/** The distribution, its origins, and the DNS records. */
export class Web extends Construct {
  readonly distribution: cloudfront.Distribution;
  /** The public address, without a trailing slash. */
  readonly url: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: WebProps,
  ) {
    super(scope, id);
    const { domain } = props.options;
    const files = this.files();
    this.distribution = new cloudfront.Distribution(this, "Distribution", {
      comment: `Humeur (${props.options.stage.name})`,
      httpVersion: cloudfront.HttpVersion.HTTP2_AND_3,
      // The cheapest class: edges in North America and Europe serve everyone.
      priceClass: cloudfront.PriceClass.PRICE_CLASS_100,
      defaultBehavior: this.pages(),
      additionalBehaviors: {
        "/pkg/*": {
          ...files,
          // The files' own headers make them immutable: their names change with their content.
          cachePolicy: cloudfront.CachePolicy.CACHING_OPTIMIZED_FOR_UNCOMPRESSED_OBJECTS,
          // The build compresses them, better than CloudFront would.
          compress: false,
          functionAssociations: this.atViewerRequest("Precompressed", "precompressed.js"),
        },
        [`/${UPLOADED_PREFIX}*`]: this.uploads(files.responseHeadersPolicy),
        ...Object.fromEntries(
          props.publicPaths.map((path) => [
            path,
            { ...files, cachePolicy: cloudfront.CachePolicy.CACHING_OPTIMIZED, compress: true },
          ]),
        ),
      },
      errorResponses: ERRORS.map((httpStatus) => ({ httpStatus, ttl: Duration.seconds(0) })),
      ...(domain && {
        domainNames: [domain.name],
        certificate: props.certificate,
        minimumProtocolVersion: cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
      }),
      webAclId: props.webAclArn,
    });
    this.allowDistribution();
    if (domain) this.addRecords(domain);
    this.url = `https://${domain?.name ?? this.distribution.distributionDomainName}`;
    acknowledgeNag(this.distribution, {
      "Annotation::@aws-cdk/aws-cloudfront-origins:updateImportedBucketPolicyOac":
        "allowDistribution() adds the policy.",
      "AwsSolutions-CFR1": "The site is open to every country.",
      "AwsSolutions-CFR3": "Access logs contain IP addresses; metrics and the API's log suffice.",
      ...(!props.webAclArn && { "AwsSolutions-CFR2": "Optional (waf): too expensive for a small journal." }),
      ...(!domain && {
        "AwsSolutions-CFR4": "CloudFront's own host name has a fixed policy; option domain sets a stricter one.",
      }),
    });
  }

  /** The function's responses. Every page is private, so none is cached. */
  private pages(): cloudfront.BehaviorOptions {
    const { api, options } = this.props;
    return {
      origin: new origins.HttpOrigin(api.host, {
        protocolPolicy: cloudfront.OriginProtocolPolicy.HTTPS_ONLY,
        originSslProtocols: [cloudfront.OriginSslPolicy.TLS_V1_2],
        // Longer than the function's own timeout, so that its response arrives.
        readTimeout: Duration.seconds(15),
        customHeaders: { "x-humeur-origin": parameterValue(options.stage.originKey, options.originKeyVersion) },
      }),
      viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      allowedMethods: cloudfront.AllowedMethods.ALLOW_ALL,
      cachePolicy: cloudfront.CachePolicy.CACHING_DISABLED,
      originRequestPolicy: cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
      functionAssociations: this.atViewerRequest("ForwardedHost", "forwarded-host.js"),
    };
  }

  /**
   * Uploads of photos: this path of the site is the bucket's, so the browser sends them to no other origin. Each
   * request carries the signature of the function's role in its query, and S3 refuses any other. An origin access
   * control would replace that signature by one that allows everything.
   */
  private uploads(headers: cloudfront.IResponseHeadersPolicy): cloudfront.BehaviorOptions {
    return {
      origin: new origins.HttpOrigin(this.props.photos.bucketRegionalDomainName, {
        protocolPolicy: cloudfront.OriginProtocolPolicy.HTTPS_ONLY,
        originSslProtocols: [cloudfront.OriginSslPolicy.TLS_V1_2],
      }),
      viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
      allowedMethods: cloudfront.AllowedMethods.ALLOW_ALL,
      cachePolicy: cloudfront.CachePolicy.CACHING_DISABLED,
      // Length, type and checksum are signed, and so is the bucket's own host. The session is not S3's business.
      originRequestPolicy: new cloudfront.OriginRequestPolicy(this, "UploadRequests", {
        comment: "Uploads of Humeur's photos: everything that is signed, and no cookies",
        cookieBehavior: cloudfront.OriginRequestCookieBehavior.none(),
        headerBehavior: cloudfront.OriginRequestHeaderBehavior.denyList("host"),
        queryStringBehavior: cloudfront.OriginRequestQueryStringBehavior.all(),
      }),
      responseHeadersPolicy: headers,
      compress: false,
    };
  }

  /** The common settings of the bucket's behaviours. */
  private files() {
    const { site, options } = this.props;
    // Imported by name, so that the CDK adds no policy: allowDistribution() does.
    const bucket = s3.Bucket.fromBucketAttributes(this, "Site", {
      bucketName: site.bucketName,
      bucketRegionalDomainName: site.bucketRegionalDomainName,
    });
    const headers = new cloudfront.ResponseHeadersPolicy(this, "Headers", {
      comment: `The security headers of the function (${options.stage.name})`,
      ...securityHeaders,
    });
    return {
      origin: origins.S3BucketOrigin.withOriginAccessControl(bucket, { originAccessLevels: [] }),
      viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      allowedMethods: cloudfront.AllowedMethods.ALLOW_GET_HEAD,
      responseHeadersPolicy: headers,
    };
  }

  private atViewerRequest(id: string, file: string): cloudfront.FunctionAssociation[] {
    return [
      {
        eventType: cloudfront.FunctionEventType.VIEWER_REQUEST,
        function: new cloudfront.Function(this, id, {
          runtime: cloudfront.FunctionRuntime.JS_2_0,
          code: cloudfront.FunctionCode.fromFile({
            filePath: fileURLToPath(new URL(`cloudfront/${file}`, import.meta.url)),
          }),
        }),
      },
    ];
  }

  /** Adds the site bucket's only policy: this distribution may read, and TLS is required. */
  private allowDistribution(): void {
    const { site } = this.props;
    const cloudFront = new iam.ServicePrincipal("cloudfront.amazonaws.com");
    const thisOne = { StringEquals: { "aws:SourceArn": this.distribution.distributionArn } };
    const policy = new s3.CfnBucketPolicy(this, "SitePolicy", {
      bucket: site.bucketName,
      policyDocument: new iam.PolicyDocument({
        statements: [
          new iam.PolicyStatement({
            principals: [cloudFront],
            actions: ["s3:GetObject"],
            resources: [site.arnForObjects("*")],
            conditions: thisOne,
          }),
          // Without it a missing file is a 403 instead of a 404. The list itself has no path: the
          // distribution requests named files only.
          new iam.PolicyStatement({
            principals: [cloudFront],
            actions: ["s3:ListBucket"],
            resources: [site.bucketArn],
            conditions: thisOne,
          }),
          new iam.PolicyStatement({
            effect: iam.Effect.DENY,
            principals: [new iam.AnyPrincipal()],
            actions: ["s3:*"],
            resources: [site.bucketArn, site.arnForObjects("*")],
            conditions: { Bool: { "aws:SecureTransport": "false" } },
          }),
        ],
      }),
    });
    policy.applyRemovalPolicy(RemovalPolicy.DESTROY);
  }

  private addRecords({ name, hostedZone }: NonNullable<Options["domain"]>): void {
    const zone = route53.HostedZone.fromHostedZoneAttributes(this, "Zone", {
      hostedZoneId: hostedZone,
      zoneName: name,
    });
    const target = route53.RecordTarget.fromAlias(new CloudFrontTarget(this.distribution));
    new route53.ARecord(this, "Address", { zone, target });
    new route53.AaaaRecord(this, "AddressV6", { zone, target });
  }
}
