// Walks the routes of the audit trail once, so that each has been seen succeeding.
import { writeFileSync } from "node:fs";
import path from "node:path";

/** Seals every second, so that there is something to prove. */
export function sealOften(installation) {
  writeFileSync(path.join(installation.folder, "bursar.toml"), "audit_checkpoint_s = 1\n");
}

export async function walkAudit({ office, check }) {
  await check("the audit trail is listed, read, proven and exported", async () => {
    const must = async (target) => {
      const answer = await office.get(target);
      if (answer.status !== 200) throw new Error(`${target}: ${answer.status} ${answer.text}`);
      return answer;
    };
    const deadline = Date.now() + 15_000;
    let size = 0;
    while (size === 0) {
      size = (await must("/api/audit_trail")).body.checkpoint?.tree_size ?? 0;
      if (Date.now() > deadline) throw new Error("no checkpoint within 15 s");
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const page = (await must("/api/audit_entries?limit=200")).body;
    const { audit_id } = page.rows.find((row) => row.seq <= size) ?? page.rows.at(-1);
    await must(`/api/audit_entries/${audit_id}`);
    await must(`/api/audit_entries/${audit_id}/proof`);
    await must(`/api/audit_consistency?from=${size}`);
    await must("/api/audit_export?outcome=denied");
  });

  await check("many exports become a finding, which is closed with what it was about", async () => {
    for (let i = 0; i < 5; ++i) await office.get("/api/audit_export?outcome=error");
    await office.mustPost("/api/review_runs", {});
    const open = "/api/review_findings?rule=mass_export&state=open";
    const [finding] = (await office.get(open)).body.rows;
    if (!(finding?.count >= 5)) throw new Error(JSON.stringify(finding));
    const close = { version: finding.version, note: "files for the tests" };
    const where = `/api/review_findings/${finding.finding_id}/close`;
    const closed = await office.mustPost(where, close);
    if (closed.state !== "closed") throw new Error(JSON.stringify(closed));
    const again = await office.post(where, close);
    if (again.body.code !== "version_changed") throw new Error(again.text);
    await office.mustPost("/api/review_runs", {});
    if ((await office.get(open)).body.rows.length > 0) throw new Error("it came back");
  });
}
