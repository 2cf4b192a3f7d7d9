import { Stack, type StackProps } from "aws-cdk-lib";
import * as acm from "aws-cdk-lib/aws-certificatemanager";
import * as route53 from "aws-cdk-lib/aws-route53";
import * as wafv2 from "aws-cdk-lib/aws-wafv2";
import type { Construct } from "constructs";
import { giveByOutput } from "./give.ts";
import type { Options } from "./options.ts";

/** Requests of one address in five minutes: many homes and schools share one. */
const REQUESTS_BY_ADDRESS = 2000;

/** The page for a person behind a blocked address: the firewall knows neither their language nor their words. */
const TOO_MANY_REQUESTS = `<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Humeur</title>
<p>Too many requests come from your network. Go back, where your words still are, and try again in five minutes.</p>
<p lang="fr">Trop de requêtes viennent de votre réseau. Revenez en arrière, où se trouve encore votre texte, et réessayez dans cinq minutes.</p>
</html>
`;

/**
 * Rules that only count. A note is free text, and whoever writes about `<script>` or `../` may
 * keep it: the program bounds sizes and escapes by itself. And the API is for scripts, too, which
 * need not say what they are.
 */
const COUNT_ONLY = [
  "NoUserAgent_HEADER",
  "SizeRestrictions_BODY",
  "EC2MetaDataSSRF_BODY",
  "GenericLFI_BODY",
  "GenericRFI_BODY",
  "CrossSiteScripting_BODY",
];

/** What CloudFront takes from us-east-1 alone: the certificate and the firewall. */
export class Edge extends Stack {
  /** With option `domain`. */
  readonly certificate?: acm.ICertificate;
  /** With option `waf`. */
  readonly webAclArn?: string;

  constructor(scope: Construct, id: string, options: Options, props: StackProps) {
    super(scope, id, { description: "Humeur: certificate and firewall of the distribution", ...props });
    if (options.domain) {
      const { name, hostedZone } = options.domain;
      const zone = route53.HostedZone.fromHostedZoneAttributes(this, "Zone", { hostedZoneId: hostedZone, zoneName: name });
      this.certificate = new acm.Certificate(this, "Certificate", {
        domainName: name,
        validation: acm.CertificateValidation.fromDns(zone),
      });
      giveByOutput(this.certificate);
    }
    if (options.waf) this.webAclArn = this.webAcl(options.stage.name);
  }

  private webAcl(stage: string): string {
    const visibility = (name: string) => ({
      metricName: name,
      cloudWatchMetricsEnabled: true,
      // Samples hold people's addresses.
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
    giveByOutput(acl);
    return acl.attrArn;
  }
}
