// The stateful stand-in for the charges API as a process of its own: it prints where it listens,
// keeps a log of what it was asked, and can lose answers after it has acted on the request.
import http from "node:http";
import { createRequire } from "node:module";

const { createExpressApp } = createRequire(import.meta.url)("stripe-stateful-mock");
const app = createExpressApp();
const log = [];
let lost = 0;

const server = http.createServer((request, response) => {
  if (request.url === "/control/log") return response.end(JSON.stringify(log));
  if (request.url === "/control/lose") {
    ++lost;
    return response.end("{}");
  }
  const entry = {
    method: request.method,
    url: request.url,
    key: request.headers["idempotency-key"],
    status: 0,
  };
  log.push(entry);
  const loses = request.method === "POST" && lost > 0;
  if (loses) --lost;
  const end = response.end;
  response.end = (...parts) => {
    entry.status = response.statusCode;
    return loses ? request.socket.destroy() : end.apply(response, parts);
  };
  app(request, response);
});
server.listen(0, "127.0.0.1", () =>
  console.log(`listening on http://127.0.0.1:${server.address().port}`),
);
