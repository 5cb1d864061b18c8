// The executable ends TLS itself: what it speaks, how a renewed certificate is taken up, and which
// settings it refuses.
import { copyFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import tls from "node:tls";
import { Program, run } from "../lib/process.mjs";

const must = (condition, what) => {
  if (!condition) throw new Error(what);
};

/** A self-signed certificate for 127.0.0.1 under a name that tells it from others. */
async function makeCertificate(place, name) {
  const files = {
    chain: path.join(place, `${name}.pem`),
    key: path.join(place, `${name}.key`),
  };
  const options = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2";
  await run("openssl", [
    ...options.split(" "),
    ...["-subj", `/CN=${name}`, "-addext", "subjectAltName=IP:127.0.0.1"],
    ...["-keyout", files.key, "-out", files.chain],
  ]);
  return files;
}

/** Connects, asks for `path`, and tells protocol, certificate name and status line. */
function ask(port, options = {}) {
  return new Promise((resolve, reject) => {
    const socket = tls.connect({
      host: "127.0.0.1",
      port,
      rejectUnauthorized: false,
      ...options,
    });
    let text = "";
    socket.on("secureConnect", () =>
      socket.write("GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"),
    );
    socket.on("data", (bytes) => {
      text += bytes;
      const status = text.match(/^HTTP\/1\.1 (\d+)/)?.[1];
      if (!status) return;
      const { subject } = socket.getPeerCertificate();
      resolve({
        protocol: socket.getProtocol(),
        name: subject.CN,
        status: Number(status),
        text,
      });
      socket.destroy();
    });
    socket.on("error", reject);
    socket.on("close", () => reject(new Error("closed without an answer")));
  });
}

const refused = (port, options) =>
  ask(port, options).then(
    () => false,
    () => true,
  );

export async function checkTls({ check, alone, data, place, environment }) {
  const first = await makeCertificate(place, "first");
  const second = await makeCertificate(place, "second");
  const live = {
    chain: path.join(place, "live.pem"),
    key: path.join(place, "live.key"),
  };
  const install = (files) => {
    copyFileSync(files.key, live.key);
    copyFileSync(files.chain, live.chain);
  };
  install(first);
  const args = ["serve", "--data", data, "--office-port", "0", "--api-port", "0"];
  const withTls = [...args, "--tls-certificate", live.chain, "--tls-private-key", live.key];

  await check(
    "T-01 it ends TLS itself, on every address, and takes a renewed certificate",
    async () => {
      const program = new Program(alone, [...withTls, "--office-address", "0.0.0.0"], environment);
      try {
        const [, port] = await program.line(/office\s+https:\/\/0\.0\.0\.0:(\d+)/);
        const answer = await ask(port);
        must(answer.status === 200 && answer.name === "first", JSON.stringify(answer));
        must(answer.protocol === "TLSv1.3", answer.protocol);
        must(/strict-transport-security: max-age=63072000/i.test(answer.text), "no HSTS");
        must((await ask(port, { maxVersion: "TLSv1.2" })).protocol === "TLSv1.2", "no TLS 1.2");
        must(
          await refused(port, { minVersion: "TLSv1.1", maxVersion: "TLSv1.1" }),
          "speaks TLS 1.1",
        );
        const plain = fetch(`http://127.0.0.1:${port}/healthz`).then((one) => one.status);
        must((await plain.catch(() => "refused")) === "refused", "plain HTTP was answered");

        install(second);
        program.child.kill("SIGHUP");
        await program.line(/TLS files read again/);
        must((await ask(port)).name === "second", "the renewed certificate is not used");

        writeFileSync(live.chain, "no certificate\n");
        program.child.kill("SIGHUP");
        await program.line(/TLS files kept as they were/);
        must((await ask(port)).name === "second", "a broken file took the service away");
      } finally {
        const how = await program.stop();
        must(how.code === 0, `stop ended with ${JSON.stringify(how)}`);
      }
    },
  );

  await check("T-02 half a TLS setting and a proxy without address are refused", async () => {
    const half = await run(alone, [...args, "--tls-certificate", first.chain], {
      ...environment,
      codes: [2],
    });
    must(/tls_private_key/.test(half), half);
    const file = path.join(data, "bursar.toml");
    writeFileSync(file, "behind_proxy = true\n");
    const unnamed = await run(alone, args, { ...environment, codes: [2] });
    must(/trusted_proxies/.test(unnamed), unnamed);
    writeFileSync(file, "");
  });
}
