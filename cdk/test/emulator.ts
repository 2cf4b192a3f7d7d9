// Deploys the templates to a local CloudFormation, as far as it supports them.

import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackEventsCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { fixture, type Resource, type Stack, type Stacks } from "./kit.ts";
import type { Engine } from "./ops/engine.ts";

/** The engine's only account. */
export const ACCOUNT = "000000000000";

/** The bucket of the uploaded templates. */
const TEMPLATES = "templates";

/** A template without unsupported resources. */
export interface Reduced {
  readonly template: { readonly Resources: Record<string, Resource> };
  /** The names of the removed kinds of resources. */
  readonly leftOut: string[];
}

/** Removes the resources for which `lacking` returns a name. */
export function reduce(stack: Stack, lacking: (resource: Resource) => string | undefined): Reduced {
  const {
    name: _,
    region: __,
    ...template
  } = structuredClone(stack) as Stack & { Resources: Record<string, Resource> };
  const leftOut = new Set<string>();
  for (const [id, resource] of Object.entries(template.Resources)) {
    const what = lacking(resource);
    if (what) {
      leftOut.add(what);
      delete (template.Resources as Record<string, Resource>)[id];
    }
  }
  // Refers to removed resources.
  for (const resource of Object.values(template.Resources))
    delete (resource as { UpdatePolicy?: unknown }).UpdatePolicy;
  return { template, leftOut: [...leftOut].sort() };
}

/** The CloudFormation of an engine. */
export class CloudFormation {
  constructor(private readonly config: Engine["config"]) {}

  /** Creates the parameter of `cdk bootstrap`, and a bucket for templates. */
  async bootstrap(): Promise<void> {
    await new S3Client(this.config).send(new CreateBucketCommand({ Bucket: TEMPLATES }));
    const mark = new PutParameterCommand({ Name: "/cdk-bootstrap/hnb659fds/version", Type: "String", Value: "30" });
    await new SSMClient(this.config).send(mark);
  }

  /** Uploads the functions' packages to the assets' bucket. */
  async upload(stacks: Stacks): Promise<void> {
    const s3 = new S3Client(this.config);
    const packages = Object.values(stacks).flatMap(codeOf);
    for (const Bucket of new Set(packages.map(({ S3Bucket }) => S3Bucket))) {
      await s3.send(new CreateBucketCommand({ Bucket }));
    }
    for (const { S3Bucket, S3Key } of packages) {
      await s3.send(new PutObjectCommand({ Bucket: S3Bucket, Key: S3Key, Body: readFileSync(fixture) }));
    }
  }

  /** Creates or updates a stack; returns its outputs. Fails with CloudFormation's message. */
  async deploy(name: string, template: object): Promise<Record<string, string>> {
    const client = new CloudFormationClient(this.config);
    const exists = await client.send(new DescribeStacksCommand({ StackName: name })).then(
      () => true,
      () => false,
    );
    const request = {
      StackName: name,
      TemplateURL: await this.uploadTemplate(name, template),
      Capabilities: ["CAPABILITY_IAM" as const],
    };
    await client.send(exists ? new UpdateStackCommand(request) : new CreateStackCommand(request));
    for (;;) {
      const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: name }));
      const { StackStatus = "", Outputs = [] } = Stacks?.[0] ?? {};
      if (/^(CREATE|UPDATE)_COMPLETE$/.test(StackStatus)) {
        return Object.fromEntries(Outputs.map(({ OutputKey, OutputValue }) => [OutputKey ?? "", OutputValue ?? ""]));
      }
      if (!StackStatus.endsWith("_IN_PROGRESS")) throw new Error(await this.failures(name));
      await sleep(100);
    }
  }

  /** Returns the URL. A request itself may contain only 51,200 bytes of a template. */
  private async uploadTemplate(name: string, template: object): Promise<string> {
    const s3 = new S3Client(this.config);
    await s3.send(new PutObjectCommand({ Bucket: TEMPLATES, Key: `${name}.json`, Body: JSON.stringify(template) }));
    return `${this.config.endpoint}/${TEMPLATES}/${name}.json`;
  }

  /** The types of a stack's created resources. */
  async made({ name }: Stack): Promise<string[]> {
    const { StackResources = [] } = await new CloudFormationClient(this.config).send(
      new DescribeStackResourcesCommand({ StackName: name }),
    );
    return StackResources.filter(({ ResourceStatus }) => /^(CREATE|UPDATE)_COMPLETE$/.test(ResourceStatus ?? ""))
      .map(({ ResourceType }) => ResourceType ?? "")
      .sort();
  }

  private async failures(name: string): Promise<string> {
    const { StackEvents = [] } = await new CloudFormationClient(this.config).send(
      new DescribeStackEventsCommand({ StackName: name }),
    );
    return StackEvents.filter(({ ResourceStatus }) => ResourceStatus?.endsWith("_FAILED"))
      .map(({ LogicalResourceId, ResourceStatusReason }) => `${LogicalResourceId}: ${ResourceStatusReason}`)
      .join("\n");
  }
}

function codeOf(stack: Stack): { S3Bucket: string; S3Key: string }[] {
  return Object.values(stack.Resources)
    .filter(({ Type, Properties }) => Type === "AWS::Lambda::Function" && Properties.Code.S3Bucket)
    .map(({ Properties }) => Properties.Code);
}
