import type { ThemeConfig } from "antd";
import { COLORS } from "./colors";

/** Calm, dense, official. */
export const THEME: ThemeConfig = {
  token: {
    motion: !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
    colorPrimary: COLORS.primary,
    colorInfo: COLORS.primary,
    colorLink: COLORS.primary,
    colorLinkHover: COLORS.primaryHover,
    colorPrimaryBg: COLORS.primaryGround,
    colorPrimaryBgHover: COLORS.primaryGroundHover,
    colorInfoBg: COLORS.primaryGround,
    colorInfoBorder: COLORS.primaryBorder,
    colorSuccess: COLORS.success,
    colorSuccessBg: COLORS.successGround,
    colorWarning: COLORS.warning,
    colorWarningBg: COLORS.warningGround,
    colorWarningBorder: COLORS.warningBorder,
    colorError: COLORS.error,
    colorErrorBg: COLORS.errorGround,
    colorTextTertiary: COLORS.textSecondary,
    colorTextDescription: COLORS.textSecondary,
    colorTextPlaceholder: COLORS.textPlaceholder,
    borderRadius: 4,
    fontSize: 14,
    fontFamily: '"PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Noto Sans SC",sans-serif',
    fontFamilyCode: 'ui-monospace,SFMono-Regular,Menlo,Consolas,"Noto Sans Mono CJK SC",monospace',
  },
  components: {
    Layout: {
      headerBg: COLORS.surface,
      headerHeight: 52,
      headerPadding: "0 20px",
      siderBg: COLORS.surface,
      bodyBg: COLORS.ground,
    },
    Menu: { itemHeight: 38 },
    Card: { headerFontSize: 15, headerHeight: 46, bodyPadding: 16, headerPadding: 16 },
    Form: { itemMarginBottom: 16, verticalLabelPadding: "0 0 4px" },
    Divider: { orientationMargin: 0 },
    Tabs: { horizontalMargin: "0 0 8px 0" },
  },
};
