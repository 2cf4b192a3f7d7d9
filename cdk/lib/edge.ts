import { Stack, type StackProps } from "aws-cdk-lib";
import * as acm from "aws-cdk-lib/aws-certificatemanager";
import * as route53 from "aws-cdk-lib/aws-route53";
import * as wafv2 from "aws-cdk-lib/aws-wafv2";
import type { Construct } from "constructs";
import type { Options } from "./options.ts";

/** Requests of one IP address in five minutes. Homes and schools share one. */
const REQUESTS_BY_ADDRESS = 2000;

/** The page for a blocked address, in both languages: the firewall does not know the visitor's. */
const TOO_MANY_REQUESTS = `<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Humeur</title>
<p>Too many requests from your network. Go back, where your text still is, and try again in five minutes.</p>
<p lang="fr">Trop de requêtes viennent de votre réseau. Revenez à la page précédente, où se trouve encore votre texte, et réessayez dans cinq minutes.</p>
</html>
`;

/**
 * Rules that count but do not block. A note is free text and may contain `<script>` or `../`: the
 * program limits sizes and escapes by itself. The API serves scripts too, which may omit a user agent.
 */
const COUNT_ONLY = [
  "NoUserAgent_HEADER",
  "SizeRestrictions_BODY",
  "EC2MetaDataSSRF_BODY",
  "GenericLFI_BODY",
  "GenericRFI_BODY",
  "CrossSiteScripting_BODY",
];

/** The certificate and the firewall, which CloudFront accepts from us-east-1 only. */
export class Edge extends Stack {
  /** With option `domain`. */
  readonly certificate?: acm.ICertificate;
  /** With option `waf`. */
  readonly webAclArn?: string;

  constructor(scope: Construct, id: string, options: Options, props: StackProps) {
    super(scope, id, { description: "Humeur: certificate and firewall of the distribution", ...props });
    if (options.domain) {
      const { name, hostedZone } = options.domain;
      const zone = route53.HostedZone.fromHostedZoneAttributes(this, "Zone", {
        hostedZoneId: hostedZone,
        zoneName: name,
      });
      this.certificate = new acm.Certificate(this, "Certificate", {
        domainName: name,
        validation: acm.CertificateValidation.fromDns(zone),
      });
    }
    if (options.waf) this.webAclArn = this.webAcl(options.stage.name);
  }

  private webAcl(stage: string): string {
    const visibility = (name: string) => ({
      metricName: name,
      cloudWatchMetricsEnabled: true,
      // Samples contain IP addresses.
      sampledRequestsEnabled: false,
    });
    const managed = (priority: number, name: string, countOnly: string[] = []): wafv2.CfnWebACL.RuleProperty => ({
      name,
      priority,
      overrideAction: { none: {} },
      statement: {
        managedRuleGroupStatement: {
          vendorName: "AWS",
          name: `AWSManagedRules${name}`,
          ruleActionOverrides: countOnly.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
        },
      },
      visibilityConfig: visibility(name),
    });
    const acl = new wafv2.CfnWebACL(this, "Firewall", {
      description: `Humeur ${stage}`,
      scope: "CLOUDFRONT",
      defaultAction: { allow: {} },
      visibilityConfig: visibility(`humeur-${stage}`),
      customResponseBodies: { tooManyRequests: { contentType: "TEXT_HTML", content: TOO_MANY_REQUESTS } },
      rules: [
        {
          name: "RequestsByAddress",
          priority: 0,
          action: { block: { customResponse: { responseCode: 429, customResponseBodyKey: "tooManyRequests" } } },
          statement: {
            rateBasedStatement: { aggregateKeyType: "IP", limit: REQUESTS_BY_ADDRESS, evaluationWindowSec: 300 },
          },
          visibilityConfig: visibility("RequestsByAddress"),
        },
        managed(1, "CommonRuleSet", COUNT_ONLY),
        managed(2, "KnownBadInputsRuleSet"),
      ],
    });
    return acl.attrArn;
  }
}
