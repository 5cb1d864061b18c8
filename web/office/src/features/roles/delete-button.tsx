// Deleting a role that nobody holds.
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { useToast } from "../../ui/toast.tsx";
import { delete_role, type Role, refreshRoles } from "./api.ts";

export function DeleteButton({
  role,
  disabledReason,
}: {
  role: Role;
  disabledReason: string | false;
}) {
  const { t } = useTranslation("roles");
  const queries = useQueryClient();
  const navigate = useNavigate();
  const toast = useToast();
  const [open, setOpen] = useState(false);
  const in_use = role.holders > 0 && t("delete.in_use", { count: role.holders });
  return (
    <>
      <Button icon="trash" disabledReason={disabledReason || in_use} onClick={() => setOpen(true)}>
        {t("delete.action")}
      </Button>
      {open && (
        <Confirm
          open
          danger
          onClose={() => setOpen(false)}
          title={t("delete.title", { name: role.name })}
          consequence={t("delete.text")}
          action={t("delete.action")}
          onConfirm={async () => {
            await delete_role(role.role_id, role.version);
            await navigate({ to: "/roles" });
            void refreshRoles(queries);
            toast(t("delete.done", { name: role.name }));
          }}
        />
      )}
    </>
  );
}
