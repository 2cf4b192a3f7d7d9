// The HTTP API: hands every request to the function, and does nothing else.

import { RemovalPolicy, Stack } from "aws-cdk-lib";
import { AccessLogFormat } from "aws-cdk-lib/aws-apigateway";
import * as apigatewayv2 from "aws-cdk-lib/aws-apigatewayv2";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import type * as lambda from "aws-cdk-lib/aws-lambda";
import * as logs from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { explain } from "./explain.ts";
import type { Options } from "./options.ts";

/** What the access log says: no address, path, cookie or agent of a person. */
const ACCESS_LOG = {
  time: "$context.requestTime",
  requestId: "$context.requestId",
  method: "$context.httpMethod",
  status: "$context.status",
  latency: "$context.responseLatency",
  functionLatency: "$context.integrationLatency",
  functionStatus: "$context.integrationStatus",
  bytes: "$context.responseLength",
  error: "$context.integrationErrorMessage",
};

/** An API Gateway HTTP API whose only route is the function. */
export class Api extends Construct {
  readonly apiId: string;
  /** The host that CloudFront asks. */
  readonly host: string;

  constructor(scope: Construct, id: string, live: lambda.Alias, options: Options) {
    super(scope, id);
    const api = new apigatewayv2.HttpApi(this, "Api", {
      apiName: `humeur-${options.stage.name}`,
      description: "Answers CloudFront alone, which shows it the origin key",
      createDefaultStage: false,
      defaultIntegration: new HttpLambdaIntegration("Live", live, {
        payloadFormatVersion: apigatewayv2.PayloadFormatVersion.VERSION_2_0,
      }),
    });
    const log = new logs.LogGroup(this, "Log", {
      // Under this prefix AWS need not name each group in a policy, whose length is limited.
      logGroupName: `/aws/vendedlogs/humeur-${options.stage.name}/api`,
      retention: options.logDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    api.addStage("Stage", {
      stageName: "$default",
      autoDeploy: true,
      // Bounds what an attack can cost.
      throttle: { rateLimit: options.rate, burstLimit: 2 * options.rate },
      accessLogSettings: {
        destination: new apigatewayv2.LogGroupLogDestination(log),
        format: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG)),
      },
    });
    this.apiId = api.apiId;
    const { region, urlSuffix } = Stack.of(this);
    this.host = `${api.apiId}.execute-api.${region}.${urlSuffix}`;
    explain(api, {
      "AwsSolutions-APIG4": "The function says who may do what, by session; and answers nobody without the origin key.",
    });
  }
}
