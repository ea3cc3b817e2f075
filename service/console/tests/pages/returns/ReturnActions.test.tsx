import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { ReturnActions } from "../../../src/pages/returns/ReturnActions";
import { show, signedIn, t, user } from "../../harness";
import { problem, serve } from "../../service";
import { returnRecord } from "../../records";

const FIRM = signedIn({ name: "key 1", role: "firm", actions: ["returns.check", "returns.file", "notes.write"] });
const service = (...offered: string[]) => ({
  "GET /v1/session": FIRM,
  "GET /v1/returns/r1/actions": { items: offered },
});
const named = (key: "returns.change" | "returns.withdraw") => screen.queryByRole("button", { name: t(key) });

async function confirmWithdrawal(): Promise<void> {
  await user.click(await screen.findByRole("button", { name: t("returns.withdraw") }));
  expect(await screen.findByText(t("returns.withdrawSure"))).toBeDefined();
  const [confirm] = screen
    .getAllByRole("button")
    .filter((each) => each.closest(".ant-popover") && /primary/.test(each.className));
  await user.click(confirm as HTMLElement);
}

it("shows a firm what the service offers: a change leads to the form", async () => {
  serve(service("change", "withdraw"));
  await show(<ReturnActions one={returnRecord()} />, { who: FIRM });
  await user.click(await screen.findByRole("link", { name: new RegExp(t("returns.change")) }));
  expect(screen.getByTestId("address").textContent).toBe("/returns/new?change=r1");
});

it("shows no way to change what may not be changed, whatever state it is in", async () => {
  const calls = serve(service());
  await show(<ReturnActions one={returnRecord({ state: "review" })} />, { who: FIRM });
  await expect.poll(() => calls.some(({ path }) => path.endsWith("/actions"))).toBe(true);
  expect(screen.getByText(t("menu.simulator"))).toBeDefined();
  expect([named("returns.change"), named("returns.withdraw")]).toEqual([null, null]);
});

it("shows a change without a withdrawal where that alone is offered", async () => {
  serve(service("change"));
  await show(<ReturnActions one={returnRecord({ state: "withdrawn" })} />, { who: FIRM });
  expect(await screen.findByText(t("returns.change"))).toBeDefined();
  expect(named("returns.withdraw")).toBeNull();
});

it("withdraws once that is confirmed, and asks anew what may be done", async () => {
  let left = ["change", "withdraw"];
  const calls = serve({
    ...service(),
    "GET /v1/returns/r1/actions": () => ({ body: { items: left } }),
    "POST /v1/returns/r1/withdraw": () => {
      left = [];
      return { body: returnRecord({ state: "withdrawn" }) };
    },
  });
  await show(<ReturnActions one={returnRecord()} />, { who: FIRM });
  await confirmWithdrawal();
  expect(await screen.findByText(t("returns.withdrawn"))).toBeDefined();
  await expect.poll(() => named("returns.withdraw")).toBeNull();
  expect(calls.filter(({ method }) => method === "POST")).toHaveLength(1);
});

it("says why a withdrawal was refused", async () => {
  serve({
    ...service("withdraw"),
    "POST /v1/returns/r1/withdraw": () => problem(409, "return.released", "退货 R-1 已放行"),
  });
  await show(<ReturnActions one={returnRecord()} />, { who: FIRM });
  await confirmWithdrawal();
  expect((await screen.findByRole("alert")).textContent).toContain("退货 R-1 已放行");
});
