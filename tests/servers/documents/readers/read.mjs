// Reads texts as the JavaScript libraries do: one JSON object {"format", "text"} a line in, one {reader: value or null} a line out.
import { createInterface } from "node:readline";
import * as yaml from "yaml";
import * as jsYaml from "js-yaml";
import * as jsYaml4 from "js-yaml-4";
import { parse as smolToml } from "smol-toml";
import iarna from "@iarna/toml";
import dotenv from "dotenv";

function npmYaml(options) {
  return (text) => {
    const documents = yaml.parseAllDocuments(text, { logLevel: "silent", ...options });
    return Array.from(documents, (document) => {
      if (document.errors.length) throw document.errors[0];
      return document.toJS();
    });
  };
}

function every(library) {
  return (text) => {
    const found = [];
    const all = library.loadAll(text, (document) => found.push(document));
    return all ?? found;
  };
}

const FORMATS = {
  yaml: {
    yaml: npmYaml({}),
    "yaml, version 1.1": npmYaml({ version: "1.1" }),
    "yaml, merge": npmYaml({ merge: true }),
    "js-yaml": every(jsYaml),
    "js-yaml 4": every(jsYaml4.default ?? jsYaml4),
  },
  json: { "JSON.parse": (text) => JSON.parse(text) },
  toml: { "smol-toml": (text) => smolToml(text), "@iarna/toml": (text) => iarna.parse(text) },
  dotenv: { dotenv: (text) => dotenv.parse(text) },
};

function shown(value) {
  if (value instanceof Date) return `date ${Number.isNaN(value.getTime()) ? "none" : value.toISOString()} ${value}`;
  if (value instanceof Uint8Array) return `bytes ${Buffer.from(value).toString("hex")}`;
  if (value instanceof Set) return `set ${Array.from(value, shown).sort().join(", ")}`;
  if (value instanceof Map) return `map ${Array.from(value, ([k, v]) => `${shown(k)}: ${shown(v)}`).sort().join(", ")}`;
  if (Array.isArray(value)) return `[${value.map(shown).join(", ")}]`;
  if (Object.is(value, -0)) return "-0";
  if (typeof value === "object" && value !== null) {
    const pairs = Object.keys(value).map((key) => `${JSON.stringify(key)}: ${shown(value[key])}`);
    return `{${pairs.sort().join(", ")}}`;
  }
  return typeof value === "string" ? JSON.stringify(value) : `${typeof value} ${String(value)}`;
}

for await (const line of createInterface({ input: process.stdin })) {
  const { format, text } = JSON.parse(line);
  const answers = {};
  for (const [name, read] of Object.entries(FORMATS[format])) {
    try {
      answers[name] = shown(read(text));
    } catch {
      answers[name] = null;
    }
  }
  process.stdout.write(JSON.stringify(answers) + "\n");
}
