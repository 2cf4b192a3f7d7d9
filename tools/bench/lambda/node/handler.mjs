// The two calls of the journal, and nothing else: no sessions, no rules, no pages.
import { DynamoDBClient, QueryCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";

// Made once, outside the handler, as AWS advises.
const client = new DynamoDBClient({});
const TableName = process.env.TABLE;
const MONTHS_6 = 183 * 86_400;

export async function handler(event) {
  const { method, path } = event.requestContext.http;
  const userId = { S: /humeur=([\w-]+)/.exec(event.cookies?.join("; "))?.[1] ?? "anonymous" };
  const now = Math.floor(Date.now() / 1000);
  if (method === "POST" && path === "/mood") return answer(await save(userId, JSON.parse(event.body), now));
  if (method === "GET" && path === "/mood/week") return answer(await week(userId, event.queryStringParameters, now));
  return answer({ error: { kind: "not_found" } }, 404);
}

async function save(userId, { day, mood, note }, now) {
  const { Attributes } = await client.send(
    new UpdateItemCommand({
      TableName,
      Key: { userId, day: { S: day } },
      ConditionExpression: "attribute_not_exists(expiresAt) OR expiresAt > :now",
      UpdateExpression:
        "SET mood = :mood, note = :note, updatedAt = :now, expiresAt = :expiresAt, " +
        "createdAt = if_not_exists(createdAt, :now), version = if_not_exists(version, :zero) + :one",
      ExpressionAttributeValues: {
        ":mood": { S: mood },
        ":note": { S: note },
        ":now": { N: `${now}` },
        ":expiresAt": { N: `${now + MONTHS_6}` },
        ":zero": { N: "0" },
        ":one": { N: "1" },
      },
      ReturnValues: "ALL_NEW",
    }),
  );
  return { status: "ok", item: entry(Attributes) };
}

async function week(userId, { start, end }, now) {
  const { Items } = await client.send(
    new QueryCommand({
      TableName,
      KeyConditionExpression: "userId = :userId AND #day BETWEEN :start AND :end",
      FilterExpression: "expiresAt > :now",
      ExpressionAttributeNames: { "#day": "day" },
      ExpressionAttributeValues: {
        ":userId": userId,
        ":start": { S: start },
        ":end": { S: end },
        ":now": { N: `${now}` },
      },
      ConsistentRead: true,
    }),
  );
  return { userId: userId.S, start, end, items: Items.map(entry) };
}

const entry = ({ day, mood, note, createdAt, expiresAt }) => ({
  day: day.S,
  mood: mood.S,
  note: note?.S,
  createdAt: +createdAt.N,
  expiresAt: +expiresAt.N,
});

const answer = (body, statusCode = 200) => ({
  statusCode,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});
