import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloudFormationClient, CreateStackCommand, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import {
  CreateAliasCommand,
  CreateFunctionCommand,
  LambdaClient,
  PublishVersionCommand,
  UpdateAliasCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { existing } from "../../ops/stacks.ts";
import { stage } from "../../ops/stage.ts";
import { Engine } from "./engine.ts";
import { script } from "./script.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const ZIP = readFileSync(join(import.meta.dirname, "../fixture/bootstrap.zip"));
const NOTHING = { Any: { Type: "AWS::CloudFormation::WaitConditionHandle" } };

let engine: Engine;
let stacks: CloudFormationClient;
let lambda: LambdaClient;
let dir: string;

beforeAll(async () => {
  engine = await Engine.ministack("cloudformation", "lambda");
  stacks = new CloudFormationClient(engine.config);
  lambda = new LambdaClient(engine.config);
  dir = mkdtempSync(join(tmpdir(), "humeur-release-"));
});
afterAll(async () => {
  await engine?.stop();
  rmSync(dir, { recursive: true });
});

async function create(
  client: CloudFormationClient,
  name: string,
  template: object = { Resources: NOTHING },
): Promise<void> {
  await client.send(new CreateStackCommand({ StackName: name, TemplateBody: JSON.stringify(template) }));
  await vi.waitFor(async () => {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: name }));
    expect(Stacks?.[0]?.StackStatus).toBe("CREATE_COMPLETE");
  });
}

test("after a rollback, a new version is released at once", async () => {
  const role = "arn:aws:iam::000000000000:role/test";
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: "fn",
      Runtime: "provided.al2023",
      Handler: "bootstrap",
      Role: role,
      Code: { ZipFile: ZIP },
    }),
  );
  const template = (id: string) => ({
    Resources: { [id]: { Type: "AWS::Lambda::Version", Properties: { FunctionName: "fn" } } },
    Outputs: { FunctionName: { Value: "fn" }, Version: { Value: "1" } },
  });
  const released = (id: string) => {
    writeFileSync(join(dir, "app.json"), JSON.stringify(template(id)));
    return script("release", ["--stage", "test", "--template", join(dir, "app.json")], engine.env);
  };
  // Before the first deployment.
  expect(await released("Version1")).toEqual({ code: 0, stdout: "", stderr: "" });

  await create(stacks, "Humeur-test-App", template("Version1"));
  await lambda.send(new CreateAliasCommand({ FunctionName: "fn", Name: "live", FunctionVersion: "1" }));
  expect(await released("Version2")).toEqual({ code: 0, stdout: "", stderr: "" });

  await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: "fn", Description: "next" }));
  await lambda.send(new PublishVersionCommand({ FunctionName: "fn" }));
  await lambda.send(new UpdateAliasCommand({ FunctionName: "fn", Name: "live", FunctionVersion: "2" }));
  expect(await released("Version2")).toEqual({
    code: 0,
    stdout: "at-once\n",
    stderr: "version 1 was rolled back to 2: the new version is released at once, without automatic rollback\n",
  });
  expect(await released("Version1")).toEqual({
    code: 0,
    stdout: "",
    stderr: "version 1 was rolled back to 2, which stays live: the program has not changed since\n",
  });
});

test("a stack that the options no longer include is listed, and removed with the others; Storage stays", async () => {
  const of = stage("gone");
  const edge = new CloudFormationClient({ ...engine.config, region: "us-east-1" });
  for (const name of [of.storage, of.app, of.delivery]) await create(stacks, name);
  await create(edge, of.edge);
  const artifacts = {
    [of.storage]: { type: "aws:cloudformation:stack" },
    [of.app]: { type: "aws:cloudformation:stack" },
    "x.assets": { type: "cdk:asset-manifest" },
  };
  writeFileSync(join(dir, "manifest.json"), JSON.stringify({ artifacts }));

  const left = await script("stacks", ["left", "--stage", "gone", "--assembly", dir], engine.env);
  expect(left).toMatchObject({ code: 0, stdout: `${of.delivery}\n${of.edge}\n` });
  expect(left.stderr).toContain(
    `${of.edge} still exists, but the options no longer include it; to remove it: ` +
      `aws cloudformation delete-stack --region us-east-1 --stack-name ${of.edge}\n`,
  );

  const removed = await script("stacks", ["remove", "--stage", "gone"], engine.env);
  expect(removed).toEqual({
    code: 0,
    stdout: "",
    stderr: `removing ${of.delivery}\nremoving ${of.app}\nremoving ${of.edge}\n`,
  });
  expect(await existing(of, stacks, edge)).toEqual([]);
  const { Stacks } = await stacks.send(new DescribeStacksCommand({ StackName: of.storage }));
  expect(Stacks?.[0]?.StackStatus).toBe("CREATE_COMPLETE");
});
