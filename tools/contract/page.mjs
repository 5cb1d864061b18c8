// The readable reference page of the contract: one static page, no script, light and dark.

const methods = ["get", "post", "put", "patch", "delete"];

const escaped = (text) =>
  String(text ?? "").replace(
    /[&<>"]/g,
    (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c],
  );

/** `text` with single line breaks kept and `code` marked. */
const prose = (text) =>
  escaped(text)
    .trim()
    .split(/\n\s*\n/)
    .map((paragraph) => `<p>${paragraph.replace(/`([^`]+)`/g, "<code>$1</code>")}</p>`)
    .join("");

const nameOf = (reference) => reference.split("/").at(-1);

function typeOf(schema) {
  if (!schema) return "";
  if (schema.$ref) return `<a href="#schema-${nameOf(schema.$ref)}">${nameOf(schema.$ref)}</a>`;
  if (schema.enum) return schema.enum.map((word) => `<code>${escaped(word)}</code>`).join(" · ");
  if (schema.type === "array") return `list of ${typeOf(schema.items)}`;
  const type = Array.isArray(schema.type) ? schema.type.join(" or ") : schema.type;
  return escaped(type ?? "any");
}

function limits(schema) {
  const parts = [];
  if (schema.minimum !== undefined) parts.push(`≥ ${schema.minimum}`);
  if (schema.maximum !== undefined) parts.push(`≤ ${schema.maximum}`);
  if (schema.maxLength !== undefined) parts.push(`at most ${schema.maxLength} characters`);
  if (schema.default !== undefined) parts.push(`default ${escaped(schema.default)}`);
  return parts.join(", ");
}

/** One table row; the first cell is its header. */
const row = ([head, ...cells]) =>
  `<tr><th scope="row">${head}</th>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`;

/** A table that scrolls sideways on its own. */
function table(heads, rows) {
  const head = heads.map((one) => `<th>${one}</th>`).join("");
  return [
    '<div class="table" tabindex="0"><table>',
    `<thead><tr>${head}</tr></thead>`,
    `<tbody>${rows.join("")}</tbody>`,
    "</table></div>",
  ].join("");
}

const named = (name, required) =>
  `<code>${escaped(name)}</code>${required ? "" : " <em>optional</em>"}`;

const meaning = (description, schema) =>
  [escaped(description ?? ""), limits(schema ?? {})].filter(Boolean).join(" — ");

function members(schema) {
  if (!schema?.properties) return "";
  const rows = Object.entries(schema.properties).map(([name, member]) =>
    row([
      named(name, schema.required?.includes(name)),
      typeOf(member),
      meaning(member.description, member),
    ]),
  );
  return table(["Member", "Type", "Meaning"], rows);
}

function parameters(document, list) {
  if (!list?.length) return "";
  const rows = list.map((one) => {
    const parameter = one.$ref ? document.components.parameters[nameOf(one.$ref)] : one;
    return row([
      named(parameter.name, parameter.required),
      parameter.in,
      typeOf(parameter.schema),
      meaning(parameter.description, parameter.schema),
    ]);
  });
  return table(["Parameter", "In", "Type", "Meaning"], rows);
}

function body(title, content) {
  const schema = Object.values(content ?? {})[0]?.schema;
  if (!schema) return "";
  const shown = schema.$ref ? "" : members(schema);
  return `<h4>${title}</h4>${shown || `<p>${typeOf(schema)}</p>`}`;
}

function operation(document, [route, method, one]) {
  const answers = Object.entries(one.responses)
    .filter(([status]) => status !== "default")
    .map(([status, answer]) => body(`${status}: ${escaped(answer.description)}`, answer.content));
  return [
    `<section id="${one.operationId}">`,
    `<h3><span class="method">${method.toUpperCase()}</span> <code>${escaped(route)}</code></h3>`,
    `<p class="summary">${escaped(one.summary)}</p>`,
    prose(one.description ?? ""),
    parameters(document, one.parameters),
    body("Request body", one.requestBody?.content),
    ...answers,
    "</section>",
  ].join("\n");
}

/** Operations by their first tag, in the order of the contract. */
function groupsOf(document) {
  const groups = new Map();
  for (const [route, item] of Object.entries(document.paths))
    for (const method of methods.filter((name) => item[name])) {
      const tag = item[method].tags?.[0] ?? "other";
      groups.set(tag, [...(groups.get(tag) ?? []), [route, method, item[method]]]);
    }
  return [...groups];
}

function contents(groups) {
  const link = (one) => `<li><a href="#${one.operationId}">${escaped(one.operationId)}</a></li>`;
  return groups
    .map(([tag, list]) => {
      const links = list.map(([, , one]) => link(one)).join("");
      return `<h2>${escaped(tag)}</h2><ul>${links}</ul>`;
    })
    .join("\n");
}

/** The whole page as HTML text. */
export function page(document) {
  const groups = groupsOf(document);
  const title = escaped(document.info.title);
  const sections = groups.map(
    ([tag, list]) =>
      `<h2>${escaped(tag)}</h2>${list.map((one) => operation(document, one)).join("\n")}`,
  );
  const schemas = Object.entries(document.components.schemas).map(
    ([name, schema]) => `<section id="schema-${name}"><h3>${name}</h3>${members(schema)}</section>`,
  );
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width,initial-scale=1">',
    `<title>${title}</title><link rel="stylesheet" href="/docs/api/reference.css"></head>`,
    '<body><a class="skip" href="#main">Skip to the reference</a>',
    `<nav aria-label="Contents"><p class="brand">${title}</p>`,
    '<p><a href="/api/openapi.json">openapi.json</a></p>',
    contents(groups),
    '<h2><a href="#schemas">Schemas</a></h2></nav>',
    `<main id="main"><h1>${title}</h1>${prose(document.info.description)}`,
    ...sections,
    '<h2 id="schemas">Schemas</h2>',
    ...schemas,
    "</main></body></html>\n",
  ].join("\n");
}
