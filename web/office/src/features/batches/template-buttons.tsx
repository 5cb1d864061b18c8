// A file to fill in for each kind of batch.
import { useTranslation } from "react-i18next";
import { saveText } from "../../lib/save-text.ts";
import { Button } from "../../ui/button.tsx";
import { useProblemText } from "../../ui/notice.tsx";
import { Inline } from "../../ui/page.tsx";
import { useToast } from "../../ui/toast.tsx";
import { download_batch_template, type Kind, kinds } from "./api.ts";

export function TemplateButtons({ only = kinds }: { only?: readonly Kind[] }) {
  const { t } = useTranslation("batches");
  const toast = useToast();
  const problem = useProblemText();
  async function save(kind: Kind) {
    try {
      saveText(`batch-${kind}s.csv`, await download_batch_template(kind), "text/csv");
    } catch (error) {
      toast(problem(error).title, { tone: "danger" });
    }
  }
  return (
    <Inline>
      {only.map((kind) => (
        <Button key={kind} size="small" icon="download" onClick={() => void save(kind)}>
          {t(`template.${kind}`)}
        </Button>
      ))}
    </Inline>
  );
}
