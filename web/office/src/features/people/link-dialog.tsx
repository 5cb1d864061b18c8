// A one-time link to hand over, or the word that it was mailed.
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { Instant } from "../../ui/instant.tsx";
import { SecretDialog } from "../../ui/secret-reveal.tsx";

export function LinkDialog({
  title,
  path,
  expires_at,
  onClose,
}: {
  title: string;
  /** Null when the server had it mailed. */
  path: string | null;
  expires_at: number;
  onClose: () => void;
}) {
  const { t } = useTranslation("people");
  if (path !== null)
    return (
      <SecretDialog
        open
        title={title}
        secret={`${globalThis.location.origin}${path}`}
        note={
          <>
            {t("link.note")} <Instant at={expires_at} />
          </>
        }
        onStored={onClose}
      />
    );
  return (
    <Dialog open onClose={onClose} title={title} size="small">
      <p>{t("link.mailed")}</p>
      <DialogActions>
        <Button variant="primary" onClick={onClose}>
          {t("link.close")}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
