import { CfnOutput, Stack, type StackProps } from "aws-cdk-lib";
import * as iam from "aws-cdk-lib/aws-iam";
import type { Construct } from "constructs";
import { EDGE_REGION } from "../ops/stage.ts";
import { acknowledgeNag } from "./acknowledge-nag.ts";
import type { App } from "./app.ts";
import type { Options } from "./options.ts";
import { parameterArn } from "./parameters.ts";
import type { Storage } from "./storage.ts";

const GITHUB = "token.actions.githubusercontent.com";
/** The default qualifier of `cdk bootstrap`, a part of its roles' names. */
const QUALIFIER = "hnb659fds";

/** The inputs of {@link Delivery}. */
export interface DeliveryProps extends StackProps {
  readonly options: Options;
  /** The repository, in the form of GitHub's tokens. */
  readonly github: string;
  readonly storage: Storage;
  readonly app: App;
}

/** Lets a repository's workflow deploy this stage without a stored key. */
export class Delivery extends Stack {
  constructor(scope: Construct, id: string, { options, github, storage, app, ...props }: DeliveryProps) {
    super(scope, id, { description: "Humeur: the role of GitHub's workflow", ...props });
    const { account } = this;
    const { stage } = options;
    const site = storage.buckets.site;
    const role = new iam.Role(this, "Role", {
      description: `Deploys ${stage.name} from ${github}`,
      assumedBy: new iam.WebIdentityPrincipal(this.provider(options), {
        // Only jobs in the environment of this name, which GitHub protects.
        StringEquals: {
          [`${GITHUB}:aud`]: "sts.amazonaws.com",
          [`${GITHUB}:sub`]: `repo:${github}:environment:${stage.name}`,
        },
      }),
    });
    const allow = (actions: string[], resources: string[]) =>
      role.addToPolicy(new iam.PolicyStatement({ actions, resources }));

    // For `cdk deploy`: the roles of `cdk bootstrap`.
    const regions = [...new Set([options.region, ...(options.waf || options.domain ? [EDGE_REGION] : [])])];
    allow(
      ["sts:AssumeRole"],
      regions.flatMap((region) =>
        ["deploy", "file-publishing", "lookup"].map(
          (role) => `arn:${this.partition}:iam::${account}:role/cdk-${QUALIFIER}-${role}-role-${account}-${region}`,
        ),
      ),
    );
    // For ops/.
    allow(["ssm:GetParameter"], [parameterArn(this, `/cdk-bootstrap/${QUALIFIER}/version`)]);
    // The versions of the keys, not the keys. A first deployment, by hand, creates them.
    allow(["ssm:DescribeParameters"], ["*"]);
    allow(
      ["cloudformation:DescribeStacks", "cloudformation:GetTemplate"],
      [stage.storage, stage.app].map((name) =>
        this.formatArn({ service: "cloudformation", resource: "stack", resourceName: `${name}/*` }),
      ),
    );
    // For the search for stacks that the options no longer include.
    allow(
      ["cloudformation:DescribeStacks"],
      [
        this.formatArn({ service: "cloudformation", resource: "stack", resourceName: `${stage.delivery}/*` }),
        this.formatArn({
          service: "cloudformation",
          region: EDGE_REGION,
          resource: "stack",
          resourceName: `${stage.edge}/*`,
        }),
      ],
    );
    allow(["s3:ListBucket"], [site.bucketArn]);
    allow(["s3:GetObject", "s3:PutObject"], [site.arnForObjects("*")]);
    allow(["cloudfront:CreateInvalidation"], [app.web.distribution.distributionArn]);
    const functions = [app.service, ...Object.values(app.jobs)].map((of) => of.function.functionArn);
    allow(["lambda:GetAlias", "lambda:UpdateAlias", "lambda:ListVersionsByFunction"], functions);
    // A rollback checks which keys a version knows.
    allow(
      ["lambda:GetFunctionConfiguration"],
      functions.map((arn) => `${arn}:*`),
    );
    acknowledgeNag(role, {
      "AwsSolutions-IAM5":
        "The build names the files, Lambda numbers the versions, CloudFormation ends stacks' ARNs in a random id, and DescribeParameters can't be restricted to some parameters.",
    });
    new CfnOutput(this, "RoleArn", { value: role.roleArn });
  }

  /** The ARN of GitHub's identity provider. An account has one, for all stages. */
  private provider({ githubKnown }: Options): string {
    if (githubKnown) return `arn:${this.partition}:iam::${this.account}:oidc-provider/${GITHUB}`;
    return new iam.CfnOIDCProvider(this, "GitHub", { url: `https://${GITHUB}`, clientIdList: ["sts.amazonaws.com"] })
      .attrArn;
  }
}
