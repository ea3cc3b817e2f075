import {
  ApiOutlined,
  AuditOutlined,
  BankOutlined,
  BookOutlined,
  DashboardOutlined,
  ExperimentOutlined,
  FileDoneOutlined,
  FundOutlined,
  InboxOutlined,
  KeyOutlined,
  SettingOutlined,
} from "@ant-design/icons";
import type { ComponentType, ReactNode } from "react";
import type { MessageKey } from "../i18n/useI18n";

export interface Page {
  /** Its address; service/api/routes/console.py lists the same ones. */
  path: string;
  /** What the one signed in must be allowed to do, one of these; without: nothing. */
  actions?: readonly string[];
  /** Who may do this has the same on another page. */
  unless?: string;
  /** The page that leads to it, where its address does not begin with that one's. */
  under?: string;
  /** How the menu shows it; without, it is reached from other pages. */
  menu?: { label: MessageKey; icon: ReactNode };
  /** Its chunk; an entry without one is not there yet. */
  load?: () => Promise<{ default: ComponentType }>;
}

/** Every page, in the order of the menu. */
export const PAGES: readonly Page[] = [
  {
    path: "/today",
    actions: ["overview.read"],
    menu: { label: "menu.today", icon: <DashboardOutlined /> },
    load: () => import("../pages/today/TodayPage"),
  },
  {
    path: "/queue",
    actions: ["cases.read"],
    menu: { label: "menu.queue", icon: <InboxOutlined /> },
    load: () => import("../pages/queue/QueuePage"),
  },
  { path: "/cases/:id", under: "/queue", actions: ["cases.read"], load: () => import("../pages/case/CasePage") },
  {
    path: "/returns",
    actions: ["returns.read"],
    menu: { label: "menu.returns", icon: <FileDoneOutlined /> },
    load: () => import("../pages/returns/ReturnsPage"),
  },
  { path: "/returns/new", actions: ["returns.file"], load: () => import("../pages/returns/NewReturnPage") },
  { path: "/returns/:id", actions: ["returns.read"], load: () => import("../pages/returns/ReturnPage") },
  {
    path: "/batches",
    under: "/returns",
    actions: ["batches.read"],
    load: () => import("../pages/batches/BatchesPage"),
  },
  {
    path: "/batches/:id",
    under: "/returns",
    actions: ["batches.read"],
    load: () => import("../pages/batches/BatchPage"),
  },
  {
    path: "/simulator",
    actions: ["returns.check"],
    menu: { label: "menu.simulator", icon: <ExperimentOutlined /> },
    load: () => import("../pages/simulator/SimulatorPage"),
  },
  {
    path: "/law",
    menu: { label: "menu.law", icon: <BookOutlined /> },
    load: () => import("../pages/law/LawPage"),
  },
  { path: "/law/:id", load: () => import("../pages/law/InstrumentPage") },
  {
    path: "/impact",
    actions: ["impact.read"],
    menu: { label: "menu.impact", icon: <FundOutlined /> },
    load: () => import("../pages/impact/ImpactPage"),
  },
  {
    path: "/registers",
    actions: ["registers.read", "exports.read"],
    menu: { label: "menu.registers", icon: <BankOutlined /> },
    load: () => import("../pages/registers/RegistersPage"),
  },
  {
    path: "/audit",
    actions: ["audit.read"],
    menu: { label: "menu.audit", icon: <AuditOutlined /> },
    load: () => import("../pages/audit/AuditPage"),
  },
  {
    path: "/webhooks",
    actions: ["webhooks.manage"],
    menu: { label: "menu.webhooks", icon: <ApiOutlined /> },
    load: () => import("../pages/webhooks/WebhooksPage"),
  },
  {
    path: "/keys",
    actions: ["keys.renew"],
    unless: "keys.manage",
    menu: { label: "menu.keys", icon: <KeyOutlined /> },
    load: () => import("../pages/keys/KeysPage"),
  },
  {
    path: "/administration",
    actions: ["users.manage", "keys.manage"],
    menu: { label: "menu.administration", icon: <SettingOutlined /> },
    load: () => import("../pages/administration/AdministrationPage"),
  },
];

/** The page of the menu that an address belongs to. */
export function menuOf(pathname: string): string {
  const first = `/${pathname.split("/")[1]}`;
  return PAGES.find(({ path, under }) => under && `/${path.split("/")[1]}` === first)?.under ?? first;
}

/** Whether whoever may do these actions may see the page. */
export function isOpen(page: Page, may: (action: string) => boolean): boolean {
  return (
    page.load !== undefined &&
    (page.actions === undefined || page.actions.some(may)) &&
    !(page.unless && may(page.unless))
  );
}
