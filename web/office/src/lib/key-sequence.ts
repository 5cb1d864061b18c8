// Recognises shortcuts: one key with modifiers ("ctrl+k", "?") or two keys in a row ("g p").

export interface KeyPress {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

export function nameOf(press: KeyPress): string {
  const key = press.key.toLowerCase();
  return press.ctrlKey || press.metaKey ? `ctrl+${key}` : key;
}

const sequence_ms = 900;

/** Returns a function that takes presses and answers the shortcut that just completed, if any. */
export function createKeySequence(shortcuts: () => readonly string[]) {
  let pending: { name: string; at: number } | undefined;
  return (press: KeyPress, at: number): string | undefined => {
    if (press.altKey) return undefined;
    const name = nameOf(press);
    const pair = pending && at - pending.at < sequence_ms ? `${pending.name} ${name}` : undefined;
    const known = shortcuts();
    pending = undefined;
    if (pair && known.includes(pair)) return pair;
    if (known.includes(name)) return name;
    if (known.some((shortcut) => shortcut.startsWith(`${name} `))) pending = { name, at };
    return undefined;
  };
}
