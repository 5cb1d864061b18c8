// Callers that ask again as soon as they are answered, over plain sockets, so that measuring costs
// little beside the server. As a program: a flood of reads that no refusal slows down.
import net from "node:net";

/** One keep-alive connection; `ask()` sends what `next()` gives and resolves with status and ms. */
export class Caller {
  constructor(port) {
    this.received = Buffer.alloc(0);
    this.socket = net.connect(port, "127.0.0.1");
    this.socket.setNoDelay(true);
    this.socket.on("data", (bytes) => this.take(bytes));
    this.socket.on("error", () => {});
    this.socket.on("close", () => this.finish?.({ status: 0, took_ms: 0, head: "closed" }));
  }

  ask(request) {
    this.began = performance.now();
    return new Promise((resolve) => {
      this.finish = resolve;
      this.socket.write(request);
    });
  }

  take(bytes) {
    this.received = this.received.length ? Buffer.concat([this.received, bytes]) : bytes;
    if (this.needed === undefined) {
      const end = this.received.indexOf("\r\n\r\n");
      if (end < 0) return;
      this.head = this.received.subarray(0, end).toString("latin1");
      this.needed = end + 4 + Number(this.head.match(/\r\ncontent-length: (\d+)/i)?.[1] ?? 0);
    }
    if (this.received.length < this.needed) return;
    this.received = this.received.subarray(this.needed);
    this.needed = undefined;
    const finish = this.finish;
    this.finish = undefined;
    const took_ms = performance.now() - this.began;
    finish?.({ status: Number(this.head.slice(9, 12)), took_ms, head: this.head });
  }
}

/** Keeps `count` callers busy for `wait_ms`; returns every answer's status and time. */
export async function keepBusy({ port, count, wait_ms, next }) {
  const callers = Array.from({ length: count }, () => new Caller(port));
  const end = performance.now() + wait_ms;
  const answers = [];
  await Promise.all(
    callers.map(async (caller, index) => {
      while (performance.now() < end) {
        const answer = await caller.ask(next(index));
        answers.push(answer);
        if (answer.status === 0) break;
      }
      caller.socket.destroy();
    }),
  );
  return answers;
}

export const requestText = (method, target, headers, body = "") =>
  `${method} ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\n` +
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join("") +
  (body ? `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n` : "") +
  `\r\n${body}`;

// node callers.mjs {"wait_ms":…,"groups":[{"port":…,"count":…,"requests":["GET …"]}]}
if (process.argv[1] === import.meta.filename) {
  const { wait_ms, groups } = JSON.parse(process.argv[2]);
  console.log("flooding");
  const rounds = groups.map(({ port, count, requests }) => {
    let turn = 0;
    const next = () => requests[turn++ % requests.length];
    return keepBusy({ port, count, wait_ms, next });
  });
  const statuses = {};
  let withoutRetryAfter = 0;
  for (const { status, head } of (await Promise.all(rounds)).flat()) {
    statuses[status] = (statuses[status] ?? 0) + 1;
    if (status === 503 && !/retry-after: \d/i.test(head)) ++withoutRetryAfter;
  }
  const { user, system } = process.cpuUsage();
  const cpu_ms = Math.round((user + system) / 1000);
  console.log(`flooded ${JSON.stringify({ statuses, withoutRetryAfter, cpu_ms })}`);
}
