// The two calls of DynamoDB that the functions make, out of memory and over TLS, in a process of
// its own. An engine would be the slowest part, and each function is as good as what it adds.
//
//   node store.mjs CERTIFICATE KEY     prints its port

import { readFileSync } from "node:fs";
import { createServer } from "node:https";

const journals = new Map();

const calls = {
  /** `SET …` as all functions write it: each of its values is an attribute by that name. */
  UpdateItem({ Key: { userId, day }, ExpressionAttributeValues: values }) {
    const journal = journals.get(userId.S) ?? new Map();
    journals.set(userId.S, journal);
    const before = journal.get(day.S);
    const item = {
      userId,
      day,
      mood: values[":mood"],
      note: values[":note"],
      updatedAt: values[":now"],
      expiresAt: values[":expiresAt"],
      createdAt: before?.createdAt ?? values[":now"],
      version: { N: String(Number(before?.version.N ?? 0) + 1) },
    };
    journal.set(day.S, item);
    return { Attributes: item };
  },

  Query({ ExpressionAttributeValues: { ":userId": userId, ":start": start, ":end": end } }) {
    const items = [...(journals.get(userId.S)?.values() ?? [])]
      .filter(({ day }) => day.S >= start.S && day.S <= end.S)
      .sort((a, b) => (a.day.S < b.day.S ? -1 : 1));
    return { Items: items, Count: items.length, ScannedCount: items.length };
  },

  GetItem: () => ({}),
};

const [certificate, key] = process.argv.slice(2).map((file) => readFileSync(file));
const server = createServer({ cert: certificate, key }, (request, response) => {
  const chunks = [];
  request
    .on("data", (chunk) => chunks.push(chunk))
    .once("end", () => {
      const call = calls[request.headers["x-amz-target"]?.split(".")[1]];
      const body = JSON.stringify(
        call ? call(JSON.parse(Buffer.concat(chunks))) : { __type: "#UnknownOperationException" },
      );
      response.writeHead(call ? 200 : 400, {
        "content-type": "application/x-amz-json-1.0",
        "content-length": Buffer.byteLength(body),
      });
      response.end(body);
    });
});
server.keepAliveTimeout = 600_000;
server.listen(0, "localhost", () => console.log(server.address().port));
