// Reads a JSON array of checks and prints a line of JSON: for each, null or what is wrong.
// {"schema": file, "text": JSON}: the text against a JSON Schema 2020-12. {"openapi": file}, {"asyncapi": file}: a YAML
// document against the specification's own schema.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import Ajv from "ajv";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import asyncapi from "@asyncapi/specs";
import { Validator } from "@seriousme/openapi-schema-validator";
import { parse } from "yaml";

const compiled = new Map();

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

async function check({ schema, text, openapi, asyncapi: events }) {
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
