// Random typed expressions, each spelled in the rule language and in CEL, and random facts for
// them. What the two spell differently (durations, functions) is translated here; what only one of
// them has (money, networks, decimal arithmetic) is left out.

/** Deterministic and small: xorshift of 32 bits. */
export class Random {
  constructor(seed) {
    this.state = seed | 0 || 1;
  }
  below(limit) {
    this.state ^= this.state << 13;
    this.state ^= this.state >>> 17;
    this.state ^= this.state << 5;
    return (this.state >>> 0) % limit;
  }
  pick(list) {
    return list[this.below(list.length)];
  }
}

const k_ints = ["0", "1", "2", "-1", "7", "100", "9223372036854775807", "-9223372036854775808"];
const k_texts = ["", "a", "ab", "B", "ba", "é", "x1", "a b"];
const k_patterns = ["^a", "b$", "a|x", "[a-c]+$", "x[0-9]", "."];
const k_seconds = [0, 1, 60, 90, 3600, 86400, 5400];
const k_comparisons = ["==", "!=", "<", "<=", ">", ">="];

const same = (text) => ({ ours: text, cel: text });
const quoted = (text) => same(JSON.stringify(text));
/** Joins parts that are texts or pairs of spellings. */
function spelled(...parts) {
  const side = (name) => parts.map((part) => (typeof part === "string" ? part : part[name]));
  return { ours: side("ours").join(""), cel: side("cel").join("") };
}

function duration(seconds, random) {
  const units = [
    [86400, "d"],
    [3600, "h"],
    [60, "m"],
    [1, "s"],
  ].filter(([size]) => seconds % size === 0);
  const [size, unit] = random.pick(units);
  return { ours: `${seconds / size}${unit}`, cel: `duration("${seconds}s")` };
}

export class Expressions {
  constructor(random) {
    this.random = random;
  }

  field(letter) {
    return same(`f.${letter}${1 + this.random.below(2)}`);
  }

  /** Sometimes in parentheses that mean nothing; the operands always, where they are needed. */
  wrapped(part) {
    return spelled("(", part, ")");
  }

  choice(make, depth) {
    return this.wrapped(
      spelled(
        this.boolean(depth - 1),
        " ? ",
        make.call(this, depth - 1),
        " : ",
        make.call(this, depth - 1),
      ),
    );
  }

  integer(depth) {
    const kind = this.random.below(depth > 0 ? 7 : 3);
    if (kind === 0) return same(this.random.pick(k_ints));
    if (kind <= 2) return this.field("i");
    if (kind === 3) return this.choice(this.integer, depth);
    if (kind === 4) return spelled("-(", this.integer(depth - 1), ")");
    const sign = this.random.pick([" + ", " - ", " * "]);
    return this.wrapped(spelled(this.integer(depth - 1), sign, this.integer(depth - 1)));
  }

  decimal(depth) {
    const kind = this.random.below(depth > 0 ? 4 : 3);
    if (kind === 0) return same(this.random.pick(["0.5", "1.0", "2.25", "-3.125", "99.999999"]));
    if (kind <= 2) return this.field("d");
    return this.choice(this.decimal, depth);
  }

  text(depth) {
    const kind = this.random.below(depth > 0 ? 5 : 3);
    if (kind === 0) return quoted(this.random.pick(k_texts));
    if (kind <= 2) return this.field("s");
    if (kind === 3) return this.choice(this.text, depth);
    const inner = this.text(depth - 1);
    return { ours: `lower(${inner.ours})`, cel: `(${inner.cel}).lowerAscii()` };
  }

  span(depth) {
    const kind = this.random.below(depth > 0 ? 6 : 3);
    if (kind === 0) return duration(this.random.pick(k_seconds), this.random);
    if (kind <= 2) return this.field("u");
    if (kind === 3) return this.choice(this.span, depth);
    if (kind === 4)
      return this.wrapped(spelled(this.instant(depth - 1), " - ", this.instant(depth - 1)));
    const sign = this.random.pick([" + ", " - "]);
    return this.wrapped(spelled(this.span(depth - 1), sign, this.span(depth - 1)));
  }

  instant(depth) {
    const kind = this.random.below(depth > 0 ? 4 : 2);
    if (kind <= 1) return this.field("t");
    if (kind === 2) return this.choice(this.instant, depth);
    return this.wrapped(
      spelled(this.instant(depth - 1), this.random.pick([" + ", " - "]), this.span(depth - 1)),
    );
  }

  compared(depth) {
    const makers = [this.integer, this.decimal, this.text, this.span, this.instant];
    const make = this.random.pick(makers);
    const sign = ` ${this.random.pick(k_comparisons)} `;
    return spelled(make.call(this, depth - 1), sign, make.call(this, depth - 1));
  }

  /** An integer beside a decimal: CEL compares them by value once their types are dynamic. */
  mixed(depth) {
    const left = this.integer(depth - 1);
    const right = this.decimal(depth - 1);
    const sign = this.random.pick(k_comparisons);
    return {
      ours: `${left.ours} ${sign} ${right.ours}`,
      cel: `dyn(${left.cel}) ${sign} dyn(${right.cel})`,
    };
  }

  member(depth) {
    const [make, field] = this.random.pick([
      [this.integer, "f.li"],
      [this.text, "f.ls"],
    ]);
    const wanted = make.call(this, depth - 1);
    if (this.random.below(2) === 0) return spelled(wanted, ` in ${field}`);
    const items = Array.from({ length: this.random.below(4) }, () => make.call(this, depth - 1));
    const list = items.flatMap((item, i) => (i > 0 ? [", ", item] : [item]));
    return spelled(wanted, " in [", ...list, "]");
  }

  asked(depth) {
    const kind = this.random.below(3);
    if (kind === 0) return spelled("has(", this.field(this.random.pick(["i", "s", "b", "t"])), ")");
    const text = this.text(depth - 1);
    if (kind === 1) {
      const start = this.text(depth - 1);
      return {
        ours: `starts_with(${text.ours}, ${start.ours})`,
        cel: `(${text.cel}).startsWith(${start.cel})`,
      };
    }
    const pattern = JSON.stringify(this.random.pick(k_patterns));
    return { ours: `matches(${text.ours}, ${pattern})`, cel: `(${text.cel}).matches(${pattern})` };
  }

  boolean(depth) {
    if (depth <= 0) return this.random.below(3) === 0 ? same("true") : this.field("b");
    switch (this.random.below(11)) {
      case 0:
      case 1:
        return this.chain(" && ", depth);
      case 2:
      case 3:
        return this.chain(" || ", depth);
      case 4:
        return spelled("!(", this.boolean(depth - 1), ")");
      case 5:
        return this.choice(this.boolean, depth);
      case 6:
        return this.wrapped(this.mixed(depth));
      case 7:
        return this.wrapped(this.member(depth));
      case 8:
        return this.asked(depth);
      default:
        return this.wrapped(this.compared(depth));
    }
  }

  chain(sign, depth) {
    const parts = [this.boolean(depth - 1), sign, this.boolean(depth - 1)];
    if (this.random.below(3) === 0) parts.push(sign, this.boolean(depth - 1));
    return this.wrapped(spelled(...parts));
  }
}

/** Facts as ours take them (texts) and as CEL does; some are missing. */
export function random_facts(random, make) {
  const ours = {};
  const cel = {};
  const give = (name, text, value) => {
    if (random.below(8) === 0) return;
    ours[`f.${name}`] = text;
    cel[name] = value;
  };
  for (const n of ["1", "2"]) {
    const i = random.pick(k_ints);
    give(`i${n}`, i, BigInt(i));
    const micro = random.pick([0, 500000, 1000000, -3125000, 2250000, 99999999]);
    give(`d${n}`, String(micro), micro / 1e6);
    const s = random.pick(k_texts);
    give(`s${n}`, s, s);
    const b = random.below(2) === 0;
    give(`b${n}`, String(b), b);
    const t = 1_700_000_000_000 + random.pick(k_seconds) * 1_000;
    give(`t${n}`, String(t), make.instant(t));
    const u = random.pick(k_seconds) * 1_000 * (random.below(3) - 1);
    give(`u${n}`, String(u), make.duration(u));
  }
  const numbers = [random.pick(k_ints), random.pick(k_ints)];
  give("li", numbers, numbers.map(BigInt));
  const texts = [random.pick(k_texts), random.pick(k_texts)];
  give("ls", texts, texts);
  return { ours, cel };
}
