import "./app/nonce";
import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import { provideColors } from "./theme/colors";
import "./theme/base.css";
import "./theme/antd.css";
import "./theme/layout.css";
import "./theme/parts.css";
import "./theme/utilities.css";
import "./theme/spacing.css";

provideColors(document.documentElement);
const root = document.getElementById("root");
if (root) createRoot(root).render(<App />);
