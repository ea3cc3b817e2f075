import hooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["static", "node_modules", "src/api/schema.d.ts"] },
  ...tseslint.configs.recommended,
  hooks.configs.flat["recommended-latest"],
  {
    rules: {
      "max-lines": ["error", 200],
      "no-console": "error",
      "no-restricted-syntax": [
        "error",
        // it writes a style attribute, which the content security policy refuses
        { selector: "JSXAttribute[name.name='autoSize']", message: "give the text area its rows" },
      ],
    },
  },
);
