// Names and values of one thing (a definition list). Empty values show a dash, so that a reader can
// tell "none" from "forgotten".
import type { ReactNode } from "react";
import style from "./facts.module.css";

export interface Fact {
  name: ReactNode;
  value: ReactNode;
  /** Leaves the line out altogether when it does not apply. */
  hidden?: boolean;
}

export function Facts({ facts, columns = 1 }: { facts: readonly Fact[]; columns?: 1 | 2 }) {
  return (
    <dl className={columns === 2 ? style.wide : style.facts}>
      {facts
        .filter((fact) => !fact.hidden)
        .map((fact, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: facts of a thing keep their places
          <div key={index} className={style.fact}>
            <dt>{fact.name}</dt>
            <dd>{isEmpty(fact.value) ? <span className={style.none}>–</span> : fact.value}</dd>
          </div>
        ))}
    </dl>
  );
}

const isEmpty = (value: ReactNode) => value === undefined || value === null || value === "";
