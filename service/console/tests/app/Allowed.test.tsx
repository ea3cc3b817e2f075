import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { Allowed } from "../../src/app/Shell";
import { show, signedIn, t } from "../harness";
import { serve } from "../service";

it.each([
  [["cases.read"], "待办件"],
  [[], t("shell.forbidden")],
])("whoever may do %j sees %s", async (actions, shown) => {
  const who = signedIn({ actions });
  serve({ "GET /v1/session": who });
  const page = { path: "/queue", actions: ["cases.read"], load: () => Promise.reject(new Error("not asked for")) };
  await show(<Allowed page={page}>待办件</Allowed>, { who });
  expect(screen.getByText(shown, { exact: false })).toBeDefined();
  expect(screen.queryByText(t("shell.forbidden")) !== null).toBe(actions.length === 0);
});
