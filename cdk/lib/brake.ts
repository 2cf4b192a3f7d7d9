// The lower limit of requests once the account's budget is exceeded.
//
// AWS's own budget actions change policies and stop servers. None of them slows an API down.

import { readFileSync } from "node:fs";
import { Duration, Stack } from "aws-cdk-lib";
import * as iam from "aws-cdk-lib/aws-iam";
import * as lambda from "aws-cdk-lib/aws-lambda";
import * as sns from "aws-cdk-lib/aws-sns";
import { LambdaSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import type * as sqs from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { acknowledgeNag } from "./acknowledge-nag.ts";
import type { Api } from "./api.ts";
import type { Options } from "./options.ts";
import { functionLog } from "./program.ts";
import { allowPublishing } from "./topics.ts";

/** The purpose of the function, in its description and the name of its log. */
const BUDGET = "budget";

/** The inputs of {@link Brake}. */
export interface BrakeProps {
  readonly options: Options;
  readonly api: Api;
  /** Told when the limit was lowered. */
  readonly alerts: sns.ITopic;
  /** Receives what the function could not do. */
  readonly deadLetters: sqs.IQueue;
}

/** Lowers the limit of the API's stage to `budgetRate`. A person raises it again (docs/runbook.md). */
export class Brake extends Construct {
  /** Every message lowers the limit. */
  readonly topic: sns.Topic;

  constructor(scope: Construct, id: string, { options, api, alerts, deadLetters }: BrakeProps) {
    super(scope, id);
    const logGroup = functionLog(this, options, BUDGET);
    const role = new iam.Role(this, "Role", { assumedBy: new iam.ServicePrincipal("lambda.amazonaws.com") });
    logGroup.grantWrite(role);
    const stages = Stack.of(this).formatArn({
      service: "apigateway",
      account: "",
      resource: `/apis/${api.apiId}/stages/*`,
    });
    role.addToPolicy(new iam.PolicyStatement({ actions: ["apigateway:GET", "apigateway:PATCH"], resources: [stages] }));
    role.addToPolicy(new iam.PolicyStatement({ actions: ["sns:Publish"], resources: [alerts.topicArn] }));
    acknowledgeNag(role, { "AwsSolutions-IAM5": "The API has one stage, whose name has a sign that ARNs may encode." });
    const lower = new lambda.Function(this, "Function", {
      // A few lines on the SDK of the runtime: the program has no right to change its own API.
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      code: lambda.Code.fromInline(readFileSync(new URL("functions/lower-rate.cjs", import.meta.url), "utf8")),
      handler: "index.handler",
      description: `Humeur (${options.stage.name}): ${BUDGET}`,
      timeout: Duration.seconds(30),
      loggingFormat: lambda.LoggingFormat.JSON,
      role,
      logGroup,
      environment: { API_ID: api.apiId, RATE: String(options.budgetRate), ALERTS_TOPIC: alerts.topicArn },
      deadLetterQueue: deadLetters,
    });
    this.topic = new sns.Topic(this, "Topic", { enforceSSL: true });
    allowPublishing(this.topic, "budgets.amazonaws.com");
    this.topic.addSubscription(new LambdaSubscription(lower));
  }
}
