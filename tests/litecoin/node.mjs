// A Litecoin node on a chain of its own, in a folder of its own, on free ports of this machine.
import { mkdtempSync, rmSync } from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { Program } from "../lib/process.mjs";

export const user = "bursar";
export const password = "a password of this test alone";

async function freePort() {
  const server = net.createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export class LitecoinNode {
  static async start() {
    const node = new LitecoinNode();
    node.folder = mkdtempSync(path.join(os.tmpdir(), "bursar-litecoin-"));
    node.port = await freePort();
    node.program = new Program("litecoind", [
      "-regtest",
      `-datadir=${node.folder}`,
      "-server",
      "-listen=0",
      "-dnsseed=0",
      "-rpcbind=127.0.0.1",
      "-rpcallowip=127.0.0.1",
      `-rpcport=${node.port}`,
      `-rpcuser=${user}`,
      `-rpcpassword=${password}`,
      "-fallbackfee=0.0001",
      "-printtoconsole=1",
    ]);
    await node.program.line(/Done loading|init message: Done/, 60_000);
    return node;
  }

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  /** One call; `wallet` picks one of several. */
  async call(method, params = [], wallet = undefined) {
    const response = await fetch(this.url + (wallet === undefined ? "/" : `/wallet/${wallet}`), {
      method: "POST",
      headers: {
        Authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`,
      },
      body: JSON.stringify({ jsonrpc: "1.0", id: "test", method, params }),
    });
    const { result, error } = JSON.parse(await response.text());
    if (error) throw new Error(`${method}: ${error.code} ${error.message}`);
    return result;
  }

  async mine(count, wallet) {
    const address = await this.call("getnewaddress", [], wallet);
    return this.call("generatetoaddress", [count, address]);
  }

  async stop() {
    await this.call("stop").catch(() => this.program.kill());
    await this.program.ended;
    rmSync(this.folder, { recursive: true, force: true });
  }
}
