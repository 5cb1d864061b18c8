// Making the next version. A save names the version it started from; when somebody else was faster,
// both are shown figure by figure and the person decides.
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { isProblem } from "../../api/error.ts";
import { Canceled } from "../../lib/canceled.ts";
import { Button } from "../../ui/button.tsx";
import { useCan } from "../../ui/can.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Inline } from "../../ui/page.tsx";
import { useToast } from "../../ui/toast.tsx";
import { useUrlState } from "../../ui/url-state.ts";
import { type Content, type PlanPage, planQuery, refreshFees, save_fee_plan } from "./api.ts";
import { clashes, draftFrom, flatOf, merged } from "./difference.ts";
import { contentOf, type Draft, draftOf } from "./draft.ts";
import style from "./fees.module.css";
import { PlanEditor } from "./plan-editor.tsx";
import { useFigureWords } from "./use-words.ts";

interface Round {
  number: number;
  /** The newest version when this editor began, and where it began. */
  base: PlanPage;
  start: Draft;
}

const newest = (plan: PlanPage): Draft => {
  const version = plan.versions[0];
  if (!version) throw new Error("a plan has a version");
  // The beginning of the last version says nothing about the next one.
  return { ...draftOf(version), valid_from: "" };
};

export default function EditTab({ plan }: { plan: PlanPage }) {
  const { t } = useTranslation("fees");
  const at = plan.company_id ? { company_id: plan.company_id } : {};
  const can = useCan("save_fee_plan", at);
  const [round, setRound] = useState<Round>(() => ({
    number: 0,
    base: plan,
    start: newest(plan),
  }));
  const begin = (base: PlanPage, start: Draft) =>
    setRound(({ number }) => ({ number: number + 1, base, start }));
  const anywhere = useCan("save_fee_plan");
  if (!can.allowed || !plan.can_change)
    return <Notice tone="info">{anywhere.reason || t("edit.not_yours")}</Notice>;
  return <Edit key={round.number} round={round} onBegin={begin} />;
}

function Edit({
  round,
  onBegin,
}: {
  round: Round;
  onBegin: (base: PlanPage, start: Draft) => void;
}) {
  const { t } = useTranslation("fees");
  const queries = useQueryClient();
  const toast = useToast();
  const [, change] = useUrlState();
  const [theirs, setTheirs] = useState<PlanPage>();
  const { base } = round;
  const id = base.fee_plan_id;
  async function save(content: Content) {
    try {
      const saved = await save_fee_plan(id, { ...content, version: base.version });
      queries.setQueryData(planQuery(id).queryKey, saved);
      void refreshFees(queries);
      toast(t("edit.saved", { version: saved.version }));
      onBegin(saved, newest(saved));
      change({ tab: "versions" });
    } catch (error) {
      if (!isProblem(error, "version_changed")) throw error;
      setTheirs(await queries.fetchQuery({ ...planQuery(id), staleTime: 0 }));
      throw new Canceled();
    }
  }
  return (
    <PlanEditor
      start={round.start}
      base={newest(base)}
      action={t("edit.save")}
      onSave={save}
      fee_plan_id={id}
      blocked={theirs && t("conflict.first")}
      onReset={() => onBegin(theirs ?? base, newest(theirs ?? base))}
      notice={(draft) =>
        theirs && (
          <ConflictNotice
            base={newest(base)}
            mine={draft}
            theirs={theirs}
            onTakeTheirs={() => onBegin(theirs, newest(theirs))}
            onKeepMine={(start) => onBegin(theirs, start)}
          />
        )
      }
    />
  );
}

/** As it would be sent, so that "1.40" and "1.4" are no difference. */
function settled(draft: Draft): Draft {
  const { content } = contentOf(draft);
  return content ? draftOf(content) : draft;
}

function ConflictNotice({
  base,
  mine,
  theirs,
  onTakeTheirs,
  onKeepMine,
}: {
  base: Draft;
  mine: Draft;
  theirs: PlanPage;
  onTakeTheirs: () => void;
  onKeepMine: (start: Draft) => void;
}) {
  const { t } = useTranslation("fees");
  const words = useFigureWords();
  const flats = [flatOf(base), flatOf(settled(mine)), flatOf(newest(theirs))] as const;
  const found = clashes(...flats);
  const who = theirs.versions[0]?.saved_by ?? "";
  return (
    <Notice tone="warning" title={t("conflict.title", { who })}>
      <p>{t(found.length > 0 ? "conflict.text" : "conflict.same")}</p>
      {found.length > 0 && (
        <table className={style.differences}>
          <thead>
            <tr>
              <th scope="col">{t("conflict.figure")}</th>
              <th scope="col">{t("conflict.mine")}</th>
              <th scope="col">{t("conflict.theirs")}</th>
            </tr>
          </thead>
          <tbody>
            {found.map(({ name, mine: my, theirs: their, by }) => (
              <tr key={name}>
                <th scope="row">{words.name(name)}</th>
                <td data-changed={by !== "them"}>{words.value(name, my)}</td>
                <td data-changed={by !== "me"}>{words.value(name, their)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <Inline>
        <Button variant="primary" onClick={() => onKeepMine(draftFrom(merged(...flats)))}>
          {t("conflict.keep_mine")}
        </Button>
        <Button onClick={onTakeTheirs}>{t("conflict.take_theirs")}</Button>
      </Inline>
    </Notice>
  );
}
