// Uploading a file: what it does, for which merchant, and the file itself.
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { useCan } from "../../ui/can.tsx";
import { Page } from "../../ui/page.tsx";
import { NoPermission, SkeletonLines } from "../../ui/states.tsx";

const UploadForm = lazy(() => import("./upload-form.tsx"));

export default function UploadPage() {
  const { t } = useTranslation("batches");
  const can = useCan("create_batch");
  return (
    <Page
      width="narrow"
      title={t("upload.title")}
      note={can.allowed ? t("upload.note") : undefined}
      crumbs={[{ label: t("title"), to: "/batches" }]}
    >
      {can.allowed ? (
        <Suspense fallback={<SkeletonLines lines={8} />}>
          <UploadForm />
        </Suspense>
      ) : (
        <NoPermission permission={can.permission} />
      )}
    </Page>
  );
}
