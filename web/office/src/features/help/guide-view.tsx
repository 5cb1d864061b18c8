// A page of the guide by its name, loaded, missing or failed, at one of its headings.
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { EmptyState, ErrorState, SkeletonLines } from "../../ui/states.tsx";
import { guideQuery } from "./api.ts";
import { GuideText } from "./guide-text.tsx";
import style from "./help.module.css";

export interface GuidePlace {
  page: string;
  /** A heading of the page, "" for its beginning. */
  hash: string;
}

export function GuideView({
  place,
  onOpen,
}: {
  place: GuidePlace;
  onOpen: (place: GuidePlace) => void;
}) {
  const { t } = useTranslation("help");
  const { data, error, refetch } = useQuery(guideQuery(place.page));
  const text = useRef<HTMLDivElement>(null);
  const first = useRef(place);
  useEffect(() => {
    if (!data || !text.current) return;
    const heading = place.hash && text.current.querySelector(`[id="${CSS.escape(place.hash)}"]`);
    // Where it opens without a heading, what stands above it is seen as well.
    if (heading || place !== first.current)
      (heading || text.current).scrollIntoView({ block: "start" });
  }, [data, place]);
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <SkeletonLines lines={12} />;
  if (data === null) return <EmptyState icon="info" title={t("missing")} />;
  return (
    <div ref={text} className={style.page}>
      <GuideText page={data} onOpen={(page, hash) => onOpen({ page: page || place.page, hash })} />
    </div>
  );
}
