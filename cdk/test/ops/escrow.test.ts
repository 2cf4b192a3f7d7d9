// The drill for a lost key: it is restored from its copy, with the versions that are deployed.

import { CloudFormationClient, CreateStackCommand } from "@aws-sdk/client-cloudformation";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  DeleteParameterCommand,
  DescribeParametersCommand,
  GetParameterCommand,
  PutParameterCommand,
  SSMClient,
} from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { copy, place, restore, restoreFrom } from "../../ops/escrow.ts";
import { createVersion, type Key, sessionKey } from "../../ops/key.ts";
import { type Aws, deployed, ensure, revokePush } from "../../ops/keys.ts";
import { type Stage, stage } from "../../ops/stage.ts";
import { Engine } from "./engine.ts";
import { script } from "./script.ts";

const HOME = "eu-west-3";
const AWAY = "eu-west-1";

let engine: Engine;
let aws: Aws;
let here: ReturnType<typeof place>;
let there: ReturnType<typeof place>;

beforeAll(async () => {
  engine = await Engine.ministack("ssm", "cloudformation", "dynamodb");
  aws = {
    ssm: new SSMClient(engine.config),
    stacks: new CloudFormationClient(engine.config),
    tables: new DynamoDBClient(engine.config),
  };
  here = { client: aws.ssm, name: HOME };
  there = { client: new SSMClient({ ...engine.config, region: AWAY }), name: AWAY };
});
afterAll(() => engine?.stop());

const value = async ({ client }: typeof here, name: string) =>
  (await client.send(new GetParameterCommand({ Name: name, WithDecryption: true }))).Parameter?.Value;
const put = ({ client }: typeof here, Name: string, Value: string) =>
  client.send(new PutParameterCommand({ Name, Type: "SecureString", Value, Overwrite: true }));
const lose = ({ client }: typeof here, Name: string) => client.send(new DeleteParameterCommand({ Name }));

/** Deploys a stack that uses these versions. */
async function deploy(of: Stage, session: number[], push: number): Promise<void> {
  const named = (Value: string) => ({ Type: "AWS::SSM::Parameter", Properties: { Type: "String", Value } });
  const Resources = {
    Session: named(session.map((key) => `${of.sessionKey}:${key}`).join()),
    Push: named(`${of.pushKey}:${push}`),
  };
  await aws.stacks.send(new CreateStackCommand({ StackName: of.app, TemplateBody: JSON.stringify({ Resources }) }));
}

/** Creates versions of a key as the scripts do, from version 1 on. */
async function create({ client }: typeof here, key: Key, ...values: string[]): Promise<void> {
  for (const [before, text] of values.entries()) await createVersion(client, key, text, before);
}

const session = (byte: number) => Buffer.alloc(64, byte).toString("base64");

describe("keys with copies in another region", () => {
  let number = 0;
  let of: Stage;

  /** Versions 1 to 3 of the session key, of which the last two are deployed. */
  beforeEach(async () => {
    of = stage(`kept${number++}`);
    await create(here, sessionKey(of), session(1), session(2), session(3));
    await ensure(aws, of);
    await deploy(of, [3, 2], 1);
  });

  test("are restored as they were, and nothing is deployed for that", async () => {
    const before = await ensure(aws, of);
    const push = await value(here, of.pushKey);
    await copy(of, here, there);
    const at = ["--at", AWAY, "--stage", of.name];

    await lose(here, of.sessionKey);
    await lose(here, of.pushKey);
    await expect(ensure(aws, of)).rejects.toThrow("tools/deploy.sh restore-key");
    const ended = await script("escrow", ["restore", ...at], engine.env);
    expect(ended).toEqual({
      code: 0,
      stdout: "",
      stderr: `restored ${of.sessionKey}\nrestored ${of.pushKey}\n`,
    });
    for (const version of [1, 2, 3]) expect(await value(here, `${of.sessionKey}:${version}`)).toBe(session(version));
    expect(await value(here, of.pushKey)).toBe(push);
    expect(await ensure(aws, of)).toEqual(before);

    // Again: there is nothing to do.
    const again = await script("escrow", ["restore", ...at], engine.env);
    expect(again.stderr).toBe(`${of.sessionKey} is not missing\n${of.pushKey} is not missing\n`);
  });

  test("are copied once, and again when there is a new version", async () => {
    const at = ["--at", AWAY, "--stage", of.name];
    const first = await script("escrow", ["copy", ...at], engine.env);
    expect(first).toMatchObject({ code: 0, stdout: "" });
    expect(first.stderr).toBe(`copied ${of.sessionKey} to ${AWAY}\ncopied ${of.pushKey} to ${AWAY}\n`);
    await revokePush(aws, of);
    const second = await script("escrow", ["copy", ...at], engine.env);
    expect(second.stderr).toBe(`copied ${of.pushKey} to ${AWAY}\n`);
    expect(await value(there, of.pushKey)).toBe(await value(here, of.pushKey));
  });

  test("are read only when there is a version to copy", async () => {
    await copy(of, here, there);
    const reads: string[] = [];
    const watched = new SSMClient(engine.config);
    watched.middlewareStack.add(
      (next, context) => (args) => {
        reads.push(String(context.commandName));
        return next(args);
      },
      { step: "initialize" },
    );
    await copy(of, { client: watched, name: HOME }, there);
    expect(new Set(reads)).toEqual(new Set(["DescribeParametersCommand"]));
  });

  test("are refused when a write was repeated, which would give a version to two keys", async () => {
    const repeating = new SSMClient({ ...engine.config, region: AWAY });
    repeating.middlewareStack.add(
      (next, context) => async (args) => {
        const { input } = args as { input: { Overwrite?: boolean } };
        if (context.commandName === "PutParameterCommand" && input.Overwrite) await next(args);
        return next(args);
      },
      { step: "initialize" },
    );
    await expect(copy(of, here, { client: repeating, name: AWAY })).rejects.toThrow(
      `${of.sessionKey} was written as version 3, and not 2: delete what this command has written, then run it again.`,
    );
  });

  test("are restored as far as the copy goes, which is said", async () => {
    await copy(of, here, there);
    await put(here, of.sessionKey, session(4));
    await lose(here, of.sessionKey);
    const written = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    await restore(of, here, there, { sessionKeyVersions: [4, 3] });
    const said = written.mock.calls.join("");
    written.mockRestore();
    expect(said).toContain("version 4 is deployed, and the copy ends at 3: what was signed with a later one is lost");
    expect(await value(here, of.sessionKey)).toBe(session(3));
  });

  test("and different versions are not mixed", async () => {
    await copy(of, here, there);
    await lose(here, of.sessionKey);
    await put(here, of.sessionKey, session(9));
    await expect(copy(of, here, there)).rejects.toThrow(
      `${of.sessionKey} has version 3 in ${AWAY}, and ${HOME} ends at 1: save both, delete the wrong one, then run this again (docs/runbook.md, 'A key is missing').`,
    );
  });

  const created = (bytes: number[]) => create(here, sessionKey(of), ...bytes.map(session));
  const written = async (bytes: number[]) => {
    for (const byte of bytes) await put(here, of.sessionKey, session(byte));
  };
  test.each<[string, typeof created, number[], number]>([
    ["at the same version", created, [7, 8, 9], 1],
    ["at the same version, written by a person", written, [7, 8, 9], 1],
    ["at an earlier version", created, [7, 8, 9, 10], 1],
    ["at the newest version alone", created, [1, 2, 9], 3],
  ])("and a key that was created again %s has no copy", async (_name, recreate, bytes, version) => {
    await copy(of, here, there);
    await lose(here, of.sessionKey);
    await recreate(bytes);
    await expect(copy(of, here, there)).rejects.toThrow(
      `version ${version} of ${of.sessionKey} in ${AWAY} is another key than its original, and nothing was changed there: ` +
        "save both, delete the wrong one, then run this again (docs/runbook.md, 'A key is missing').",
    );
    for (const number of [1, 2, 3]) expect(await value(there, `${of.sessionKey}:${number}`)).toBe(session(number));
    await expect(value(there, `${of.sessionKey}:4`)).rejects.toThrow();
    // The wrong one is deleted.
    await lose(there, of.sessionKey);
    await copy(of, here, there);
    expect(await value(there, of.sessionKey)).toBe(session(bytes.at(-1)!));
  });

  test("and a key that a person wrote is compared by its value", async () => {
    await put(here, of.sessionKey, session(4));
    await copy(of, here, there);
    await copy(of, here, there);
    expect(await value(there, of.sessionKey)).toBe(session(4));
  });

  test("has a digest that does not tell it", async () => {
    const { Parameters = [] } = await aws.ssm.send(
      new DescribeParametersCommand({ ParameterFilters: [{ Key: "Name", Values: [of.sessionKey, of.pushKey] }] }),
    );
    const digests = Parameters.map(
      ({ Description = "" }) => / Digest of version [13]: ([0-9a-f]{32})$/.exec(Description)?.[1],
    );
    expect(new Set(digests).size).toBe(2);
    expect(digests).not.toContain(undefined);
    expect(JSON.stringify(Parameters)).not.toContain(session(3));
  });

  test("that were never copied can't be restored", async () => {
    await lose(here, of.sessionKey);
    await expect(restore(of, here, there, await deployed(aws.stacks, of))).rejects.toThrow(
      `${of.sessionKey} has no copy in ${AWAY}: try another ESCROW, or see docs/runbook.md, 'A key is missing'.`,
    );
  });

  test("are restored from a text, as the versions that are deployed", async () => {
    await lose(here, of.sessionKey);
    const used = await deployed(aws.stacks, of);
    await restoreFrom(`${session(3)},\n${session(2)}\n`, of, here, used);
    expect(await value(here, `${of.sessionKey}:3`)).toBe(`${session(3)},${session(2)}`);
    expect((await ensure(aws, of)).sessionKeyVersions).toEqual([3, 2]);
    await expect(restoreFrom(session(5), of, here, used)).rejects.toThrow(`${of.sessionKey} is not missing`);
  });

  test.each(["", "c2hvcnQ=", "not base64!", `${session(1)},`])("are not restored from '%s'", async (text) => {
    await lose(here, of.sessionKey);
    await expect(restoreFrom(text, of, here, {})).rejects.toThrow("the text is not a session key: at least 64 bytes");
    await expect(value(here, of.sessionKey)).rejects.toThrow();
  });
});

test.each([
  ["paris", "'paris' is no place for copies: use a region such as eu-west-1, or profile@region."],
  [HOME, `the keys themselves are in ${HOME}: choose another region or account for their copies.`],
])("'%s' is not the place of copies", (at, sentence) => {
  expect(() => place(at, HOME)).toThrow(sentence);
});

test("another account has its own profile, and may have the same region", async () => {
  expect(await place(`escrow@${HOME}`, HOME).client.config.region()).toBe(HOME);
  expect(await place("us-gov-west-1", HOME).client.config.region()).toBe("us-gov-west-1");
});
