// The object an entry is about: its kind in words, its id, and its page where it has one.

import { shortId } from "../../lib/words.ts";
import { Copyable } from "../../ui/copyable.tsx";
import { Link } from "../../ui/link.tsx";
import style from "./audit.module.css";
import { useTrailWords } from "./words.ts";

const pages: Record<string, string> = {
  payment: "/payments/",
  merchant: "/merchants/",
  recipient: "/recipients/",
  audit_entry: "/audit/",
};

export function pathOf(kind: string, id: string): string | undefined {
  const page = pages[kind];
  return page !== undefined && id !== "" ? page + id : undefined;
}

/** In a list: the kind, and the id as a link where there is a page. */
export function SubjectCell({ kind, id }: { kind: string; id: string }) {
  const words = useTrailWords();
  const path = pathOf(kind, id);
  return (
    <span className={style.subject}>
      <span>{words.subject(kind)}</span>
      {path ? (
        <Link to={path} className={style.id} title={id}>
          {shortId(id)}
        </Link>
      ) : (
        id && (
          <span className={style.id} title={id}>
            {shortId(id)}
          </span>
        )
      )}
    </span>
  );
}

/** On the entry's page: the whole id. */
export function SubjectFact({ kind, id }: { kind: string; id: string }) {
  const words = useTrailWords();
  const path = pathOf(kind, id);
  return (
    <span className={style.subject}>
      {path ? <Link to={path}>{words.subject(kind)}</Link> : <span>{words.subject(kind)}</span>}
      {id && <Copyable text={id} />}
    </span>
  );
}
