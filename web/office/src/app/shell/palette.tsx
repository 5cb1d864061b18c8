// One box for everything: jump to a page, open a payment by its id, search payments, run an action.
import { useMantineColorScheme } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { formatMoney } from "../../lib/money.ts";
import { cx } from "../../ui/class-names.ts";
import { Dialog } from "../../ui/dialog.tsx";
import type { MenuPlace } from "../../ui/feature.ts";
import { Icon } from "../../ui/icon.tsx";
import { Keys } from "../../ui/keys.tsx";
import { useStatusWord } from "../../ui/status.tsx";
import style from "./palette.module.css";
import { matches, type PaletteEntry, pathOfId } from "./palette-entries.ts";
import { usePaletteHits } from "./palette-hits.ts";
import { useSignOut } from "./user-menu.tsx";

export default function Palette({
  places,
  onClose,
}: {
  places: readonly MenuPlace[];
  onClose: () => void;
}) {
  const { t } = useTranslation();
  return (
    <Dialog open onClose={onClose} title={t("palette.title")} titleHidden>
      <PaletteBody places={places} onClose={onClose} />
    </Dialog>
  );
}

function useEntries(places: readonly MenuPlace[], text: string): PaletteEntry[] {
  const { t } = useTranslation(["shared", "menu"]);
  const navigate = useNavigate();
  const { setColorScheme } = useMantineColorScheme();
  const signOut = useSignOut();
  const go = (to: string) => () => void navigate({ to });

  const pages = places.map((place): PaletteEntry => {
    const label = t(`menu:${place.title}`);
    const { path, icon, shortcut } = place;
    return { key: path, label, group: "go", icon, shortcut, run: go(path) };
  });
  const actions: PaletteEntry[] = (["light", "dark", "auto"] as const).map((scheme) => ({
    key: scheme,
    label: `${t("scheme.label")}: ${t(`scheme.${scheme}`)}`,
    group: "act",
    icon: scheme === "light" ? "sun" : scheme === "dark" ? "moon" : "monitor",
    run: () => setColorScheme(scheme),
  }));
  actions.push({
    key: "sign-out",
    label: t("user.sign_out"),
    group: "act",
    icon: "sign-out",
    run: () => void signOut(),
  });
  const found: PaletteEntry[] = [];
  const path = pathOfId(text);
  if (path)
    found.push({
      key: "id",
      label: t("palette.open_id", { id: text.trim() }),
      group: "find",
      icon: "arrow-right",
      run: go(path),
    });
  else if (text.trim() !== "")
    found.push({
      key: "search",
      label: t("palette.search", { text: text.trim() }),
      group: "find",
      icon: "search",
      run: () => void navigate({ to: "/payments", search: { search: text.trim() } } as never),
    });
  const fitting = [...pages, ...actions].filter((entry) => matches(entry.label, text.trim()));
  return path ? [...found, ...fitting] : [...fitting, ...found];
}

/** Payments and merchants that the server knows by this text; below what is already offered. */
function useHitEntries(text: string): PaletteEntry[] {
  const word = useStatusWord();
  const navigate = useNavigate();
  // A pasted id is offered already.
  const { payments, merchants } = usePaletteHits(pathOfId(text) ? "" : text);
  return [
    ...merchants.map(
      (merchant): PaletteEntry => ({
        key: merchant.merchant_id,
        label: merchant.name,
        group: "merchant",
        icon: "merchant",
        run: () => void navigate({ to: `/merchants/${merchant.merchant_id}` }),
      }),
    ),
    ...payments.map(
      (payment): PaletteEntry => ({
        key: payment.payment_id,
        label: payment.external_id || payment.payment_id,
        note: [
          formatMoney(payment.amount_minor, payment.currency, { unit: "code" }),
          word("payment", payment.in_doubt ? "in_doubt" : payment.lifecycle),
          payment.merchant_name,
        ].join(" · "),
        group: "payment",
        icon: "list",
        run: () => void navigate({ to: `/payments/${payment.payment_id}` }),
      }),
    ),
  ];
}

function PaletteBody({ places, onClose }: { places: readonly MenuPlace[]; onClose: () => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const offered = useEntries(places, text);
  const hits = useHitEntries(text);
  const entries = [...offered, ...hits];
  const at = Math.min(chosen, entries.length - 1);

  // biome-ignore lint/correctness/useExhaustiveDependencies: runs for each newly chosen entry
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [at]);

  function run(entry: PaletteEntry | undefined) {
    if (!entry) return;
    onClose();
    entry.run();
  }

  function onKey(event: KeyboardEvent) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setChosen((at + step + entries.length) % Math.max(1, entries.length));
    }
    if (event.key === "Enter") {
      event.preventDefault();
      run(entries[at]);
    }
  }

  return (
    <div className={style.palette}>
      <div className={style.box}>
        <Icon name="search" />
        <input
          // biome-ignore lint/a11y/noAutofocus: the palette is opened to type into it
          autoFocus
          data-autofocus
          className={style.input}
          placeholder={t("palette.placeholder")}
          aria-label={t("palette.placeholder")}
          role="combobox"
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-activedescendant={entries[at] && `${id}-${entries[at].key}`}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setChosen(0);
          }}
          onKeyDown={onKey}
        />
      </div>
      <div
        ref={list}
        id={`${id}-list`}
        className={style.list}
        role="listbox"
        aria-label={t("palette.title")}
      >
        {entries.map((entry, place) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled by the box above
          // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the box
          <div
            key={entry.key}
            id={`${id}-${entry.key}`}
            role="option"
            aria-selected={place === at}
            className={cx(style.entry, place === at && style.chosen)}
            onPointerMove={() => setChosen(place)}
            onClick={() => run(entry)}
          >
            <Icon name={entry.icon} />
            <span className={style.label}>
              {entry.label}
              {entry.note && <span className={style.note}>{entry.note}</span>}
            </span>
            {entry.shortcut ? (
              <Keys keys={entry.shortcut} />
            ) : (
              <span className={style.group}>{t(`palette.group_${entry.group}`)}</span>
            )}
          </div>
        ))}
        {entries.length === 0 && <p className={style.none}>{t("palette.nothing")}</p>}
      </div>
    </div>
  );
}
