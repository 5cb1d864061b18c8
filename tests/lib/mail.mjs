// A real mail server for tests: STARTTLS with a certificate of its own, authentication, and a
// mailbox of what arrived. It can be stopped, started again on its port, and told to misbehave.
import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { SMTPServer } from "smtp-server";

export const mailUser = "bursar";
export const mailPassword = "a password of the mail server";

/** Waits until `find()` gives something. */
export async function until(find, what, wait_ms = 40_000) {
  const deadline = Date.now() + wait_ms;
  for (;;) {
    const found = await find();
    if (found) return found;
    if (Date.now() > deadline) throw new Error(`${what} did not come within ${wait_ms} ms`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A certificate for localhost that only this server's folder knows. */
function makeCertificate(folder) {
  const [key, certificate] = ["key.pem", "certificate.pem"].map((name) => path.join(folder, name));
  execFileSync(
    "openssl",
    [
      ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"],
      ...["-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=localhost"],
      ...["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"],
    ],
    { stdio: "ignore" },
  );
  return { key: readFileSync(key), cert: readFileSync(certificate), file: certificate };
}

/** Headers and decoded parts of a mail as it came over the wire. */
export function readMail(raw) {
  const text = raw.toString("latin1");
  const split = text.indexOf("\r\n\r\n");
  const head = text.slice(0, split);
  const headers = {};
  for (const line of head.replace(/\r\n[ \t]+/g, " ").split("\r\n")) {
    const at = line.indexOf(":");
    const name = line.slice(0, at).toLowerCase();
    headers[name] = [...(headers[name] ?? []), line.slice(at + 1).trim()];
  }
  const boundary = /boundary="([^"]+)"/.exec(head)?.[1];
  const parts = text
    .slice(split + 4)
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => {
      const [top, ...body] = part.trim().split("\r\n\r\n");
      return {
        type: /Content-Type: ([^;]+)/i.exec(top)?.[1],
        text: Buffer.from(body.join(""), "base64").toString("utf8"),
      };
    });
  const part = (type) => parts.find((one) => one.type === type)?.text.replaceAll("\r\n", "\n");
  return { raw: text, headers, text: part("text/plain"), html: part("text/html") };
}

export class MailServer {
  /** Starts on a free port. */
  static async start() {
    const server = new MailServer();
    server.folder = mkdtempSync(path.join(os.tmpdir(), "bursar-mail-"));
    server.certificate = makeCertificate(server.folder);
    server.mails = [];
    server.sessions = [];
    /** Called with each mail before it is acknowledged; what it throws is the answer. */
    server.onMail = () => {};
    await server.listen(0);
    return server;
  }

  async listen(port = this.port) {
    this.server = new SMTPServer({
      key: this.certificate.key,
      cert: this.certificate.cert,
      authMethods: ["PLAIN", "LOGIN"],
      disableReverseLookup: true,
      logger: false,
      closeTimeout: 500,
      onAuth: ({ username, password }, session, done) => {
        this.sessions.push({ secure: session.secure, username });
        const fits = username === mailUser && password === mailPassword;
        done(fits ? null : new Error("no such user"), { user: username });
      },
      onRcptTo: ({ address }, _session, done) => {
        const gone = address.startsWith("gone@");
        done(gone ? Object.assign(new Error("no such mailbox"), { responseCode: 550 }) : null);
      },
      onData: (stream, session, done) => this.take(stream, session, done),
    });
    this.server.on("error", () => {});
    await new Promise((resolve) => this.server.listen(port, "127.0.0.1", resolve));
    this.port = this.server.server.address().port;
  }

  take(stream, session, done) {
    const chunks = [];
    stream.on("data", (chunk) => chunks.push(chunk));
    stream.on("end", async () => {
      const { mailFrom, rcptTo } = session.envelope;
      const mail = {
        ...readMail(Buffer.concat(chunks)),
        secure: session.secure,
        user: session.user,
        from: mailFrom.address,
        to: rcptTo.map((one) => one.address),
      };
      this.mails.push(mail);
      try {
        await this.onMail(mail);
        done();
      } catch (error) {
        done(error);
      }
    });
  }

  /** Lines of bursar.toml that send through this server; the password lies in its folder. */
  settings({ from = "Bursar Test <no-reply@bursar.example>" } = {}) {
    const secret = path.join(this.folder, "password");
    writeFileSync(secret, `${mailPassword}\n`);
    chmodSync(secret, 0o400);
    return [
      `mail_server = "localhost:${this.port}"`,
      `mail_user = "${mailUser}"`,
      `mail_password_file = "${secret}"`,
      `mail_from = "${from}"`,
      `mail_authorities_file = "${this.certificate.file}"`,
    ].join("\n");
  }

  /** The first mail that fits, once it is there. */
  mailTo(address, subject = /./) {
    const fits = (one) => one.to.includes(address) && subject.test(one.headers.subject[0]);
    return until(() => this.mails.find(fits), `a mail to ${address} about ${subject}`);
  }

  countTo(address, subject = /./) {
    const fits = (one) => one.to.includes(address) && subject.test(one.headers.subject[0]);
    return this.mails.filter(fits).length;
  }

  async away() {
    await new Promise((resolve) => this.server.close(resolve));
  }

  async stop() {
    await this.away();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The token of the link in a mail. */
export function tokenIn(mail) {
  const token = /#token=([\w-]{43})/.exec(mail.text)?.[1];
  if (!token) throw new Error(`no link in:\n${mail.text}`);
  return token;
}
