// Starts programs for tests, collects their output, and ends them by their own process id.
import { spawn } from "node:child_process";

/** A started program: `line(pattern)` waits for a line of output, `stop()` and `kill()` end it. */
export class Program {
  constructor(command, args, options = {}) {
    this.output = "";
    this.waiters = [];
    this.child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
    this.ended = new Promise((resolve) =>
      this.child.on("exit", (code, signal) => resolve({ code, signal })),
    );
    this.ended.then((how) => {
      this.how = how;
      this.settle();
    });
    for (const stream of [this.child.stdout, this.child.stderr])
      stream.on("data", (bytes) => {
        this.output += bytes;
        if (this.output.length > 4_000_000) this.output = this.output.slice(-2_000_000);
        this.settle();
      });
  }

  settle() {
    this.waiters = this.waiters.filter(({ pattern, resolve, reject }) => {
      const match = this.output.match(pattern);
      if (match) resolve(match);
      else if (this.how)
        reject(
          new Error(
            `ended (${JSON.stringify(this.how)}) before ${pattern}:\n${this.output.slice(-3000)}`,
          ),
        );
      return !match && !this.how;
    });
  }

  /** Waits until the output matches; rejects when the program ends first or after `wait_ms`. */
  line(pattern, wait_ms = 30_000) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`no ${pattern} within ${wait_ms} ms:\n${this.output.slice(-3000)}`)),
        wait_ms,
      );
      const done = (settle) => (value) => {
        clearTimeout(timer);
        settle(value);
      };
      this.waiters.push({ pattern, resolve: done(resolve), reject: done(reject) });
      this.settle();
    });
  }

  async stop() {
    if (!this.how) this.child.kill("SIGTERM");
    return this.ended;
  }

  async kill() {
    if (!this.how) this.child.kill("SIGKILL");
    return this.ended;
  }
}

/** Runs a program to its end; rejects unless it exits with one of `codes`. */
export async function run(command, args, { codes = [0], ...options } = {}) {
  const program = new Program(command, args, options);
  const how = await program.ended;
  if (!codes.includes(how.code))
    throw new Error(
      `${command} ${args.join(" ")} ended with ${JSON.stringify(how)}:\n${program.output.slice(-3000)}`,
    );
  return program.output;
}
