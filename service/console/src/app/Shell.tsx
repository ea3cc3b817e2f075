import { MenuOutlined } from "@ant-design/icons";
import { Button, Drawer, Grid, Layout, Menu, Modal, Result, Skeleton } from "antd";
import { type ReactNode, useState } from "react";
import { Outlet, useLocation, useNavigate, useNavigation } from "react-router";
import { OfflineBanner } from "../components/OfflineBanner";
import { isOpen, menuOf, PAGES, type Page } from "./pages";
import { useSession } from "../session/useSession";
import { SignIn } from "./SignIn";
import { TopBar } from "./TopBar";
import { useI18n } from "../i18n/useI18n";

/** What stands round every page: menu by role, top bar, and the question to sign in again. */
export function Shell() {
  const { t } = useI18n();
  const { ended, who } = useSession();
  const [isDrawerOpen, setDrawerOpen] = useState(false);
  const isWide = Grid.useBreakpoint().md ?? true;
  const isLoading = useNavigation().state === "loading";
  return (
    <Layout className="screen">
      <TopBar
        opener={
          !isWide && (
            <Button
              type="text"
              icon={<MenuOutlined />}
              aria-label={t("shell.menu")}
              onClick={() => setDrawerOpen(true)}
            />
          )
        }
      />
      <OfflineBanner />
      <Layout hasSider={isWide}>
        {isWide && (
          <Layout.Sider aria-label={t("shell.menu")} width={184} theme="light" className="sider">
            <nav className="sticky">
              <PagesMenu />
            </nav>
          </Layout.Sider>
        )}
        <Layout.Content className="page full" aria-busy={isLoading}>
          {isLoading ? <Skeleton active title={false} /> : <Outlet />}
        </Layout.Content>
      </Layout>
      {!isWide && (
        <Drawer
          open={isDrawerOpen}
          onClose={() => setDrawerOpen(false)}
          placement="left"
          size={240}
          title={t("shell.name")}
          classNames={{ body: "p-0" }}
        >
          <PagesMenu onChoice={() => setDrawerOpen(false)} />
        </Drawer>
      )}
      <Modal open={ended} title={t("session.ended")} footer={null} closable={false} keyboard={false} width={420}>
        <p>{t("session.endedWhy")}</p>
        <SignIn name={who?.name} />
      </Modal>
    </Layout>
  );
}

function PagesMenu({ onChoice }: { onChoice?: () => void }) {
  const { t } = useI18n();
  const { may } = useSession();
  const { pathname } = useLocation();
  const go = useNavigate();
  const shown = PAGES.filter((page) => page.menu && isOpen(page, may));
  return (
    <Menu
      mode="inline"
      selectedKeys={[menuOf(pathname)]}
      className="pages-menu"
      items={shown.map(({ path, menu }) => ({ key: path, icon: menu?.icon, label: menu && t(menu.label) }))}
      onClick={({ key }) => {
        void go(key);
        onChoice?.();
      }}
    />
  );
}

/** The page, if the one signed in may see it. */
export function Allowed({ page, children }: { page: Page; children: ReactNode }) {
  const { t } = useI18n();
  const { may } = useSession();
  if (isOpen(page, may)) return children;
  return <Result status="403" title={t("shell.forbidden")} subTitle={t("shell.forbiddenWhy")} />;
}

export function NoSuchPage() {
  const { t } = useI18n();
  return <Result status="404" title={t("shell.noSuchPage")} extra={<Button href="/">{t("shell.home")}</Button>} />;
}
