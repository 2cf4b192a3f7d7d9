// A proxy that breaks connections and throttles.

import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** Forwards requests to an engine as `decide` says. */
export async function forward(
  to: string,
  decide: () => "pass" | "break" | "throttle",
): Promise<{ url: string; close: () => Promise<void> }> {
  const server: Server = createServer((incoming, response) => {
    const decision = decide();
    if (decision === "break") return void incoming.socket.destroy();
    if (decision === "throttle") {
      incoming.resume();
      response.writeHead(400, { "content-type": "application/x-amz-json-1.0" });
      return void response.end(
        JSON.stringify({
          __type: "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException",
          message: "slower",
        }),
      );
    }
    const onward = request(to + incoming.url, { method: incoming.method, headers: incoming.headers }, (reply) => {
      response.writeHead(reply.statusCode ?? 500, reply.headers);
      reply.pipe(response);
    });
    onward.on("error", () => incoming.socket.destroy());
    incoming.pipe(onward);
  }).listen(0, "127.0.0.1");
  await new Promise((done) => server.once("listening", done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
