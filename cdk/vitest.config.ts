import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts", "ops/**/*.test.ts"],
    // One process that loads the CDK's library once: machines are small, and it is large.
    pool: "threads",
    maxWorkers: 1,
    isolate: false,
    // The oldest Node that will do is a choice of ours, and not worth a line in each run.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" },
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
