import { screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { Approval } from "../../src/components/Approval";
import { show, signedIn, t, user } from "../harness";
import { serve } from "../service";

const settling = () => ({ mutate: vi.fn(), isPending: false, error: null });

it("asks whoever approves for a reason first", async () => {
  const who = signedIn({ name: "li" });
  serve({ "GET /v1/session": who });
  const call = settling();
  await show(<Approval proposer="zhang" settling={call} />, { who });
  const approve = screen.getByRole("button", { name: t("approval.approve") });
  expect(approve).toHaveProperty("disabled", true);
  await user.type(screen.getByRole("textbox", { name: t("approval.reason") }), "属实");
  await user.click(approve);
  expect(call.mutate).toHaveBeenCalledWith({ approve: true, reason: "属实" });
});

it("lets nobody approve what he proposed himself, but withdraw it", async () => {
  const who = signedIn({ name: "zhang" });
  serve({ "GET /v1/session": who });
  const call = settling();
  await show(<Approval proposer="zhang" settling={call} />, { who });
  expect(screen.getByText(t("approval.own"))).toBeDefined();
  expect(screen.queryByRole("button", { name: t("approval.approve") })).toBeNull();
  await user.type(screen.getByRole("textbox"), "有误");
  await user.click(screen.getByRole("button", { name: t("approval.withdraw") }));
  expect(call.mutate).toHaveBeenCalledWith({ approve: false, reason: "有误" });
});
