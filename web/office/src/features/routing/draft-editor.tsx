// The editor of a draft: ordered rules, what happens after a failed attempt, and letting it decide.
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../../api/client.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { ProblemNotice } from "../../ui/notice.tsx";
import { Inline, Stack } from "../../ui/page.tsx";
import { EmptyState } from "../../ui/states.tsx";
import { useToast } from "../../ui/toast.tsx";
import {
  activate_routing_draft,
  change_routing_draft,
  drop_routing_draft,
  type ProfilePage,
  refreshRouting,
  type Version,
} from "./api.ts";
import { CascadeCard } from "./cascade-card.tsx";
import { bodyOf, type Draft, type DraftRule, draftOf, emptyRule, moved, placeOf } from "./draft.ts";
import style from "./routing.module.css";
import { RuleCard } from "./rule-card.tsx";

export interface Vocabulary {
  fields: Schemas["RuleField"][];
  decline_classes: { decline_class: string; can_continue: boolean }[];
}
export type Account = Schemas["ProviderAccount"];

export default function DraftEditor({
  profile,
  version,
  vocabulary,
  accounts,
}: {
  profile: ProfilePage;
  version: Version;
  vocabulary: Vocabulary;
  accounts: Account[];
}) {
  const { t } = useTranslation("routing");
  const queries = useQueryClient();
  const toast = useToast();
  const [draft, setDraft] = useState<Draft>(() => draftOf(version));
  const [failure, setFailure] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const [asking, setAsking] = useState<"activate" | "drop" | undefined>();
  const id = profile.routing_profile_id;
  const dirty = JSON.stringify(draft) !== JSON.stringify(draftOf(version));
  const refused = placeOf(failure);
  const put = (rules: DraftRule[]) => setDraft({ ...draft, rules });

  async function save() {
    setBusy(true);
    setFailure(undefined);
    try {
      await change_routing_draft(id, bodyOf(draft, version.revision));
      toast(t("draft.saved"));
      await refreshRouting(queries);
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  }
  async function activate() {
    await activate_routing_draft(id, version.revision);
    toast(t("activate.done", { version: version.version }));
    void refreshRouting(queries);
  }
  async function drop() {
    await drop_routing_draft(id);
    toast(t("draft.dropped"));
    void refreshRouting(queries);
  }
  return (
    <Stack>
      {failure !== undefined && !refused && <ProblemNotice error={failure} />}
      <RuleList
        draft={draft}
        put={put}
        vocabulary={vocabulary}
        accounts={accounts}
        refused={refused}
        failure={failure}
      />
      <CascadeCard draft={draft} onChange={setDraft} vocabulary={vocabulary} />
      <div className={style.bar}>
        <Inline>
          <Button
            variant="primary"
            busy={busy}
            disabledReason={!dirty && t("draft.nothing")}
            onClick={() => void save()}
          >
            {t("draft.save")}
          </Button>
          <Button
            icon="check"
            disabledReason={
              dirty ? t("activate.save_first") : draft.rules.length === 0 && t("activate.no_rules")
            }
            onClick={() => setAsking("activate")}
          >
            {t("activate.action")}
          </Button>
          <Button variant="danger" icon="trash" onClick={() => setAsking("drop")}>
            {t("draft.drop")}
          </Button>
        </Inline>
      </div>
      {asking === "activate" && (
        <Confirm
          open
          onClose={() => setAsking(undefined)}
          title={t("activate.title", { version: version.version })}
          consequence={t("activate.text")}
          action={t("activate.action")}
          onConfirm={activate}
        />
      )}
      {asking === "drop" && (
        <Confirm
          open
          danger
          onClose={() => setAsking(undefined)}
          title={t("draft.drop_title")}
          consequence={t("draft.drop_text")}
          action={t("draft.drop")}
          onConfirm={drop}
        />
      )}
    </Stack>
  );
}

function RuleList({
  draft,
  put,
  vocabulary,
  accounts,
  refused,
  failure,
}: {
  draft: Draft;
  put: (rules: DraftRule[]) => void;
  vocabulary: Vocabulary;
  accounts: Account[];
  refused: { rule: number; member: string } | undefined;
  failure: unknown;
}) {
  const { t } = useTranslation("routing");
  const [dragged, setDragged] = useState<number | undefined>();
  const { rules } = draft;
  const add = () => put([...rules, emptyRule(rules, t("rule.new_name", { n: rules.length + 1 }))]);
  return (
    <>
      {rules.length === 0 && (
        <Card>
          <EmptyState icon="list" title={t("rules.empty")}>
            {t("rules.empty_text")}
          </EmptyState>
        </Card>
      )}
      <ol className={style.rules}>
        {rules.map((rule, index) => (
          <li
            key={rule.key}
            className={dragged !== undefined && dragged !== index ? style.drop : undefined}
            onDragOver={(event) => dragged !== undefined && event.preventDefault()}
            onDrop={() => {
              if (dragged !== undefined) put(moved(rules, dragged, index));
              setDragged(undefined);
            }}
          >
            <RuleCard
              rule={rule}
              index={index}
              count={rules.length}
              vocabulary={vocabulary}
              accounts={accounts}
              failure={
                refused?.rule === index ? { member: refused.member, error: failure } : undefined
              }
              onChange={(next) => put(rules.map((one, at) => (at === index ? next : one)))}
              onMove={(to) => put(moved(rules, index, to))}
              onRemove={() => put(rules.filter((_, at) => at !== index))}
              onDrag={(on) => setDragged(on ? index : undefined)}
            />
          </li>
        ))}
      </ol>
      <div>
        <Button icon="plus" onClick={add}>
          {t("rule.add")}
        </Button>
      </div>
    </>
  );
}
