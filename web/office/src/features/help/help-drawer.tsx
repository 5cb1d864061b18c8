// The guide beside the work: the page about where one is, its links followed in place, and a way
// to ask the operator.
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, ButtonLink } from "../../ui/button.tsx";
import { Drawer } from "../../ui/drawer.tsx";
import { Stack } from "../../ui/page.tsx";
import { guideQuery } from "./api.ts";
import words from "./en.json";
import { type GuidePlace, GuideView } from "./guide-view.tsx";
import style from "./help.module.css";

const FeedbackDialog = lazy(() => import("./feedback-dialog.tsx"));

export default function HelpDrawer({
  guide,
  section,
  onClose,
}: {
  /** Name of the guide's page about this section. */
  guide: string;
  /** Path of the page that is open. */
  section: string;
  onClose: () => void;
}) {
  const { t, i18n } = useTranslation("help");
  // It opens over the pages of others, which load their own words alone.
  useState(() => i18n.addResourceBundle("en", "help", words));
  const [trail, setTrail] = useState<readonly GuidePlace[]>([{ page: guide, hash: "" }]);
  const [asking, setAsking] = useState(false);
  const place = trail.at(-1) ?? { page: guide, hash: "" };
  const { data } = useQuery(guideQuery(place.page));
  const open = (next: GuidePlace) => setTrail([...trail, next]);
  return (
    <Drawer open onClose={onClose} title={data?.title ?? t("title")} width={640}>
      <Stack>
        <div className={style.bar}>
          {trail.length > 1 && (
            <Button size="small" icon="arrow-left" onClick={() => setTrail(trail.slice(0, -1))}>
              {t("back")}
            </Button>
          )}
          {place.page !== "guide" && (
            <Button size="small" icon="list" onClick={() => open({ page: "guide", hash: "" })}>
              {t("all")}
            </Button>
          )}
          <ButtonLink size="small" icon="external" to={`/help/${place.page}`}>
            {t("as_page")}
          </ButtonLink>
          <Button size="small" icon="send" onClick={() => setAsking(true)}>
            {t("ask.open")}
          </Button>
        </div>
        <GuideView place={place} onOpen={open} />
      </Stack>
      {asking && (
        <Suspense>
          <FeedbackDialog section={section} onClose={() => setAsking(false)} />
        </Suspense>
      )}
    </Drawer>
  );
}
