/// <reference types="vitest/config" />
// How the office is built, served while developing, and tested.
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { guide } from "./scripts/guide.ts";

const backend = process.env.BURSAR_URL ?? "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [guide(), react()],
  // The server replaces the placeholder in index.html with the nonce of each response.
  html: { cspNonce: "{{nonce}}" },
  build: {
    target: "es2023",
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    // The entry would carry a list of files for every page. The shell brings most of what inside
    // pages share, so theirs names styles alone; who signs in should not wait for a second round.
    modulePreload: {
      resolveDependencies: (file, dependencies) =>
        /(sign-in|forgot|invitation|reset|set-up|confirm-email)-page/.test(file)
          ? dependencies
          : dependencies.filter((name) => name.endsWith(".css")),
    },
    rolldownOptions: {
      output: {
        // React and the kit change with their versions, our pages with every release.
        codeSplitting: {
          groups: [
            { name: "react", test: /node_modules\/(react|react-dom|scheduler)\// },
            {
              name: "tanstack",
              test: /node_modules\/@tanstack\/(?!(react-table|table-core)\/)/,
            },
          ],
        },
      },
    },
    manifest: true,
  },
  server: {
    host: "127.0.0.1",
    proxy: { "/api": { target: backend, changeOrigin: false }, "/healthz": { target: backend } },
  },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/testing/setup.ts"],
    css: { modules: { classNameStrategy: "non-scoped" } },
    restoreMocks: true,
  },
});
