// Reads a JSON array of checks and prints a line of JSON: for each, null or what is wrong.
// {"schema": file, "text": JSON}: the text against a JSON Schema 2020-12. {"openapi": file}, {"asyncapi": file}: a YAML
// document against the specification's own schema. {"openapi": file, "operation": "GET /path", "status": 200, "type": media type,
// "text": body}: an answer against what the document says of it, strictly: members that the schema does not know are wrong.
// With "schema": "#/pointer" in place of operation, status and type, JSON against that part of the document.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import Ajv from "ajv";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import asyncapi from "@asyncapi/specs";
import { Validator } from "@seriousme/openapi-schema-validator";
import { parse } from "yaml";

const base = "file:///docs/";
const compiled = new Map();
const answers = new Map();

function schemaAt(file) {
  if (!compiled.has(file)) {
    const ajv = new Ajv2020({ allErrors: true, strictTypes: false, strictRequired: false });
    compiled.set(file, addFormats(ajv).compile(JSON.parse(readFileSync(file, "utf8"))));
  }

  return compiled.get(file);
}

function first(errors) {
  return errors?.length ? errors.map((e) => `${e.instancePath ?? ""} ${e.message}`).slice(0, 5).join("; ") : null;
}

/** The document with the JSON Schema files it names taken out, which the validator does not follow; they must be there. */
function alone(node, folder) {
  if (Array.isArray(node)) {
    return node.map((item) => alone(item, folder));
  }

  if (node === null || typeof node !== "object") {
    return node;
  }

  if (typeof node.$ref === "string" && !node.$ref.startsWith("#")) {
    const [file, pointer] = node.$ref.split("#");
    const target = (pointer ?? "").split("/").slice(1)
      .reduce((part, name) => part?.[name], JSON.parse(readFileSync(join(folder, file), "utf8")));
    if (target === undefined) {
      throw new Error(`${node.$ref} leads nowhere`);
    }

    return {};
  }

  return Object.fromEntries(Object.entries(node).map(([name, value]) => [name, alone(value, folder)]));
}

/** Shuts every object: what a schema does not name is wrong, unless it says in so many words that it may be there. */
function shut(node) {
  if (Array.isArray(node)) {
    return node.map(shut);
  }

  if (node === null || typeof node !== "object") {
    return node;
  }

  const copy = Object.fromEntries(Object.entries(node).map(([name, value]) => [name, shut(value)]));
  if ([node.type].flat().includes("object") && node.additionalProperties === undefined) {
    if (node.properties === undefined) {
      throw new Error(`an object without properties must say additionalProperties: ${JSON.stringify(node)}`);
    }

    copy.additionalProperties = false;
  }

  return copy;
}

/** The schemas a document names in files of their own. */
function named(node) {
  return node === null || typeof node !== "object" ? []
    : Object.entries(node).flatMap(([name, value]) =>
      name === "$ref" && typeof value === "string" && !value.startsWith("#") ? [value.split("#")[0]] : named(value));
}

function documentAt(file) {
  if (!answers.has(file)) {
    const source = parse(readFileSync(file, "utf8"));
    const document = shut({ paths: source.paths, components: source.components });
    const ajv = addFormats(new Ajv2020({ allErrors: true, strict: false, validateSchema: false }));
    ajv.addSchema(document, `${base}openapi.yaml`);
    for (const part of new Set(named(document))) {
      const { $id, ...schema } = JSON.parse(readFileSync(join(dirname(file), part), "utf8"));
      ajv.addSchema(schema, base + part);
    }

    answers.set(file, { document, ajv, holds: new Map() });
  }

  return answers.get(file);
}

function wrongWith(file, pointer, json) {
  const { ajv, holds } = documentAt(file);
  if (!holds.has(pointer)) {
    holds.set(pointer, ajv.compile({ $ref: `${base}openapi.yaml${pointer}` }));
  }

  const judge = holds.get(pointer);
  return judge(JSON.parse(json)) ? null : first(judge.errors.map((e) => ({
    ...e, message: `${e.message} ${e.params?.additionalProperty ?? ""}`.trim(),
  })));
}

function wrongAnswer(file, operation, status, type, text) {
  const escape = (name) => name.replaceAll("~", "~0").replaceAll("/", "~1");
  const [method, path] = operation.split(" ");
  const { document } = documentAt(file);
  const response = document.paths[path]?.[method.toLowerCase()]?.responses[status];
  if (response === undefined) {
    return `${operation} has no ${status}`;
  }

  const reference = response.$ref?.slice(1);
  const at = reference ?? `/paths/${escape(path)}/${method.toLowerCase()}/responses/${status}`;
  const { content } = reference ? document.components.responses[reference.split("/").at(-1)] : response;
  if (content === undefined) {
    return text === "" ? null : "has a body, and none is described";
  }

  const media = type?.split(";")[0] ?? "nothing";
  if (content[media] === undefined) {
    return `is ${media}, not ${Object.keys(content)}`;
  }

  return media.endsWith("json") ? wrongWith(file, `#${at}/content/${escape(media)}/schema`, text) : null;
}

async function check({ schema, text, openapi, asyncapi: events, operation, status, type }) {
  if (openapi && operation) {
    return wrongAnswer(openapi, operation, status, type, text);
  }

  if (openapi && schema) {
    return wrongWith(openapi, schema, text);
  }

  if (schema) {
    const holds = schemaAt(schema);
    return holds(JSON.parse(text)) ? null : first(holds.errors) ?? "invalid";
  }

  if (openapi) {
    const { valid, errors } = await new Validator().validate(alone(parse(readFileSync(openapi, "utf8")), dirname(openapi)));
    return valid ? null : Array.isArray(errors) ? first(errors) : String(errors);
  }

  const document = parse(readFileSync(events, "utf8"));
  const ajv = addFormats(new Ajv({ allErrors: true, strict: false, validateFormats: false }));
  const holds = ajv.compile(asyncapi.schemasWithoutId[document.asyncapi]);
  return holds(document) ? null : first(holds.errors) ?? "invalid";
}

const results = [];
for (const one of JSON.parse(await text(process.stdin))) {
  results.push(await check(one));
}

console.log(JSON.stringify(results));
