import { CfnOutput, Stack, type StackProps } from "aws-cdk-lib";
import type { BackupVault } from "aws-cdk-lib/aws-backup";
import type { Construct } from "constructs";
import { nameOutput } from "../ops/tables.ts";
import { Buckets } from "./buckets.ts";
import { Identity } from "./identity.ts";
import type { Options } from "./options.ts";
import { photoVault } from "./photo-backup.ts";
import { type DeployedTable, Tables } from "./tables.ts";

/** Tables, buckets, the vault of the photos and user pool: everything that stays after a release, and after the stack is deleted. */
export class Storage extends Stack {
  readonly tables: readonly DeployedTable[];
  readonly buckets: Buckets;
  readonly photoVault: BackupVault;
  /** With option `cognito`. */
  readonly identity?: Identity;

  constructor(scope: Construct, id: string, options: Options, props: StackProps) {
    super(scope, id, { description: "Humeur: tables, buckets and user pool", terminationProtection: true, ...props });
    // Another id would replace the tables.
    this.tables = new Tables(this, "Data", options).all;
    this.buckets = new Buckets(this, "Buckets", options);
    this.photoVault = photoVault(this, "PhotoVault", options);
    if (options.cognito && options.domain) {
      this.identity = new Identity(this, "Identity", {
        stage: options.stage.name,
        url: `https://${options.domain.name}`,
      });
    }
    // Read by ops/.
    for (const { declared, table } of this.tables) {
      new CfnOutput(this, nameOutput(declared), { value: table.tableName });
    }
    new CfnOutput(this, "SiteBucket", { value: this.buckets.site.bucketName });
    new CfnOutput(this, "ArchiveBucket", { value: this.buckets.archive.bucketName });
    // For a restore by hand (docs/runbook.md).
    new CfnOutput(this, "PhotosBucket", { value: this.buckets.photos.bucketName });
    new CfnOutput(this, "PhotoVaultName", { value: this.photoVault.backupVaultName });
  }
}
