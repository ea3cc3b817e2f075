import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const OUT = "static";
const SMALL = 1024;

/** Sets a gzip beside every asset, so that the service need not compress while it answers. */
const precompressed = {
  name: "precompressed",
  closeBundle() {
    const folder = join(import.meta.dirname, OUT, "assets");
    for (const name of readdirSync(folder)) {
      const data = readFileSync(join(folder, name));
      if (data.length > SMALL && !name.endsWith(".gz")) {
        writeFileSync(join(folder, `${name}.gz`), gzipSync(data, { level: 9 }));
      }
    }
  },
};

export default defineConfig({
  plugins: [react(), { ...precompressed, apply: "build" }],
  // the service puts a fresh nonce in the place of this word into every answer
  html: { cspNonce: "__NONCE__" },
  build: { outDir: OUT, emptyOutDir: true, assetsInlineLimit: 0, chunkSizeWarningLimit: 1200 },
  server: { proxy: { "/v1": "http://127.0.0.1:9610", "/errors": "http://127.0.0.1:9610" } },
  test: {
    environment: "happy-dom",
    include: ["tests/**/*.test.{ts,tsx}"],
    setupFiles: ["tests/setup.ts"],
    // what is typed letter by letter takes a while on a busy machine
    testTimeout: 30_000,
    expect: { poll: { timeout: 10_000 } },
  },
});
