import { screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { ErrorPage } from "../../src/components/ErrorPage";
import en from "../../src/locales/en.json";
import { show, t, user } from "../harness";
import { serve } from "../service";

it("says what happened and loads the page anew when asked to", async () => {
  serve({});
  const reload = vi.spyOn(location, "reload").mockImplementation(() => undefined);
  await show(<ErrorPage />);
  expect(screen.getByText(t("shell.crashed"))).toBeDefined();
  expect(screen.getByText(t("shell.crashedWhy"))).toBeDefined();
  await user.click(screen.getByRole("button", { name: t("shell.reload") }));
  expect(reload).toHaveBeenCalledOnce();
});

it("speaks the language that was chosen", async () => {
  serve({});
  localStorage.setItem("tongtui.language", "en");
  await show(<ErrorPage />);
  expect(screen.getByText(en.shell.crashed)).toBeDefined();
  expect(document.documentElement.lang).toBe("en");
});
