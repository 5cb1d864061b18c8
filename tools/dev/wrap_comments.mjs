// Wraps over-long `//` comments of scripts at 100 columns, which the formatter leaves alone; words
// that do not fit move on to the next line of the same comment. wrap_comments.mjs FOLDER…
import { writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { Tree } from "../source/tree.mjs";

const k_columns = 100;
const k_comment = /^(\s*\/\/\/?) (\S.*)$/;

/// The same text with no comment line longer than 100 columns. A directive stays as it is.
export function wrapped(text) {
  const lines = text.split("\n");
  for (let i = 0; i < lines.length; i += 1) {
    const comment = k_comment.exec(lines[i]);
    if (!comment || [...lines[i]].length <= k_columns || /biome-ignore|@ts-/.test(lines[i])) {
      continue;
    }
    const [, mark, words] = comment;
    const cut = words.lastIndexOf(" ", k_columns - mark.length - 1);
    if (cut < 0) continue;
    const rest = words.slice(cut + 1);
    lines[i] = `${mark} ${words.slice(0, cut)}`;
    const next = k_comment.exec(lines[i + 1] ?? "");
    const joins = next?.[1] === mark && !/^([-*@]|\d+\.|biome-ignore)/.test(next[2]);
    if (joins) lines[i + 1] = `${mark} ${rest} ${next[2]}`;
    else lines.splice(i + 1, 0, `${mark} ${rest}`);
  }
  return lines.join("\n");
}

function main(folders) {
  const tree = new Tree(".");
  for (const folder of folders) {
    for (const path of tree.below(folder, ".ts", ".tsx", ".mjs")) {
      const text = wrapped(tree.text(path));
      if (text !== tree.text(path)) writeFileSync(path, text);
    }
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) main(process.argv.slice(2));
