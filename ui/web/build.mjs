// Bundles every entry point in web/src into static/js, from where the Go binary
// embeds it. Only files that changed are written, so that a build that changes
// nothing makes nothing else be built again. `--dev` keeps names and source maps.
import { build } from "esbuild";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const from = path.join(here, "src");
const to = path.join(here, "..", "static", "js");
const dev = process.argv.includes("--dev");

// One bundle a page that needs a script; the modules beside them are shared.
const entries = ["site", "interview", "upload", "search", "replace", "cite", "kept", "worker", "work"]
  .map((name) => path.join(from, `${name}.ts`))
  .filter((file) => existsSync(file));

await mkdir(to, { recursive: true });
const result = await build({
  entryPoints: entries,
  outdir: to,
  write: false,
  bundle: true,
  format: "esm",
  target: "es2020",
  platform: "browser",
  minify: !dev,
  sourcemap: dev ? "inline" : false,
  legalComments: "eof",
  charset: "utf8",
  logLevel: "warning",
});

const made = new Set();
for (const file of result.outputFiles) {
  made.add(path.basename(file.path));
  const old = await readFile(file.path).catch(() => null);
  if (old && Buffer.compare(old, file.contents) === 0) continue;
  await writeFile(file.path, file.contents);
  console.log(`static/js/${path.basename(file.path)}  ${(file.contents.length / 1024).toFixed(1)} kB`);
}
for (const name of await readdir(to)) {
  if (name !== ".gitkeep" && !made.has(name)) await rm(path.join(to, name));
}
