/** How the browser client is built, served while developing, and tested. */
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, extname, join } from "node:path";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { svelteTesting } from "@testing-library/svelte/vite";
import { defineConfig, type Plugin } from "vite";
import type {} from "vitest/config";

const SERVER = process.env["LIVECONTRACT_URL"] ?? "http://localhost:8000";

export default defineConfig({
  base: "/app/",
  plugins: [svelte(), svelteTesting({ autoCleanup: false }), pdfAssets()],
  build: {
    outDir: "../src/livecontract/client/app",
    emptyOutDir: true,
    // Newer targets keep light-dark() as it is, so that switching the theme at run time works.
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    target: "es2023",
    // The content security policy allows fonts and scripts from our own origin only, never from data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1300,
    rolldownOptions: { checks: { pluginTimings: false } },
  },
  server: {
    port: 5173,
    proxy: {
      "^/(?!app/)": { target: SERVER, changeOrigin: true, ws: true },
    },
  },
  test: {
    restoreMocks: true,
    projects: [
      {
        extends: true,
        test: {
          name: "pure",
          environment: "node",
          isolate: false,
          include: ["packages/**/*.test.ts", "src/**/*.test.ts"],
          exclude: ["src/**/*.svelte.test.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "components",
          environment: "happy-dom",
          include: ["src/**/*.svelte.test.ts"],
          setupFiles: ["@testing-library/svelte/vitest"],
        },
      },
    ],
  },
});

/** Serves what PDF.js fetches while drawing (fonts, character maps, decoders) under pdfjs-<version>/. */
function pdfAssets(): Plugin {
  const manifest = createRequire(import.meta.url).resolve("pdfjs-dist/package.json");
  const root = dirname(manifest);
  const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string };
  const files = ["cmaps", "standard_fonts", "wasm", "iccs"].flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => !name.startsWith("quickjs") && !name.includes("nowasm"))
      .map((name) => join(folder, name)),
  );
  const types: Record<string, string> = { ".wasm": "application/wasm", ".js": "text/javascript" };
  return {
    name: "pdf-assets",
    generateBundle() {
      for (const file of files) {
        this.emitFile({
          type: "asset",
          fileName: `pdfjs-${version}/${file}`,
          source: readFileSync(join(root, file)),
        });
      }
    },
    configureServer(server) {
      const prefix = `/app/pdfjs-${version}/`;
      server.middlewares.use((request, response, next) => {
        const name = decodeURIComponent(request.url ?? "").replace(prefix, "");
        if (!files.includes(name)) return next();
        response.setHeader("Content-Type", types[extname(name)] ?? "application/octet-stream");
        response.end(readFileSync(join(root, name)));
      });
    },
  };
}
