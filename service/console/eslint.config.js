import { readdirSync } from "node:fs";
import { createNodeResolver, importX } from "eslint-plugin-import-x";
import hooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

const LAYERS = [["api", "i18n", "locales", "theme"], ["session"], ["components"], ["pages"], ["app"]];
const folders = (names) => names.map((name) => `./src/${name}`);

// it writes a style attribute, which the content security policy refuses
const REFUSED = [{ selector: "JSXAttribute[name.name='autoSize']", message: "give the text area its rows" }];
const COLOR = "/(^|\\s)(#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})(\\s|$)|(rgb|hsl)a?\\()/i";
/** How things look stands in src/theme alone. */
const THEMED = [
  ...["JSXAttribute[name.name=/^styles?$/]", "Property[key.name=/^styles?$/]"].map((selector) => ({
    selector,
    message: "give it a class of src/theme",
  })),
  ...[`Literal[value=${COLOR}]`, `TemplateElement[value.raw=${COLOR}]`].map((selector) => ({
    selector,
    message: "take the colour from src/theme/colors.ts",
  })),
];

/** No layer imports one above it, nor a page another page: what pages share stands below them. */
const zones = [
  ...LAYERS.slice(0, -1).map((layer, at) => ({
    target: folders(layer),
    from: folders(LAYERS.slice(at + 1).flat()),
    message: "the layers are api, i18n, theme < session < components < pages < app",
  })),
  ...readdirSync(`${import.meta.dirname}/src/pages`).map((page) => ({
    target: `./src/pages/${page}`,
    from: "./src/pages",
    except: [`./${page}`],
    message: "pages do not import each other: what they share belongs in components/ or api/",
  })),
];

export default tseslint.config(
  { ignores: ["static", "node_modules", "src/api/schema.d.ts"] },
  ...tseslint.configs.recommended,
  hooks.configs.flat["recommended-latest"],
  {
    plugins: { "import-x": importX },
    settings: {
      ...importX.flatConfigs.typescript.settings,
      "import-x/resolver-next": [createNodeResolver({ extensions: [".ts", ".tsx", ".d.ts"] })],
    },
    rules: {
      "import-x/no-unresolved": ["error", { ignore: ["^[^.]"] }],
      "import-x/no-restricted-paths": ["error", { basePath: import.meta.dirname, zones }],
      "import-x/no-cycle": ["error", { ignoreExternal: true }],
    },
  },
  {
    rules: {
      "max-lines": ["error", 200],
      "no-console": "error",
      "no-restricted-syntax": ["error", ...REFUSED, ...THEMED],
    },
  },
  { files: ["src/theme/**"], rules: { "no-restricted-syntax": ["error", ...REFUSED] } },
);
