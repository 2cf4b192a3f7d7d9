import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { CloudFormationClient, CreateStackCommand, DeleteStackCommand } from "@aws-sdk/client-cloudformation";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DeleteParameterCommand, GetParameterCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { oneOf } from "../../ops/cli.ts";
import { sentence } from "../../ops/failure.ts";
import { type Aws, ensure, planned, revokePush, revokeSession, rotate, rotateSession } from "../../ops/keys.ts";
import { preflight } from "../../ops/preflight.ts";
import { derive } from "../../ops/push-key.ts";
import { type Stage, stage } from "../../ops/stage.ts";
import { EXPORTED, nameOutput } from "../../ops/tables.ts";
import { Engine } from "./engine.ts";
import { createTable, fill, item } from "./items.ts";
import { script } from "./script.ts";

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

let engine: Engine;
let ssm: SSMClient;
let stacks: CloudFormationClient;
let aws: Aws;

beforeAll(async () => {
  engine = await Engine.ministack("ssm", "cloudformation", "dynamodb");
  ssm = new SSMClient(engine.config);
  stacks = new CloudFormationClient(engine.config);
  aws = { ssm, stacks, tables: new DynamoDBClient(engine.config) };
});
afterAll(() => engine?.stop());

async function value(name: string): Promise<string> {
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name: name, WithDecryption: true }));
  return Parameter?.Value ?? "";
}

/** Deploys a stack of an earlier release that uses this version of the origin key, and these of the session key. */
async function deploy(of: Stage, version: number, ...session: number[]): Promise<void> {
  await deployWith(of, { origin: version, session: session.length > 0 ? session : [version] });
}

/** Deploys a stack that uses these versions. */
async function deployWith(of: Stage, used: { origin: number; session: number[]; push?: number }): Promise<void> {
  const named = (Value: string) => ({ Type: "AWS::SSM::Parameter", Properties: { Type: "String", Value } });
  const Resources = {
    Origin: named(`{{resolve:ssm:${of.originKey}:${used.origin}}}`),
    Session: named(used.session.map((key) => `${of.sessionKey}:${key}`).join()),
    ...(used.push && { Push: named(`${of.pushKey}:${used.push}`) }),
  };
  const stack = { StackName: of.app, TemplateBody: JSON.stringify({ Resources }) };
  await stacks.send(new DeleteStackCommand({ StackName: of.app }));
  await stacks.send(new CreateStackCommand(stack));
}

describe("keys", () => {
  test("are created if missing, and kept", async () => {
    const of = stage("fresh");
    expect(await planned(aws, of)).toEqual({});
    expect(await ensure(aws, of)).toEqual({ originKeyVersion: 1, sessionKeyVersions: [1], pushKeyVersion: 1 });
    const created = [await value(of.sessionKey), await value(of.originKey)];
    const push = await value(of.pushKey);
    expect(Buffer.from(push, "base64")).toHaveLength(32);
    expect(push).not.toBe(derive(created[0]!));
    expect(Buffer.from(created[0]!, "base64")).toHaveLength(64);
    expect(created[1]).toMatch(/^[A-Za-z0-9_-]{43}$/);

    expect(await ensure(aws, of)).toEqual({ originKeyVersion: 1, sessionKeyVersions: [1], pushKeyVersion: 1 });
    expect([await value(of.sessionKey), await value(of.originKey)]).toEqual(created);
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: of.sessionKey }));
    expect(Parameter?.Type).toBe("SecureString");
  });

  test("differ between stages", async () => {
    await ensure(aws, stage("one"));
    await ensure(aws, stage("two"));
    expect(await value(stage("one").sessionKey)).not.toBe(await value(stage("two").sessionKey));
  });

  test("are never shown: stdout has only their versions", async () => {
    const ended = await script("keys", ["ensure", "--stage", "shown"], engine.env);
    expect(ended).toMatchObject({ code: 0, stdout: "originKeyVersion=1\nsessionKeyVersions=1\npushKeyVersion=1\n" });
    expect(ended.stderr).toBe(
      ["session", "origin", "push"].map((key) => `created /humeur/shown/${key}-key\n`).join(""),
    );
  });

  test("rotate only after the last rotation is deployed, because the function knows only two", async () => {
    const of = stage("rotated");
    // Without a deployment the first version suffices.
    expect(await rotate(aws, of)).toMatchObject({ originKeyVersion: 1 });
    await deploy(of, 1);
    const first = await value(of.originKey);
    expect(await rotate(aws, of)).toMatchObject({ originKeyVersion: 2, sessionKeyVersions: [1] });
    const second = await value(of.originKey);
    expect(second).not.toBe(first);
    // Interrupted before the deployment, and repeated.
    expect(await rotate(aws, of)).toMatchObject({ originKeyVersion: 2 });
    expect(await value(of.originKey)).toBe(second);
    // CloudFront still sends the first, and CloudFormation can still find it.
    expect(await value(`${of.originKey}:1`)).toBe(first);
  });

  test("that sign sessions are accepted by one deployment before they sign, so that no session ends", async () => {
    const of = stage("renewed");
    expect(await rotateSession(aws, of)).toMatchObject({ originKeyVersion: 1, sessionKeyVersions: [1] });
    await deploy(of, 1);
    const [first, origin] = [await value(of.sessionKey), await value(of.originKey)];
    const accepted = { originKeyVersion: 1, sessionKeyVersions: [1, 2], pushKeyVersion: 1 };
    expect(await rotateSession(aws, of)).toEqual(accepted);
    const second = await value(of.sessionKey);
    expect(second).not.toBe(first);
    expect(Buffer.from(second, "base64")).toHaveLength(64);
    // Interrupted before the deployment, and repeated; a plain deployment goes on, too.
    expect(await rotateSession(aws, of)).toEqual(accepted);
    expect(await ensure(aws, of)).toEqual(accepted);
    expect(await planned(aws, of)).toEqual(accepted);
    await deploy(of, 1, 1, 2);
    expect(await ensure(aws, of)).toMatchObject({ sessionKeyVersions: [2, 1] });
    await deploy(of, 1, 2, 1);
    // The former key stays valid until the next rotation.
    expect(await ensure(aws, of)).toMatchObject({ sessionKeyVersions: [2, 1] });
    expect(await rotateSession(aws, of)).toMatchObject({ sessionKeyVersions: [2, 3] });
    expect(await value(`${of.sessionKey}:2`)).toBe(second);
    expect(await value(of.originKey)).toBe(origin);
  });

  test("that sign sessions stand alone after a leak, once per deployment", async () => {
    const of = stage("leaked");
    await ensure(aws, of);
    await deploy(of, 1);
    expect(await revokeSession(aws, of)).toMatchObject({ originKeyVersion: 1, sessionKeyVersions: [2] });
    const second = await value(of.sessionKey);
    // Interrupted before the deployment, and repeated.
    expect(await revokeSession(aws, of)).toMatchObject({ sessionKeyVersions: [2] });
    expect(await value(of.sessionKey)).toBe(second);
    await deploy(of, 1, 2);
    expect(await ensure(aws, of)).toMatchObject({ sessionKeyVersions: [2] });
    // In the middle of a rotation, neither of the two keys stays.
    await deploy(of, 1, 2, 3);
    expect(await revokeSession(aws, of)).toMatchObject({ sessionKeyVersions: [4] });
  });

  test("that sign sessions are not created again while a deployment uses them", async () => {
    const of = stage("lost");
    await deploy(of, 3);
    expect(await script("keys", ["ensure", "--stage", "lost"], engine.env)).toEqual({
      code: 1,
      stdout: "",
      stderr:
        "/humeur/lost/session-key is missing, but version 3 of it is deployed, and another key would lose every journal: " +
        "restore it with 'STAGE=lost tools/deploy.sh restore-key', " +
        "or accept the loss with 'STAGE=lost tools/deploy.sh revoke-session'.\n",
    });
    expect(await planned(aws, of)).toEqual({});
    await expect(rotate(aws, of)).rejects.toThrow("/humeur/lost/session-key is missing");

    // The versions of a new parameter begin at 1, and 3 must never name two keys.
    expect(await revokeSession(aws, of)).toEqual({ originKeyVersion: 4, sessionKeyVersions: [4], pushKeyVersion: 1 });
  });

  test("that sign sessions are not created again while there are journals, deployed or not", async () => {
    const of = stage("gone");
    const TABLE = EXPORTED[0]!;
    await createTable(aws.tables, "kept", TABLE);
    const Outputs = { [nameOutput(TABLE)]: { Value: "kept" } };
    const Resources = { Any: { Type: "AWS::SSM::Parameter", Properties: { Type: "String", Value: "any" } } };
    await stacks.send(
      new CreateStackCommand({ StackName: of.storage, TemplateBody: JSON.stringify({ Resources, Outputs }) }),
    );
    await fill(aws.tables, "kept", [item(TABLE, 0)]);
    await expect(ensure(aws, of)).rejects.toThrow(
      "/humeur/gone/session-key is missing, but table kept is not empty, and another key would lose every journal: " +
        "restore it with 'STAGE=gone tools/deploy.sh restore-key', " +
        "or accept the loss with 'STAGE=gone tools/deploy.sh revoke-session'.",
    );
    expect(await planned(aws, of)).toEqual({});

    // An empty table, as a first deployment that failed leaves it, has nothing to lose.
    const empty = stage("empty");
    await createTable(aws.tables, "nothing", TABLE);
    const outputs = { [nameOutput(TABLE)]: { Value: "nothing" } };
    await stacks.send(
      new CreateStackCommand({
        StackName: empty.storage,
        TemplateBody: JSON.stringify({ Resources, Outputs: outputs }),
      }),
    );
    expect(await ensure(aws, empty)).toMatchObject({ sessionKeyVersions: [1] });
  });

  test("that were put back are used", async () => {
    const of = stage("restored");
    await deploy(of, 3);
    await ssm.send(new PutParameterCommand({ Name: of.sessionKey, Type: "SecureString", Value: "as it was" }));
    expect(await ensure(aws, of)).toMatchObject({ sessionKeyVersions: [1] });
    expect(await value(of.sessionKey)).toBe("as it was");
  });

  test("of the wrong type are refused", async () => {
    const of = stage("plain");
    await ssm.send(new PutParameterCommand({ Name: of.sessionKey, Type: "String", Value: "plain" }));
    await expect(ensure(aws, of)).rejects.toThrow(
      "/humeur/plain/session-key is a String and must be a SecureString: save its value, delete it, then run this again.",
    );
  });
});

describe("the push key", () => {
  test("is derived as the server derived it", () => {
    const golden = new URL("../../../server/src/push/derived.json", import.meta.url);
    const { sessionKeys, pushKeys } = JSON.parse(readFileSync(golden, "utf8")) as Record<string, string[]>;
    expect(derive(sessionKeys!.join())).toBe(pushKeys!.join());
  });

  test("of a stage without one is made from the session keys of its subscriptions, once", async () => {
    const of = stage("upgraded");
    await deploy(of, 1);
    for (const Overwrite of [false, true]) {
      const Value = Buffer.alloc(64, Number(Overwrite) + 1).toString("base64");
      await ssm.send(new PutParameterCommand({ Name: of.sessionKey, Type: "SecureString", Value, Overwrite }));
    }
    await deploy(of, 1, 2, 1);
    expect(await ensure(aws, of)).toMatchObject({ sessionKeyVersions: [2, 1], pushKeyVersion: 1 });
    const [current, former] = [await value(`${of.sessionKey}:2`), await value(`${of.sessionKey}:1`)];
    const push = await value(of.pushKey);
    expect(push).toBe(`${derive(current)},${derive(former)}`);

    // A session key that is rotated later has nothing to do with it.
    await deployWith(of, { origin: 1, session: [2, 1], push: 1 });
    expect(await rotateSession(aws, of)).toMatchObject({ sessionKeyVersions: [2, 3], pushKeyVersion: 1 });
    expect(await value(of.pushKey)).toBe(push);
  });

  test("of a stage that is not deployed now is made from the session key, too", async () => {
    const of = stage("paused");
    const Value = Buffer.alloc(64, 7).toString("base64");
    await ssm.send(new PutParameterCommand({ Name: of.sessionKey, Type: "SecureString", Value }));
    expect(await ensure(aws, of)).toMatchObject({ sessionKeyVersions: [1], pushKeyVersion: 1 });
    expect(await value(of.pushKey)).toBe(derive(Value));
  });

  test("is not created again while a deployment uses it, unless the loss is accepted", async () => {
    const of = stage("silent");
    await ensure(aws, of);
    await deployWith(of, { origin: 1, session: [1], push: 1 });
    await ssm.send(new DeleteParameterCommand({ Name: of.pushKey }));
    await expect(ensure(aws, of)).rejects.toThrow(
      "/humeur/silent/push-key is missing, but version 1 of it is deployed, and another key would end every reminder: " +
        "restore it with 'STAGE=silent tools/deploy.sh restore-key', " +
        "or accept the loss with 'STAGE=silent tools/deploy.sh revoke-push'.",
    );
    // 1 must never name two keys.
    const revoked = { originKeyVersion: 1, sessionKeyVersions: [1], pushKeyVersion: 2 };
    expect(await revokePush(aws, of)).toEqual(revoked);
    const second = await value(of.pushKey);
    // Interrupted before the deployment, and repeated.
    expect(await revokePush(aws, of)).toEqual(revoked);
    expect(await value(of.pushKey)).toBe(second);
  });

  test("ends with the sessions after a leak, because a session key may tell it", async () => {
    const of = stage("leaky");
    await ensure(aws, of);
    await deployWith(of, { origin: 1, session: [1], push: 1 });
    expect(await revokeSession(aws, of)).toEqual({ originKeyVersion: 1, sessionKeyVersions: [2], pushKeyVersion: 2 });
    expect(await value(of.pushKey)).not.toBe(derive(await value(of.sessionKey)));
  });
});

describe("a failure is one sentence", () => {
  const AWS = { AWS_REGION: "eu-west-3", AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b" };

  test.each([
    ["no credentials", { AWS_REGION: "eu-west-3" }, /^there are no AWS credentials: sign in, .*\.\n$/],
    ["no region", { ...AWS, AWS_REGION: undefined }, /^no AWS region is set: set AWS_REGION, .*\.\n$/],
  ])("%s", async (_what, env, expected) => {
    const ended = await script("preflight", [], env);
    expect(ended).toMatchObject({ code: 1, stdout: "" });
    expect(ended.stderr).toMatch(expected);
  });

  /** The sentence for the failure of an endpoint. */
  const said = async (endpoint: string) =>
    sentence(await preflight(new SSMClient({ ...engine.config, endpoint })).catch((error: unknown) => error));

  test("no response", async () => {
    const url = await address(createServer());
    expect(await said(url)).toBe(
      `${url.replace("http://", "")} can't be reached: check the network, then run this again.`,
    );
  });

  test.each([
    ["ExpiredTokenException", "it is over", /^the AWS credentials have expired: sign in again, .*\.$/],
    ["UnrecognizedClientException", "unknown", /^the AWS credentials are invalid: .*\.$/],
    ["AccessDeniedException", "User: u may not", /^the AWS credentials lack a permission: .* \(User: u may not\)\.$/],
  ])("%s", async (name, message, expected) => {
    const server = createServer((_request, response) => {
      response.writeHead(400, { "content-type": "application/x-amz-json-1.1" });
      response.end(JSON.stringify({ __type: name, message }));
    });
    const url = await address(server);
    server.listen(Number(new URL(url).port), "127.0.0.1");
    expect(await said(url)).toMatch(expected);
    server.closeAllConnections();
    server.close();
  });

  test("a region without the CDK's bootstrap", async () => {
    await expect(preflight(ssm)).rejects.toThrow(
      /^the account is not bootstrapped for the CDK in eu-west-3: run 'tools\/deploy.sh bootstrap aws:\/\/ACCOUNT\/eu-west-3' once/,
    );
    await ssm.send(new PutParameterCommand({ Name: "/cdk-bootstrap/hnb659fds/version", Type: "String", Value: "30" }));
    expect(await preflight(ssm)).toBe("eu-west-3");
  });

  test("an unknown word", () => {
    expect(() => oneOf(["ensure", "show"], "melt")).toThrow("'melt' is unknown: use ensure, show.");
  });

  test("an unknown option, with the known ones", async () => {
    const ended = await script("keys", ["--melt"], AWS);
    expect(ended).toMatchObject({ code: 2, stdout: "" });
    expect(ended.stderr).toMatch(/^Unknown option '--melt'.*\n\nkeys\.ts /);
  });
});

test.each(["Prod", "1st", "a_b", "a".repeat(21), ""])("'%s' is not a stage", (name) => {
  expect(() => stage(name)).toThrow(`'${name}' can't be a stage: `);
});

/** A local address on which no process listens. */
async function address(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await new Promise((done) => server.once("listening", done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return `http://127.0.0.1:${port}`;
}
