// Lowers the limit of the API's stage, and tells the alerts' topic. Lambda's Node.js brings the SDK.

const { ApiGatewayV2Client, GetStageCommand, UpdateStageCommand } = require("@aws-sdk/client-apigatewayv2");
const { PublishCommand, SNSClient } = require("@aws-sdk/client-sns");

exports.handler = async () => {
  const rate = Number(process.env.RATE);
  const gateway = new ApiGatewayV2Client({});
  const stage = { ApiId: process.env.API_ID, StageName: "$default" };
  const { DefaultRouteSettings: limits } = await gateway.send(new GetStageCommand(stage));
  // A person may have set a lower one. An equal one may be of a run whose message failed.
  if (limits?.ThrottlingRateLimit < rate) return;
  try {
    await new SNSClient({}).send(
      new PublishCommand({
        TopicArn: process.env.ALERTS_TOPIC,
        Subject: "Humeur: budget exceeded",
        Message: `The account has exceeded its budget, so the API now accepts at most ${rate} requests a second. To raise the limit again, see docs/runbook.md#the-bill`,
      }),
    );
  } finally {
    await gateway.send(
      new UpdateStageCommand({
        ...stage,
        DefaultRouteSettings: { ThrottlingRateLimit: rate, ThrottlingBurstLimit: 2 * rate },
      }),
    );
  }
};
