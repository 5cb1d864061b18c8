// How a person signs in, and helping them back in. Nobody sees or sets another's password or
// factor.
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { type Fact, Facts } from "../../ui/facts.tsx";
import { Instant } from "../../ui/instant.tsx";
import { Stack } from "../../ui/page.tsx";
import { useSession } from "../../ui/session.tsx";
import { Badge } from "../../ui/status.tsx";
import { useToast } from "../../ui/toast.tsx";
import {
  create_reset_link,
  type Person,
  renew_invitation,
  require_password_change,
  reset_second_factor,
} from "./api.ts";
import { LinkDialog } from "./link-dialog.tsx";
import style from "./people.module.css";
import { useChange, useMay } from "./use-person-acts.ts";

export function SecurityCard({ person }: { person: Person }) {
  const { t } = useTranslation("people");
  return (
    <Card title={t("security.title")}>
      <Stack>
        <Facts facts={useFacts(person)} />
        <HelpButtons person={person} />
      </Stack>
    </Card>
  );
}

const hasFactor = (user: Person["user"]) => user.totp_enrolled || user.passkeys > 0;

function useFacts(person: Person): Fact[] {
  const { t } = useTranslation("people");
  const { user } = person;
  const at = (instant: number | null) => instant !== null && <Instant at={instant} />;
  return [
    {
      name: t("column.second_factor"),
      value: hasFactor(user) ? (
        <Badge tone="success" icon="shield" text={t("factor.on")} />
      ) : (
        <Badge tone="warning" icon="alert" text={t("factor.off")} />
      ),
    },
    {
      name: t("security.codes"),
      value: person.recovery_codes_left,
      hidden: !hasFactor(user),
    },
    {
      name: t("column.last_login"),
      value: user.last_login_at === null ? t("never") : <Instant at={user.last_login_at} />,
    },
    {
      name: t("security.owes"),
      value: t("security.must_change"),
      hidden: !user.must_change_password,
    },
    {
      name: t("security.temporary"),
      value: at(person.temporary_password_until_at),
      hidden: person.temporary_password_until_at === null,
    },
    {
      name: t("security.invited"),
      value: at(person.invitation_until_at),
      hidden: person.invitation_until_at === null,
    },
    {
      name: t("security.locked"),
      value: at(person.locked_until_at),
      hidden: person.locked_until_at === null,
    },
    {
      name: t("security.codes_locked"),
      value: at(person.factor_locked_until_at),
      hidden: person.factor_locked_until_at === null,
    },
    { name: t("security.keys"), value: person.live_api_keys, hidden: person.live_api_keys === 0 },
  ];
}

type Help = "invitation" | "reset_link" | "password_change" | "second_factor_reset";

function HelpButtons({ person }: { person: Person }) {
  const { t } = useTranslation("people");
  const { state, user_id } = person.user;
  const mine = useSession().user.user_id === user_id;
  const write = useMay("renew_invitation", person);
  const reset = useMay("create_reset_link", person);
  const [open, setOpen] = useState<Help>();
  const own = mine && t("security.own");
  const entered = state === "active" || state === "locked";
  const ways: [Help, string | false][] = [];
  if (state === "invited") ways.push(["invitation", write]);
  if (entered) {
    ways.push(["reset_link", reset || own]);
    ways.push(["password_change", reset || own]);
  }
  if (hasFactor(person.user)) ways.push(["second_factor_reset", reset || own]);
  return (
    <div className={style.ways}>
      {ways.map(([help, reason]) => (
        <Button key={help} disabledReason={reason} onClick={() => setOpen(help)}>
          {t(`help.${help}.action`)}
        </Button>
      ))}
      {open && <HelpDialog person={person} help={open} onClose={() => setOpen(undefined)} />}
    </div>
  );
}

function HelpDialog({
  person,
  help,
  onClose,
}: {
  person: Person;
  help: Help;
  onClose: () => void;
}) {
  const { t } = useTranslation("people");
  const { user_id, name } = person.user;
  const change = useChange();
  const toast = useToast();
  const [link, setLink] = useState<Awaited<ReturnType<typeof create_reset_link>>>();
  if (link)
    return (
      <LinkDialog
        title={t(`help.${help}.action`)}
        path={link.link_path}
        expires_at={link.link_expires_at}
        onClose={onClose}
      />
    );
  async function run() {
    if (help === "invitation") setLink(await change(() => renew_invitation(user_id)));
    else if (help === "reset_link") setLink(await change(() => create_reset_link(user_id)));
    else {
      const act = help === "password_change" ? require_password_change : reset_second_factor;
      await change(() => act(user_id));
      toast(t(`help.${help}.done`));
      onClose();
    }
  }
  return (
    <Confirm
      open
      danger={help === "second_factor_reset"}
      // A link is shown in place of the question.
      onClose={() => !link && onClose()}
      title={t(`help.${help}.title`, { name })}
      consequence={t(`help.${help}.text`)}
      action={t(`help.${help}.action`)}
      onConfirm={run}
    />
  );
}
