import adapter from "@sveltejs/adapter-node";

export default {
  kit: {
    adapter: adapter(),
    csp: {
      mode: "auto",
      directives: { "default-src": ["self"], "style-src": ["self", "unsafe-inline"], "img-src": ["self", "data:"] },
    },
  },
};
