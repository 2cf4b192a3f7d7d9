import { CfnOutput, Stack, type StackProps } from "aws-cdk-lib";
import * as iam from "aws-cdk-lib/aws-iam";
import type { Construct } from "constructs";
import type { App } from "./app.ts";
import { explain } from "./explain.ts";
import type { Options } from "./options.ts";
import { EDGE_REGION } from "../ops/stage.ts";
import { parameterArn } from "./parameters.ts";
import type { Storage } from "./storage.ts";

const GITHUB = "token.actions.githubusercontent.com";
/** The name that `cdk bootstrap` gives to its roles, unless told otherwise. */
const QUALIFIER = "hnb659fds";

/** What {@link Delivery} is made from. */
export interface DeliveryProps extends StackProps {
  readonly options: Options;
  /** The repository, as GitHub's tokens name it. */
  readonly github: string;
  readonly storage: Storage;
  readonly app: App;
}

/** Lets a repository's workflow deploy this stage, without a key that could be lost. */
export class Delivery extends Stack {
  constructor(scope: Construct, id: string, { options, github, storage, app, ...props }: DeliveryProps) {
    super(scope, id, { description: "Humeur: the role of GitHub's workflow", ...props });
    const { account } = this;
    const { stage } = options;
    const site = storage.buckets.site;
    const role = new iam.Role(this, "Role", {
      description: `Deploys ${stage.name} from ${github}`,
      assumedBy: new iam.WebIdentityPrincipal(this.provider(options), {
        // Only jobs in the environment of this name: GitHub guards who may start one.
        StringEquals: { [`${GITHUB}:aud`]: "sts.amazonaws.com", [`${GITHUB}:sub`]: `repo:${github}:environment:${stage.name}` },
      }),
    });
    const allow = (actions: string[], resources: string[]) => role.addToPolicy(new iam.PolicyStatement({ actions, resources }));

    // What `cdk deploy` needs: it takes these roles, which `cdk bootstrap` made for it.
    const regions = [...new Set([options.region, ...(options.waf || options.domain ? [EDGE_REGION] : [])])];
    allow(["sts:AssumeRole"], regions.flatMap((region) =>
      ["deploy", "file-publishing", "lookup"].map(
        (role) => `arn:${this.partition}:iam::${account}:role/cdk-${QUALIFIER}-${role}-role-${account}-${region}`,
      ),
    ));
    // What ops/ needs.
    allow(["ssm:GetParameter"], [parameterArn(this, `/cdk-bootstrap/${QUALIFIER}/version`)]);
    allow(["ssm:GetParameter", "ssm:PutParameter"], [stage.sessionKey, stage.originKey].map((name) => parameterArn(this, name)));
    allow(["cloudformation:DescribeStacks", "cloudformation:GetTemplate"], [stage.storage, stage.app].map((name) =>
      this.formatArn({ service: "cloudformation", resource: "stack", resourceName: `${name}/*` }),
    ));
    // To see whether there is a stack that the flags no longer name.
    allow(["cloudformation:DescribeStacks"], [
      this.formatArn({ service: "cloudformation", resource: "stack", resourceName: `${stage.delivery}/*` }),
      this.formatArn({ service: "cloudformation", region: EDGE_REGION, resource: "stack", resourceName: `${stage.edge}/*` }),
    ]);
    allow(["s3:ListBucket"], [site.bucketArn]);
    allow(["s3:GetObject", "s3:PutObject"], [site.arnForObjects("*")]);
    allow(["cloudfront:CreateInvalidation"], [app.web.distribution.distributionArn]);
    const { functionArn } = app.service.function;
    allow(["lambda:GetAlias", "lambda:UpdateAlias", "lambda:ListVersionsByFunction"], [functionArn]);
    // A version is asked which keys it knows before somebody goes back to it.
    allow(["lambda:GetFunctionConfiguration"], [`${functionArn}:*`]);
    explain(role, {
      "AwsSolutions-IAM5": "Files are named by the build, versions numbered by Lambda, and stacks end in an id that CloudFormation makes up.",
    });
    new CfnOutput(this, "RoleArn", { value: role.roleArn });
  }

  /** GitHub's word on who asks. An account knows it once, whatever the number of stages. */
  private provider({ githubKnown }: Options): string {
    if (githubKnown) return `arn:${this.partition}:iam::${this.account}:oidc-provider/${GITHUB}`;
    return new iam.CfnOIDCProvider(this, "GitHub", { url: `https://${GITHUB}`, clientIdList: ["sts.amazonaws.com"] }).attrArn;
  }
}
