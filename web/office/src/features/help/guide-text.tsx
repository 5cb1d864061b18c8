// A page of the guide, shown by text nodes; its links stay inside the guide.
import { createElement, Fragment, type MouseEvent, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ExternalLink } from "../../ui/link.tsx";
import { SideScroll } from "../../ui/side-scroll.tsx";
import style from "./help.module.css";
import { type GuideElement, type GuideNode, type GuidePage, placeOf } from "./pages.ts";

const plain = new Set(
  "p ul ol li thead tbody tr th td code strong em blockquote h2 h3 h4".split(" "),
);

export interface GuideTextProps {
  page: GuidePage;
  /** Opens another page at one of its headings, or with "" a heading of this one. */
  onOpen: (page: string, hash: string) => void;
}

export function GuideText({ page, onOpen }: GuideTextProps) {
  const { t } = useTranslation("help");
  const link = (href: string, children: ReactNode) => {
    if (href.startsWith("https://")) return <ExternalLink href={href}>{children}</ExternalLink>;
    const place = placeOf(href);
    if (!place) return <span>{children}</span>;
    const open = (event: MouseEvent) => {
      event.preventDefault();
      onOpen(place.page, place.hash);
    };
    const hash = place.hash && `#${place.hash}`;
    const to = place.page ? `/help/${place.page}${hash}` : hash;
    return (
      <a href={to} onClick={open}>
        {children}
      </a>
    );
  };
  const show = (nodes: readonly GuideNode[]): ReactNode =>
    nodes.map((node, at) => {
      // biome-ignore lint/suspicious/noArrayIndexKey: the text never changes
      return <Fragment key={at}>{typeof node === "string" ? node : one(node)}</Fragment>;
    });
  const one = ({ tag, id, href = "", nodes }: GuideElement) => {
    if (tag === "a") return link(href, show(nodes));
    if (tag === "br") return <br />;
    if (tag === "pre") return <pre className={style.code}>{show(nodes)}</pre>;
    if (tag === "table")
      return (
        <SideScroll label={t("table")}>
          <table>{show(nodes)}</table>
        </SideScroll>
      );
    return plain.has(tag) ? createElement(tag, { id }, show(nodes)) : show(nodes);
  };
  return <div className={style.text}>{show(page.nodes)}</div>;
}
