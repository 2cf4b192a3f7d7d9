// Alarms, dashboard and budget, and the topic that they notify.

import * as budgets from "aws-cdk-lib/aws-budgets";
import * as sns from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import { Construct } from "constructs";
import { Alarms } from "./alarms.ts";
import { Brake } from "./brake.ts";
import { dashboard } from "./dashboard.ts";
import { Metrics, type Sources } from "./metrics.ts";
import type { Options } from "./options.ts";
import { allowPublishing } from "./topics.ts";

/** The services that publish to the topic. */
const PUBLISHERS = ["cloudwatch.amazonaws.com", "budgets.amazonaws.com"];

/** The monitoring of a stage. */
export class Monitoring extends Construct {
  readonly alarms: Alarms;

  constructor(scope: Construct, id: string, options: Options, sources: Sources) {
    super(scope, id);
    const topic = this.topic(options);
    const metrics = new Metrics(sources);
    this.alarms = new Alarms(this, "Alarms", options, metrics, topic);
    dashboard(this, options.stage.name, metrics, this.alarms.all);
    const { api, jobs } = sources;
    const brake =
      options.budgetRate < options.rate
        ? new Brake(this, "Brake", { options, api, alerts: topic, deadLetters: jobs.deadLetters })
        : undefined;
    this.budget(options, topic, brake);
  }

  private topic(options: Options): sns.Topic {
    // Unencrypted: alarms can't publish with AWS's own key, and a key of ours costs a dollar a
    // month, to encrypt names of alarms that then travel by e-mail.
    const topic = new sns.Topic(this, "Topic", { displayName: `Humeur ${options.stage.name}`, enforceSSL: true });
    allowPublishing(topic, ...PUBLISHERS);
    if (options.alertsEmail) topic.addSubscription(new EmailSubscription(options.alertsEmail));
    return topic;
  }

  /** For the whole account: a budget per stage would need a cost allocation tag, activated by hand. */
  private budget(options: Options, topic: sns.ITopic, brake?: Brake): void {
    const notify = (notificationType: string, threshold: number, { topicArn }: sns.ITopic = topic) => ({
      notification: { notificationType, comparisonOperator: "GREATER_THAN", threshold, thresholdType: "PERCENTAGE" },
      subscribers: [{ subscriptionType: "SNS", address: topicArn }],
    });
    new budgets.CfnBudget(this, "Budget", {
      budget: {
        budgetName: `humeur-${options.stage.name}`,
        budgetType: "COST",
        timeUnit: "MONTHLY",
        budgetLimit: { amount: options.budget, unit: "USD" },
      },
      notificationsWithSubscribers: [
        notify("ACTUAL", 80),
        notify("FORECASTED", 100),
        // A notification has one topic at most: the function tells the other one.
        ...(brake ? [notify("ACTUAL", 100, brake.topic)] : []),
      ],
    });
  }
}
