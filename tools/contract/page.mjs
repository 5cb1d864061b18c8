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

function members(schema) {
  if (!schema?.properties) return "";
  const rows = Object.entries(schema.properties).map(([name, member]) => {
    const required = schema.required?.includes(name) ? "" : " <em>optional</em>";
    const note = [escaped(member.description ?? ""), limits(member)].filter(Boolean).join(" — ");
    return `<tr><th scope="row"><code>${escaped(name)}</code>${required}</th><td>${typeOf(member)}</td><td>${note}</td></tr>`;
  });
  return `<div class="table" tabindex="0"><table><thead><tr><th>Member</th><th>Type</th><th>Meaning</th></tr></thead><tbody>${rows.join("")}</tbody></table></div>`;
}

function parameters(document, list) {
  if (!list?.length) return "";
  const rows = list.map((one) => {
    const parameter = one.$ref ? document.components.parameters[nameOf(one.$ref)] : one;
    const note = [escaped(parameter.description ?? ""), limits(parameter.schema ?? {})]
      .filter(Boolean)
      .join(" — ");
    return `<tr><th scope="row"><code>${escaped(parameter.name)}</code>${parameter.required ? "" : " <em>optional</em>"}</th><td>${parameter.in}</td><td>${typeOf(parameter.schema)}</td><td>${note}</td></tr>`;
  });
  return `<div class="table" tabindex="0"><table><thead><tr><th>Parameter</th><th>In</th><th>Type</th><th>Meaning</th></tr></thead><tbody>${rows.join("")}</tbody></table></div>`;
}

function body(title, content) {
  const schema = Object.values(content ?? {})[0]?.schema;
  if (!schema) return "";
  return `<h4>${title}</h4>${schema.$ref ? `<p>${typeOf(schema)}</p>` : members(schema) || `<p>${typeOf(schema)}</p>`}`;
}

function operation(document, route, method, one) {
  const answers = Object.entries(one.responses)
    .filter(([status]) => status !== "default")
    .map(([status, answer]) => body(`${status}: ${escaped(answer.description)}`, answer.content))
    .join("");
  return `<section id="${one.operationId}"><h3><span class="method">${method.toUpperCase()}</span> <code>${escaped(route)}</code></h3>
<p class="summary">${escaped(one.summary)}</p>${prose(one.description ?? "")}${parameters(document, one.parameters)}${body("Request body", one.requestBody?.content)}${answers}</section>`;
}

/** The whole page as HTML text. */
export function page(document) {
  const groups = new Map();
  for (const [route, item] of Object.entries(document.paths))
    for (const method of methods.filter((name) => item[name])) {
      const tag = item[method].tags?.[0] ?? "other";
      groups.set(tag, [...(groups.get(tag) ?? []), [route, method, item[method]]]);
    }
  const contents = [...groups]
    .map(
      ([tag, list]) =>
        `<h2>${escaped(tag)}</h2><ul>${list.map(([, , one]) => `<li><a href="#${one.operationId}">${escaped(one.operationId)}</a></li>`).join("")}</ul>`,
    )
    .join("");
  const sections = [...groups]
    .map(
      ([tag, list]) =>
        `<h2 id="tag-${escaped(tag)}">${escaped(tag)}</h2>${list.map(([route, method, one]) => operation(document, route, method, one)).join("")}`,
    )
    .join("");
  const schemas = Object.entries(document.components.schemas)
    .map(
      ([name, schema]) =>
        `<section id="schema-${name}"><h3>${name}</h3>${members(schema)}</section>`,
    )
    .join("");
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escaped(document.info.title)}</title><link rel="stylesheet" href="/docs/api/reference.css"></head>
<body><a class="skip" href="#main">Skip to the reference</a><nav aria-label="Contents"><p class="brand">${escaped(document.info.title)}</p><p><a href="/api/openapi.json">openapi.json</a></p>${contents}<h2><a href="#schemas">Schemas</a></h2></nav>
<main id="main"><h1>${escaped(document.info.title)}</h1>${prose(document.info.description)}${sections}<h2 id="schemas">Schemas</h2>${schemas}</main></body></html>
`;
}

export const style = `:root{color-scheme:light dark;--text:#17202b;--dim:#556273;--line:#dde3ea;--back:#fff;--soft:#f5f7fa;--accent:#1f5fbf}
@media(prefers-color-scheme:dark){:root{--text:#e6ebf2;--dim:#9aa8b8;--line:#2c3642;--back:#12171e;--soft:#1a212a;--accent:#86b4ff}}
*{box-sizing:border-box}body{margin:0;display:grid;grid-template-columns:17rem minmax(0,1fr);font:15px/1.55 system-ui,sans-serif;color:var(--text);background:var(--back)}
a{color:var(--accent)}nav{position:sticky;top:0;height:100vh;overflow:auto;padding:1.5rem;border-right:1px solid var(--line);background:var(--soft)}
nav h2{font-size:.8rem;text-transform:uppercase;letter-spacing:.05em;color:var(--dim);margin:1.2rem 0 .3rem}nav ul{list-style:none;margin:0;padding:0}nav li{margin:.15rem 0}.brand{font-weight:650;margin:0}
main{padding:2rem clamp(1rem,4vw,3rem);max-width:62rem}h1{margin-top:0}main h2{margin-top:2.5rem;text-transform:capitalize}section{padding:1rem 0;border-top:1px solid var(--line)}
h3{margin:.2rem 0;font-size:1.05rem}.method{display:inline-block;min-width:4rem;font-size:.8rem;font-weight:700;color:var(--accent)}.summary{color:var(--dim);margin:.2rem 0 .6rem}
code{font:.92em ui-monospace,monospace}.table{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.92rem}th,td{text-align:left;vertical-align:top;padding:.35rem .8rem .35rem 0;border-bottom:1px solid var(--line)}th em{color:var(--dim);font-weight:400}
.skip{position:absolute;left:-999px}.skip:focus{left:1rem;top:1rem;background:var(--back);padding:.5rem}
@media(max-width:800px){body{grid-template-columns:minmax(0,1fr)}nav{position:static;height:auto;border-right:0;border-bottom:1px solid var(--line)}}
`;
