// Stands between the server and the node: keeps what was asked, and loses or holds calls when told.
import http from "node:http";

export class Line {
  async open(node) {
    this.calls = [];
    this.traps = [];
    this.server = http.createServer(async (request, response) => {
      const parts = [];
      for await (const part of request) parts.push(part);
      const body = Buffer.concat(parts);
      const asked = JSON.parse(body);
      this.calls.push(...[asked].flat());
      const at = this.traps.findIndex(({ method }) =>
        [asked].flat().some((one) => one.method === method),
      );
      const trap = at < 0 ? undefined : this.traps.splice(at, 1)[0];
      if (trap && !trap.after) return trap.spring();
      const answer = await fetch(node.url + request.url, {
        method: "POST",
        headers: { Authorization: request.headers.authorization },
        body,
      });
      const bytes = Buffer.from(await answer.arrayBuffer());
      if (trap) return trap.spring();
      response.writeHead(answer.status, { "Content-Type": "application/json" });
      response.end(bytes);
    });
    await new Promise((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    this.url = `http://127.0.0.1:${this.server.address().port}`;
  }

  /** The next call of this method is answered by silence: before the node hears of it, or `after`
   * it did. Resolves when that has happened. */
  hold(method, { after = false } = {}) {
    return new Promise((spring) => this.traps.push({ method, after, spring }));
  }

  /** The parameters of every call of a method, since `from` calls were made. */
  asked(method, from = 0) {
    return this.calls
      .slice(from)
      .filter((one) => one.method === method)
      .map(({ params }) => params);
  }

  close() {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(resolve));
  }
}
