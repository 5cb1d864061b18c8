// Keyboard hints: "ctrl+k" is drawn as two keys, "g p" as two keys pressed one after the other.
import style from "./keys.module.css";

const names: Record<string, string> = {
  ctrl: "Ctrl",
  shift: "Shift",
  enter: "↵",
  esc: "Esc",
  up: "↑",
  down: "↓",
};

export function Keys({ keys }: { keys: string }) {
  return (
    <span className={style.keys}>
      {keys.split(/[+ ]/).map((key) => (
        <kbd key={key} className={style.key}>
          {names[key] ?? key.toUpperCase()}
        </kbd>
      ))}
    </span>
  );
}
