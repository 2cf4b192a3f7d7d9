// The HTTP API: forwards every request to the function.

import { RemovalPolicy, Stack } from "aws-cdk-lib";
import { AccessLogFormat } from "aws-cdk-lib/aws-apigateway";
import * as apigatewayv2 from "aws-cdk-lib/aws-apigatewayv2";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import type * as lambda from "aws-cdk-lib/aws-lambda";
import * as logs from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { acknowledgeNag } from "./acknowledge-nag.ts";
import type { Options } from "./options.ts";

/** The access log's fields: no IP address, path, cookie or user agent. */
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

/** Matches a request that the stage's limit refused. It has no function's status, which a 429 of the function has. */
const REFUSED = '{ ($.status = "429") && ($.functionStatus = "-") }';

/**
 * An API Gateway HTTP API whose only route is the function.
 *
 * The function checks the origin key, and no authorizer before it. An authorizer would spare the function's part of
 * the bill (docs/cost.md) in one case only: requests to the API's own address, which nothing publishes, without a key.
 * Its cache is by the value of the header, so each made-up key would start it, as it starts the function today; and
 * every page would depend on a second function, and on a cache that must know of a rotated key.
 */
export class Api extends Construct {
  readonly apiId: string;
  /** The number of requests that the stage's limit refused. */
  readonly refused: logs.MetricFilter;
  /** The origin host of CloudFront. */
  readonly host: string;

  constructor(scope: Construct, id: string, live: lambda.Alias, options: Options) {
    super(scope, id);
    const api = new apigatewayv2.HttpApi(this, "Api", {
      apiName: `humeur-${options.stage.name}`,
      description: "Accepts requests of CloudFront, by the origin key",
      createDefaultStage: false,
      defaultIntegration: new HttpLambdaIntegration("Live", live, {
        payloadFormatVersion: apigatewayv2.PayloadFormatVersion.VERSION_2_0,
      }),
    });
    const log = new logs.LogGroup(this, "Log", {
      // Under this prefix AWS does not add each group to a resource policy, whose length is limited.
      logGroupName: `/aws/vendedlogs/humeur-${options.stage.name}/api`,
      retention: options.logDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    api.addStage("Stage", {
      stageName: "$default",
      autoDeploy: true,
      // Limits the cost of an attack.
      throttle: { rateLimit: options.rate, burstLimit: 2 * options.rate },
      accessLogSettings: {
        destination: new apigatewayv2.LogGroupLogDestination(log),
        format: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG)),
      },
    });
    this.refused = new logs.MetricFilter(this, "Refused", {
      logGroup: log,
      filterPattern: logs.FilterPattern.literal(REFUSED),
      // A dimension would have to be a field of every line.
      metricNamespace: `Humeur/${options.stage.name}`,
      metricName: "RefusedRequests",
      metricValue: "1",
    });
    this.apiId = api.apiId;
    const { region, urlSuffix } = Stack.of(this);
    this.host = `${api.apiId}.execute-api.${region}.${urlSuffix}`;
    acknowledgeNag(api, {
      "AwsSolutions-APIG4": "The function authorises by session, and refuses requests without the origin key.",
    });
  }
}
