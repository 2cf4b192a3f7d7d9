// The lower limit once the budget is exceeded, and its function with AWS's SDK replaced.

import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { functionOf, only, resources, synth } from "./kit.ts";
import { text } from "./rights.ts";

const { App } = synth();

/** Runs the template's function; returns its calls, in order. The one to `refused` fails. */
async function run(environment: Record<string, string>, refused?: string, rate = 100) {
  const calls: [string, unknown][] = [];
  const client = class {
    async send({ call: [name, input] }: { call: [string, unknown] }) {
      calls.push([name, input]);
      if (name === refused) throw new Error(`${name} is refused`);
      return name === "GetStage" ? { DefaultRouteSettings: { ThrottlingRateLimit: rate } } : {};
    }
  };
  const command = (name: string) =>
    class {
      readonly call: [string, unknown];
      constructor(input: unknown) {
        this.call = [name, input];
      }
    };
  const sdk: Record<string, object> = {
    "@aws-sdk/client-apigatewayv2": {
      ApiGatewayV2Client: client,
      GetStageCommand: command("GetStage"),
      UpdateStageCommand: command("UpdateStage"),
    },
    "@aws-sdk/client-sns": { SNSClient: client, PublishCommand: command("Publish") },
  };
  const exports: { handler?: () => Promise<void> } = {};
  runInNewContext(functionOf(App, "budget").Code.ZipFile, {
    exports,
    process: { env: environment },
    require: (name: string) => sdk[name],
  });
  const failure = await exports.handler!().then(
    () => undefined,
    (error: Error) => error.message,
  );
  return { calls: JSON.parse(JSON.stringify(calls)), failure };
}

describe("the function", () => {
  const environment = { API_ID: "a1b2c3", RATE: "7", ALERTS_TOPIC: "arn:aws:sns:eu-west-3:123456789012:alerts" };

  test("tells the alerts' topic, then lowers the limit", async () => {
    const { calls, failure } = await run(environment);
    expect(failure).toBeUndefined();
    expect(calls).toEqual([
      ["GetStage", { ApiId: "a1b2c3", StageName: "$default" }],
      [
        "Publish",
        {
          TopicArn: environment.ALERTS_TOPIC,
          Subject: "Humeur: budget exceeded",
          Message: expect.stringMatching(/ at most 7 requests a second\. .+ see docs\/runbook\.md#the-bill$/),
        },
      ],
      [
        "UpdateStage",
        {
          ApiId: "a1b2c3",
          StageName: "$default",
          DefaultRouteSettings: { ThrottlingRateLimit: 7, ThrottlingBurstLimit: 14 },
        },
      ],
    ]);
  });

  test("fails, and is tried again, when the limit stays", async () => {
    const { calls, failure } = await run(environment, "UpdateStage");
    expect(failure).toBe("UpdateStage is refused");
    expect(calls).toHaveLength(3);
  });

  test("lowers the limit also without a message", async () => {
    const { calls, failure } = await run(environment, "Publish");
    expect(failure).toBe("Publish is refused");
    expect(calls.map(([name]: [string]) => name)).toEqual(["GetStage", "Publish", "UpdateStage"]);
  });

  test("repeats the message of a run that could not send it", async () => {
    const { calls, failure } = await run(environment, undefined, 7);
    expect([failure, calls.map(([name]: [string]) => name)]).toEqual([
      undefined,
      ["GetStage", "Publish", "UpdateStage"],
    ]);
  });

  test("leaves a lower limit that a person has set", async () => {
    const { calls, failure } = await run(environment, undefined, 6);
    expect([failure, calls.length]).toEqual([undefined, 1]);
  });

  test("has its settings from the stage, and ends in the dead-letter queue", () => {
    const { Environment, DeadLetterConfig } = functionOf(App, "budget");
    const variables = Object.entries(Environment.Variables).map(([name, value]) => [name, text(value)]);
    expect(Object.fromEntries(variables)).toEqual({ API_ID: "<Api>", RATE: "10", ALERTS_TOPIC: "<WatchTopic>" });
    expect(text(DeadLetterConfig.TargetArn)).toBe("<JobsDeadLetters.Arn>");
    expect(functionOf(synth({ budgetRate: "40" }).App, "budget").Environment.Variables.RATE).toBe("40");
  });
});

test("the budget calls the function once all of it is spent", () => {
  const { NotificationsWithSubscribers } = only(App, "AWS::Budgets::Budget").Properties;
  const { Notification, Subscribers } = NotificationsWithSubscribers.at(-1);
  expect(Notification).toMatchObject({
    NotificationType: "ACTUAL",
    ComparisonOperator: "GREATER_THAN",
    Threshold: 100,
  });
  expect(text(Subscribers[0].Address)).toBe("<WatchBrakeTopic>");
  const [subscription] = resources(App, "AWS::SNS::Subscription").map(({ Properties }) => Properties);
  expect(subscription.Protocol).toBe("lambda");
  expect(text(subscription.TopicArn)).toBe("<WatchBrakeTopic>");
  expect(text(subscription.Endpoint)).toBe("<WatchBrakeFunction.Arn>");
  const policy = resources(App, "AWS::SNS::TopicPolicy").find(
    ({ Properties }) => text(Properties.Topics[0]) === "<WatchBrakeTopic>",
  );
  expect(policy?.Properties.PolicyDocument.Statement).toContainEqual(
    expect.objectContaining({
      Effect: "Allow",
      Principal: { Service: "budgets.amazonaws.com" },
      Condition: { StringEquals: { "aws:SourceAccount": { Ref: "AWS::AccountId" } } },
    }),
  );
});

test("is declined by the usual limit", () => {
  const { App: declined } = synth({ budgetRate: "100" });
  expect(functionOf(declined, "budget")).toBeUndefined();
  expect(only(declined, "AWS::Budgets::Budget").Properties.NotificationsWithSubscribers).toHaveLength(2);
});
