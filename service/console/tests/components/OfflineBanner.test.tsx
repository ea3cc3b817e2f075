import { onlineManager } from "@tanstack/react-query";
import { act, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { OfflineBanner } from "../../src/components/OfflineBanner";
import { show, t } from "../harness";
import { serve } from "../service";

afterEach(() => onlineManager.setOnline(true));

it("stands there while the line is lost, and no longer", async () => {
  serve({});
  await show(<OfflineBanner />);
  expect(screen.queryByText(t("problem.offline"))).toBeNull();
  act(() => onlineManager.setOnline(false));
  expect(screen.getByRole("status").textContent).toBe(t("problem.offline"));
  act(() => onlineManager.setOnline(true));
  expect(screen.queryByText(t("problem.offline"))).toBeNull();
});
