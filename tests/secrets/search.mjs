// Searching piles of bytes for a secret in every form it could have been written in.

/** base64 of `bytes` inside a longer text, for each of the three places where it can begin. */
function base64Forms(bytes) {
  const forms = [];
  for (let before = 0; before < 3; ++before) {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64");
    // Signs that also depend on the bytes around are cut off at both ends.
    const begin = Math.ceil((before * 4) / 3);
    const end = Math.floor(((before + bytes.length) * 4) / 3);
    const sure = text.slice(begin, end);
    forms.push(sure, sure.replaceAll("+", "-").replaceAll("/", "_"));
  }
  return forms;
}

/** Clear, hex in both cases, base64 in both alphabets. `value` is text, bytes, or its own forms. */
export function formsOf(value) {
  if (value.forms) return value.forms.flatMap(formsOf);
  const bytes = Buffer.from(value);
  const hex = bytes.toString("hex");
  const forms = [bytes, Buffer.from(hex), Buffer.from(hex.toUpperCase())];
  forms.push(Buffer.from(bytes.toString("utf16le")));
  // Very short ones would be found everywhere by chance in their longer alphabets.
  if (bytes.length >= 6) forms.push(...base64Forms(bytes).map((form) => Buffer.from(form)));
  return forms;
}

export class Haystack {
  constructor() {
    this.piles = [];
  }
  add(name, bytes) {
    this.piles.push({ name, bytes });
  }
  /** Names of the piles that hold one of the forms. */
  find(forms) {
    const found = [];
    for (const { name, bytes } of this.piles)
      if (forms.some((form) => form.length > 0 && bytes.includes(form))) found.push(name);
    return found;
  }
}
