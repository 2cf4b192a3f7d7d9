import { Stack } from "aws-cdk-lib";
import * as iam from "aws-cdk-lib/aws-iam";
import type * as sns from "aws-cdk-lib/aws-sns";

/** Lets services publish to a topic, for this account only. */
export function allowPublishing(topic: sns.Topic, ...services: string[]): void {
  const conditions = { StringEquals: { "aws:SourceAccount": Stack.of(topic).account } };
  const principals = services.map((service) => new iam.ServicePrincipal(service, { conditions }));
  topic.addToResourcePolicy(
    new iam.PolicyStatement({ principals, actions: ["sns:Publish"], resources: [topic.topicArn] }),
  );
}
