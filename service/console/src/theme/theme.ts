import type { ThemeConfig } from "antd";

/** Calm, dense, official; every pair of text and ground meets WCAG AA. */
export const THEME: ThemeConfig = {
  token: {
    motion: !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
    colorPrimary: "#1d4f91",
    colorInfo: "#1d4f91",
    colorLink: "#1d4f91",
    colorLinkHover: "#163d70",
    colorPrimaryBg: "#e6eef8",
    colorPrimaryBgHover: "#d6e4f5",
    colorInfoBg: "#e6eef8",
    colorInfoBorder: "#b7cdea",
    colorSuccess: "#2b7a0b",
    colorSuccessBg: "#eef8e8",
    colorWarning: "#8a5a00",
    colorWarningBg: "#fff7e0",
    colorWarningBorder: "#f0d58a",
    colorError: "#c02626",
    colorErrorBg: "#fdf0ef",
    colorTextTertiary: "#5c6470",
    colorTextDescription: "#5c6470",
    colorTextPlaceholder: "#6b7280",
    borderRadius: 4,
    fontSize: 14,
    fontFamily: '"PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Noto Sans SC",sans-serif',
    fontFamilyCode: 'ui-monospace,SFMono-Regular,Menlo,Consolas,"Noto Sans Mono CJK SC",monospace',
  },
  components: {
    Layout: { headerBg: "#ffffff", headerHeight: 52, headerPadding: "0 20px", siderBg: "#ffffff", bodyBg: "#f3f5f8" },
    Menu: { itemHeight: 38 },
    Card: { headerFontSize: 15, headerHeight: 46, bodyPadding: 16, headerPadding: 16 },
    Form: { itemMarginBottom: 16, verticalLabelPadding: "0 0 4px" },
    Divider: { orientationMargin: 0 },
    Tabs: { horizontalMargin: "0 0 8px 0" },
  },
};
