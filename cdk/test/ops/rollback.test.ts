import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  CreateAliasCommand,
  CreateFunctionCommand,
  GetAliasCommand,
  LambdaClient,
  PublishVersionCommand,
  UpdateAliasCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { rollback } from "../../ops/rollback.ts";
import { SITE_VERSION } from "../../ops/stage.ts";
import { Engine } from "./engine.ts";

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

const ZIP = readFileSync(join(import.meta.dirname, "../fixture/bootstrap.zip"));

let engine: Engine;
let lambda: LambdaClient;

beforeAll(async () => {
  engine = await Engine.ministack("lambda");
  lambda = new LambdaClient(engine.config);
});
afterAll(() => engine?.stop());

/** Deploys a function with so many versions, of which the last is live. */
async function deployed(name: string, versions: number): Promise<void> {
  const role = "arn:aws:iam::000000000000:role/test";
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: name,
      Runtime: "provided.al2023",
      Handler: "bootstrap",
      Role: role,
      Code: { ZipFile: ZIP },
    }),
  );
  for (let version = 1; version <= versions; version++) {
    await lambda.send(
      new UpdateFunctionConfigurationCommand({ FunctionName: name, Description: `release ${version}` }),
    );
    await lambda.send(new PublishVersionCommand({ FunctionName: name }));
  }
  await lambda.send(new CreateAliasCommand({ FunctionName: name, Name: "live", FunctionVersion: String(versions) }));
}

const live = async (name: string) =>
  (await lambda.send(new GetAliasCommand({ FunctionName: name, Name: "live" }))).FunctionVersion;

test("moves to the previous version, and to any other", async () => {
  await deployed("many", 11);
  expect(await rollback(lambda, "many")).toEqual({ from: "11", to: "10" });
  expect(await live("many")).toBe("10");
  expect(await rollback(lambda, "many", "2")).toEqual({ from: "10", to: "2" });
  expect(await rollback(lambda, "many", "2")).toEqual({ from: "2", to: "2" });
  expect(await rollback(lambda, "many", "11")).toEqual({ from: "2", to: "11" });
  expect(await live("many")).toBe("11");
});

test("refuses a version that does not know the keys in use", async () => {
  const role = "arn:aws:iam::000000000000:role/test";
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: "keyed",
      Runtime: "provided.al2023",
      Handler: "bootstrap",
      Role: role,
      Code: { ZipFile: ZIP },
    }),
  );
  const publish = async (session: number[], ...origin: number[]) => {
    const Variables = {
      // An earlier release has none.
      ...(origin.includes(12) && { HUMEUR_PUSH_KEY_PARAMETER: `/humeur/test/push-key:1` }),
      HUMEUR_SESSION_KEY_PARAMETER: session.map((key) => `/humeur/test/session-key:${key}`).join(),
      HUMEUR_ORIGIN_KEY_PARAMETERS: origin.map((key) => `/humeur/test/origin-key:${key}`).join(),
    };
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: "keyed", Environment: { Variables } }));
    await lambda.send(new PublishVersionCommand({ FunctionName: "keyed" }));
  };
  await publish([1], 1);
  await publish([1], 12, 11);
  await publish([1, 2], 12, 11);
  await publish([2, 1], 13, 12);
  await lambda.send(new CreateAliasCommand({ FunctionName: "keyed", Name: "live", FunctionVersion: "4" }));

  const keys = { originKeyVersion: 12, sessionKeyVersions: [2, 1] };
  await expect(rollback(lambda, "keyed", "1", keys)).rejects.toThrow(
    "version 1 does not know version 12 of the origin key, which CloudFront sends, and would refuse every request: " +
      "name a newer version, or deploy the good commit again.",
  );
  await expect(rollback(lambda, "keyed", "2", keys)).rejects.toThrow(
    "version 2 does not know version 2 of the session key, which signs, and would end every session: name a newer",
  );
  await expect(rollback(lambda, "keyed", "3", { ...keys, sessionKeyVersions: [2] })).rejects.toThrow(
    "version 3 knows version 1 of the session key, and would accept ended sessions: name a newer",
  );
  await expect(rollback(lambda, "keyed", undefined, { ...keys, originKeyVersion: 13 })).rejects.toThrow(
    /^version 3 does not know version 13 /,
  );
  const replaced = { ...keys, pushKeyVersion: 2 };
  await expect(rollback(lambda, "keyed", "3", replaced)).rejects.toThrow(
    "version 3 does not know version 2 of the push key, and its reminders would not arrive: name a newer",
  );
  // The first push key of an upgraded stage is what an earlier release derived; no other one is.
  const before = { originKeyVersion: 1, sessionKeyVersions: [1] };
  await expect(rollback(lambda, "keyed", "1", { ...before, pushKeyVersion: 2 })).rejects.toThrow(
    "version 1 does not know version 2 of the push key",
  );
  expect(await live("keyed")).toBe("4");
  expect(await rollback(lambda, "keyed", undefined, { ...keys, pushKeyVersion: 1 })).toEqual({ from: "4", to: "3" });
  expect(await rollback(lambda, "keyed", "1", { ...before, pushKeyVersion: 1 })).toEqual({ from: "3", to: "1" });
});

test("names a missing version", async () => {
  await deployed("single", 1);
  await expect(rollback(lambda, "single")).rejects.toThrow("single has no version before 1: deploy a good one.");
  await expect(rollback(lambda, "single", "7")).rejects.toThrow("single has no version 7: use one of 1.");
  await expect(rollback(lambda, "single", "$LATEST")).rejects.toThrow("single has no version $LATEST");
  expect(await live("single")).toBe("1");
});

test("refuses during a deployment", async () => {
  await deployed("shifting", 2);
  await lambda.send(
    new UpdateAliasCommand({
      FunctionName: "shifting",
      Name: "live",
      FunctionVersion: "1",
      RoutingConfig: { AdditionalVersionWeights: { "2": 0.1 } },
    }),
  );
  await expect(rollback(lambda, "shifting", "2")).rejects.toThrow(/^shifting is being deployed: stop that deployment/);
  expect(await live("shifting")).toBe("1");
});

/** Deploys the function of a job, with a version for each of these versions of the site, of which the last is live. */
async function deployedJob(name: string, ...released: number[]): Promise<void> {
  const role = "arn:aws:iam::000000000000:role/test";
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: name,
      Runtime: "provided.al2023",
      Handler: "bootstrap",
      Role: role,
      Code: { ZipFile: ZIP },
    }),
  );
  for (const [i, site] of released.entries()) {
    const Variables = { [SITE_VERSION]: String(site) };
    // A release may change the job alone.
    const change = { FunctionName: name, Description: `release ${i}`, Environment: { Variables } };
    await lambda.send(new UpdateFunctionConfigurationCommand(change));
    await lambda.send(new PublishVersionCommand({ FunctionName: name }));
  }
  const last = { FunctionName: name, Name: "live", FunctionVersion: String(released.length) };
  await lambda.send(new CreateAliasCommand(last));
}

test("moves the jobs to the versions that were released with the site's", async () => {
  await deployed("site", 4);
  await deployedJob("work", 2, 3, 3, 4);
  await deployedJob("photos", 1, 2, 3, 4);
  const jobs = ["work", "photos"];
  const all = async () => Promise.all(["site", ...jobs].map(live));
  expect(await rollback(lambda, "site", undefined, {}, jobs)).toEqual({ from: "4", to: "3" });
  // The newest of two.
  expect(await all()).toEqual(["3", "3", "3"]);
  expect(await rollback(lambda, "site", "2", {}, jobs)).toEqual({ from: "3", to: "2" });
  expect(await all()).toEqual(["2", "1", "2"]);
  expect(await rollback(lambda, "site", "4", {}, jobs)).toEqual({ from: "2", to: "4" });
  expect(await all()).toEqual(["4", "4", "4"]);
});

test("moves nothing if a job can't be moved", async () => {
  await deployed("site-2", 3);
  await deployedJob("good", 1, 2, 3);
  await deployedJob("young", 2, 3, 3);
  const jobs = ["good", "young"];
  const all = async () => Promise.all(["site-2", ...jobs].map(live));
  await expect(rollback(lambda, "site-2", "1", {}, jobs)).rejects.toThrow(
    "young has no version that was released with version 1 of the site, and would run newer code: name a newer version",
  );
  await lambda.send(
    new UpdateAliasCommand({
      FunctionName: "young",
      Name: "live",
      FunctionVersion: "3",
      RoutingConfig: { AdditionalVersionWeights: { "2": 0.1 } },
    }),
  );
  await expect(rollback(lambda, "site-2", "2", {}, jobs)).rejects.toThrow(/^young is being deployed/);
  expect(await all()).toEqual(["3", "3", "3"]);
});

test("finishes what was interrupted, and a job never has newer code than the site", async () => {
  await deployed("site-3", 2);
  await deployedJob("slow", 1, 2);
  const sent: string[] = [];
  const interrupted = new LambdaClient(engine.config);
  interrupted.middlewareStack.add(
    (next) => (args) => {
      const { FunctionName } = args.input as { FunctionName: string };
      sent.push(FunctionName);
      if (sent.length > 1) throw new Error("interrupted");
      return next(args);
    },
    { step: "initialize", name: "interruption" },
  );
  const client: LambdaClient = Object.create(lambda);
  client.send = (command: object) =>
    (command instanceof UpdateAliasCommand ? interrupted : lambda).send(command as UpdateAliasCommand);
  await expect(rollback(client, "site-3", undefined, {}, ["slow"])).rejects.toThrow("interrupted");
  expect(await Promise.all(["site-3", "slow"].map(live))).toEqual(["2", "1"]);
  sent.length = 0;
  await expect(rollback(lambda, "site-3", undefined, {}, ["slow"])).resolves.toEqual({ from: "2", to: "1" });
  expect(await Promise.all(["site-3", "slow"].map(live))).toEqual(["1", "1"]);
  await expect(rollback(client, "site-3", "2", {}, ["slow"])).rejects.toThrow("interrupted");
  expect(await Promise.all(["site-3", "slow"].map(live))).toEqual(["2", "1"]);
  await expect(rollback(lambda, "site-3", "2", {}, ["slow"])).resolves.toEqual({ from: "2", to: "2" });
  expect(await live("slow")).toBe("2");
});
