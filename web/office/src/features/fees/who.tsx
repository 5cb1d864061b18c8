// Who saved a version, and when.
import { useTranslation } from "react-i18next";
import { Instant } from "../../ui/instant.tsx";
import type { Version } from "./api.ts";

export function Who({ version }: { version: Version }) {
  const { t } = useTranslation("fees");
  return (
    <>
      {version.saved_by ? t("saved_by", { name: version.saved_by }) : t("saved")}{" "}
      <Instant at={version.saved_at} />
    </>
  );
}
