// Splits C++ and TypeScript text into code, comments and string literals. Not a parser: it knows
// just enough of both languages that rules about code do not trip over words in text.

/// Number of the line (from 1) that holds `offset`.
export function line_at(text, offset) {
  let line = 1;
  for (let i = text.indexOf("\n"); i >= 0 && i < offset; i = text.indexOf("\n", i + 1)) line += 1;
  return line;
}

function blank(text) {
  return text.replace(/[^\n]/g, " ");
}

// A run of characters that open nothing.
const k_plain = /[^"'`/{}R]+/y;

class Splitter {
  constructor(text, script) {
    this.text = text;
    this.script = script; // TypeScript or JavaScript; else C++
    this.at = 0;
    this.pieces = [];
    this.comments = [];
    this.literals = [];
    this.template_depths = []; // brace depth at which each open ${ ends
    this.depth = 0;
  }

  take(end, kept, list) {
    const piece = this.text.slice(this.at, end);
    list?.push({ line: line_at(this.text, this.at), text: piece });
    this.pieces.push(kept ? piece : blank(piece));
    this.at = end;
  }

  comment_end() {
    const block = this.text[this.at + 1] === "*";
    const end = this.text.indexOf(block ? "*/" : "\n", this.at + (block ? 2 : 0));
    if (end < 0) return this.text.length;
    return block ? end + 2 : end;
  }

  // The end of a one-line literal opened at `at`; -1 when the quote does not open one.
  quoted_end(quote) {
    for (let i = this.at + 1; i < this.text.length; i += 1) {
      if (this.text[i] === "\\") i += 1;
      else if (this.text[i] === "\n") return -1;
      else if (this.text[i] === quote) return i + 1;
    }
    return -1;
  }

  raw_string_end() {
    const open = /^R"([^()\s\\]{0,16})\(/.exec(this.text.slice(this.at, this.at + 24));
    if (!open) return -1;
    const close = `)${open[1]}"`;
    const end = this.text.indexOf(close, this.at + open[0].length);
    return end < 0 ? this.text.length : end + close.length;
  }

  // The end of template text from `at` (just after ` or }): the closing ` or the opening ${.
  template_end(from) {
    for (let i = from; i < this.text.length; i += 1) {
      if (this.text[i] === "\\") i += 1;
      else if (this.text[i] === "`") return i + 1;
      else if (this.text.startsWith("${", i)) {
        this.template_depths.push(this.depth);
        return i + 2;
      }
    }
    return this.text.length;
  }

  regex_end() {
    const before = this.text.slice(Math.max(0, this.at - 20), this.at);
    if (!/(^|[(,=:[!&|?{};\n]|\breturn|=>)\s*$/.test(before)) return -1;
    let in_class = false;
    for (let i = this.at + 1; i < this.text.length; i += 1) {
      const c = this.text[i];
      if (c === "\\") i += 1;
      else if (c === "\n") return -1;
      else if (c === "[") in_class = true;
      else if (c === "]") in_class = false;
      else if (c === "/" && !in_class) return i + 1;
    }
    return -1;
  }

  after_word() {
    return this.at > 0 && /\w/.test(this.text[this.at - 1]);
  }

  literal_end() {
    const c = this.text[this.at];
    if (c === '"') return this.quoted_end('"');
    if (c === "'") {
      const in_number = !this.script && this.after_word();
      return in_number ? -1 : this.quoted_end("'");
    }
    if (!this.script) return c === "R" && !this.after_word() ? this.raw_string_end() : -1;
    if (c === "`") return this.template_end(this.at + 1);
    return c === "/" ? this.regex_end() : -1;
  }

  step() {
    const c = this.text[this.at];
    const two = this.text.slice(this.at, this.at + 2);
    if (two === "//" || two === "/*") return this.take(this.comment_end(), false, this.comments);
    const end = this.literal_end();
    if (end > 0) return this.take(end, false, this.literals);
    if (c === "{") this.depth += 1;
    if (c === "}") {
      if (this.template_depths.at(-1) === this.depth) {
        this.template_depths.pop();
        return this.take(this.template_end(this.at + 1), false, this.literals);
      }
      this.depth -= 1;
    }
    k_plain.lastIndex = this.at + 1;
    return this.take(k_plain.test(this.text) ? k_plain.lastIndex : this.at + 1, true);
  }

  run() {
    while (this.at < this.text.length) this.step();
    return { code: this.pieces.join(""), comments: this.comments, literals: this.literals };
  }
}

/// `code` has the length and lines of `text` with comments and literals blanked out.
export function split_cpp(text) {
  return new Splitter(text, false).run();
}

export function split_script(text) {
  return new Splitter(text, true).run();
}
