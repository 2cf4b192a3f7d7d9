import { CfnOutput, Stack, type StackProps } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { Buckets } from "./buckets.ts";
import { Data } from "./data.ts";
import { Identity } from "./identity.ts";
import type { Options } from "./options.ts";

/**
 * What must outlive every release: tables, buckets, people. All of it stays when the stack is
 * removed.
 */
export class Storage extends Stack {
  readonly data: Data;
  readonly buckets: Buckets;
  /** With option `cognito`. */
  readonly identity?: Identity;

  constructor(scope: Construct, id: string, options: Options, props: StackProps) {
    super(scope, id, { description: "Humeur: tables, buckets and people", terminationProtection: true, ...props });
    this.data = new Data(this, "Data", options);
    this.buckets = new Buckets(this, "Buckets", options);
    if (options.cognito && options.domain) {
      this.identity = new Identity(this, "Identity", {
        stage: options.stage.name,
        url: `https://${options.domain.name}`,
      });
    }
    // Read by ops/.
    new CfnOutput(this, "MoodsTable", { value: this.data.moods.tableName });
    new CfnOutput(this, "RemindersTable", { value: this.data.reminders.tableName });
    new CfnOutput(this, "SiteBucket", { value: this.buckets.site.bucketName });
    new CfnOutput(this, "ArchiveBucket", { value: this.buckets.archive.bucketName });
  }
}
