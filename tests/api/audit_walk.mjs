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
}
