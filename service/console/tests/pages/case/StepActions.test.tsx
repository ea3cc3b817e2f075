import { screen, within } from "@testing-library/react";
import { expect, it } from "vitest";
import type { Offered } from "../../../src/api/returns";
import { StepActions } from "../../../src/pages/case/StepActions";
import { show, t, user } from "../../harness";
import { problem, serve } from "../../service";
import { returnRecord } from "../../records";

const PROVISION = "gacc_2026_024.return_site";
const offered = (...items: Offered["items"]): Offered => ({ waits: true, items, provisions: [PROVISION] });
const ALL = offered(
  { to: "accepted", needs_second: true },
  { to: "rejected", needs_second: false },
  { to: "inspection", needs_second: false },
);
const dialog = () => within(screen.getByRole("dialog"));
const reason = () => dialog().getByLabelText(t("approval.reason"));

it("shows the steps that the service offers, each with its key, and no other", async () => {
  serve({});
  await show(<StepActions one={returnRecord()} offered={ALL} />);
  const buttons = screen.getAllByRole("button");
  expect(buttons.map((each) => each.textContent)).toEqual([
    t("step.accepted"),
    t("step.rejected"),
    t("step.inspection"),
  ]);
  expect(buttons.map((each) => each.getAttribute("aria-keyshortcuts"))).toEqual(["a", "r", "i"]);
});

it("shows nothing where nothing is offered", async () => {
  serve({});
  await show(<StepActions one={returnRecord()} offered={offered()} />);
  expect(screen.queryByRole("button")).toBeNull();
});

it("takes a step once its reason is given, as one call that may be sent twice", async () => {
  const calls = serve({ "POST /v1/returns/r1/steps": returnRecord({ state: "inspection" }) });
  await show(<StepActions one={returnRecord()} offered={ALL} />);
  await user.click(screen.getByRole("button", { name: t("step.inspection") }));
  const take = dialog().getByRole("button", { name: t("step.inspection") });
  expect(take).toHaveProperty("disabled", true);
  await user.type(reason(), " 布控 ");
  await user.click(take);
  await expect.poll(() => calls[0]?.body).toEqual({ to: "inspection", reason: "布控", provision: null });
  expect(calls[0]?.headers.get("Idempotency-Key")).toBeTruthy();
  expect(await screen.findByText(t("case.taken"))).toBeDefined();
});

it("proposes a step against the rules, and says that another person approves it", async () => {
  const calls = serve({ "POST /v1/returns/r1/proposals": {} });
  await show(<StepActions one={returnRecord()} offered={ALL} />);
  await user.click(screen.getByRole("button", { name: t("step.accepted") }));
  expect(dialog().getByText(t("case.against"))).toBeDefined();
  await user.type(reason(), "海运延误");
  await user.click(dialog().getByRole("button", { name: t("case.propose") }));
  await expect.poll(() => calls[0]?.path).toBe("/v1/returns/r1/proposals");
  expect(await screen.findByText(t("case.proposedNow"))).toBeDefined();
});

it("opens a step by its key and names what a rejection may rest on", async () => {
  serve({});
  await show(<StepActions one={returnRecord()} offered={ALL} />);
  await user.keyboard("s");
  expect(screen.queryByRole("dialog")).toBeNull();
  await user.keyboard("r");
  expect(dialog().getByText(t("step.rejected"), { selector: ".ant-modal-title" })).toBeDefined();
  await user.click(dialog().getByRole("combobox", { name: t("case.ground") }));
  expect(await screen.findByText(`须${PROVISION}`)).toBeDefined();
});

it("keeps the dialog and says why a step was not taken", async () => {
  serve({ "POST /v1/returns/r1/steps": () => problem(409, "case.taken", "此件由 wang 办理") });
  await show(<StepActions one={returnRecord()} offered={ALL} />);
  await user.click(screen.getByRole("button", { name: t("step.inspection") }));
  await user.type(reason(), "布控");
  await user.click(dialog().getByRole("button", { name: t("step.inspection") }));
  expect((await dialog().findByRole("alert")).textContent).toContain("此件由 wang 办理");
  expect(reason()).toHaveProperty("value", "布控");
});
