// Draws the description at /openapi.json as one page; everything goes in as text, never as markup.
const METHODS = ["get", "post", "put", "patch", "delete"];

const response = await fetch("/openapi.json");
const description = await response.json();
const schemas = description.components.schemas;

document.getElementById("about").replaceChildren(...words(description.info.description));
document.querySelector("nav").replaceChildren(contents());
document
  .querySelector("main")
  .replaceChildren(...groups().flatMap(groupNodes), ...shapeNodes(), ...codeNodes());
if (location.hash) document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();

function groups() {
  const calls = Object.entries(description.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method]).map((method) => ({ path, method, ...item[method] })),
  );
  const names = [...new Set(calls.map((call) => call.tags[0]))];
  return names.map((name) => ({ name, calls: calls.filter((call) => call.tags[0] === name) }));
}

function contents() {
  const names = [...groups().map((group) => group.name), "shapes", "codes"];
  return node("ul", {}, ...names.map((name) => node("li", {}, link(`#${name}`, name))));
}

function groupNodes({ name, calls }) {
  return [node("h2", { id: name }, name), ...calls.map(callNode)];
}

function callNode(call) {
  const title = node("h3", {}, node("code", { class: "method" }, call.method.toUpperCase()), node("code", {}, call.path));
  const open = call.security?.length === 0 ? " No credential is needed." : "";
  return node(
    "section",
    { id: call.operationId },
    title,
    node("p", {}, ...words(call.summary + open)),
    ...part("Takes", [...call.parameters.map(parameterRow), ...bodyRows(call.requestBody)]),
    ...part("Answers", Object.entries(call.responses).map(responseRow)),
  );
}

function parameterRow({ name, in: place, required, description: text, schema }) {
  const about = [place, required ? "required" : "optional", typeText(schema), text].filter(Boolean);
  return [name, words(about.join(" · "))];
}

function bodyRows(body) {
  if (!body) return [];
  return Object.entries(body.content).map(([type, { schema }]) => ["body", [`${type}: `, ...typeNodes(schema)]]);
}

function responseRow([status, { description: text, content = {} }]) {
  const schemaOf = Object.values(content)[0]?.schema;
  const isProblem = schemaOf?.$ref?.endsWith("/Problem");
  return [status, [...words(text), ...(schemaOf && !isProblem ? [" ", ...typeNodes(schemaOf)] : [])]];
}

function shapeNodes() {
  const shapes = Object.entries(schemas).filter(([name]) => name !== "Code");
  const sections = shapes.map(([name, schema]) =>
    node("section", { id: name }, node("h3", {}, name), node("p", {}, ...words(schema.description ?? "")), shapeRows(schema)),
  );
  return [node("h2", { id: "shapes" }, "shapes"), ...sections];
}

// A problem's `type` leads to its code here.
function codeNodes() {
  const titles = Object.fromEntries(schemas.Code.description.split("; ").map((told) => told.split(": ")));
  const items = schemas.Code.enum.flatMap((code) => [
    node("dt", { id: code }, node("code", {}, code)),
    node("dd", {}, titles[code] ?? "A mistake of ours; the answer names a reference"),
  ]);
  return [node("h2", { id: "codes" }, "codes"), node("section", {}, node("dl", {}, ...items))];
}

function shapeRows(schema) {
  const required = new Set(schema.required ?? []);
  const rows = Object.entries(schema.properties ?? {}).map(([name, member]) => [
    required.has(name) ? name : `${name}?`,
    typeNodes(member),
  ]);
  return list(rows.length > 0 ? rows : [["one of", [(schema.enum ?? []).join(", ")]]]);
}

function typeNodes(schema) {
  const parts = schema.oneOf ?? schema.anyOf;
  if (parts) return parts.flatMap((each, index) => [...(index ? [" or "] : []), ...typeNodes(each)]);
  if (schema.$ref) return [link(`#${schema.$ref.split("/").pop()}`, schema.$ref.split("/").pop())];
  if (schema.type === "array" && schema.items) return ["list of ", ...typeNodes(schema.items)];
  return [typeText(schema)];
}

function typeText(schema) {
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" or ");
  if (schema.anyOf) return schema.anyOf.map(typeText).join(" or ");
  return [schema.type, schema.format].filter(Boolean).join(", ") || "anything";
}

// What stands between backticks is code, and a code of a refusal leads to its line.
function words(text) {
  return text.split("`").map((piece, index) => {
    if (index % 2 === 0) return piece;
    const code = node("code", {}, piece);
    return schemas.Code.enum.includes(piece) ? node("a", { href: `#${piece}` }, code) : code;
  });
}

function part(title, rows) {
  return rows.length === 0 ? [] : [node("h4", {}, title), list(rows)];
}

function list(rows) {
  return node("dl", {}, ...rows.flatMap(([name, about]) => [node("dt", {}, node("code", {}, name)), node("dd", {}, ...about)]));
}

function link(href, text) {
  return node("a", { href }, text);
}

function node(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}
