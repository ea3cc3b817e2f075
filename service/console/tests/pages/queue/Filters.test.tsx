import { screen, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { Filters } from "../../../src/pages/queue/Filters";
import { show, signedIn, t, user } from "../../harness";
import { serve } from "../../service";

const OFFICER = signedIn({ actions: ["cases.read", "cases.work"] });
const SERVICE = {
  "GET /v1/session": OFFICER,
  "GET /v1/districts": { items: [{ code: "2900", name: { zh: "杭州海关", en: "Hangzhou Customs" } }] },
  "GET /v1/policies": { on: "2026-06-01", policies: [], instruments: [], changes: [] },
};
const address = () => screen.getByTestId("address").textContent;
const options = () =>
  within(document.querySelector(".ant-select-dropdown:not(.ant-select-dropdown-hidden)") as HTMLElement);

it("keeps in the address what is chosen, one filter beside the other", async () => {
  serve(SERVICE);
  await show(<Filters />, { who: OFFICER, at: "/queue?order=lines" });
  await user.click(screen.getByRole("button", { name: t("queue.mine") }));
  expect(address()).toBe("/queue?order=lines&assignee=me");
  expect(screen.getByRole("button", { name: t("queue.mine"), pressed: true })).toBeDefined();
  await user.click(screen.getByRole("combobox", { name: t("queue.to") }));
  await user.click(await options().findByText("2900 杭州海关"));
  expect(address()).toBe("/queue?order=lines&assignee=me&return_district=2900");
});

it("looks for a firm, and lets go of everything at once", async () => {
  serve(SERVICE);
  await show(<Filters />, { who: OFFICER, at: "/queue" });
  expect(screen.queryByRole("button", { name: t("queue.all") })).toBeNull();
  await user.type(screen.getByRole("searchbox", { name: t("queue.firm") }), "1105910159{Enter}");
  expect(address()).toBe("/queue?exporter=1105910159");
  await user.click(screen.getByRole("button", { name: t("queue.all") }));
  expect(address()).toBe("/queue");
});

it("offers whoever only reads no cases of his own", async () => {
  serve({ ...SERVICE, "GET /v1/session": signedIn({ role: "auditor", actions: ["cases.read"] }) });
  await show(<Filters />, { who: OFFICER, at: "/queue" });
  expect(screen.queryByRole("button", { name: t("queue.mine") })).toBeNull();
});
