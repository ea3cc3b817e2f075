import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { NewPassword } from "../../src/app/NewPassword";
import { show, signedIn, t, user } from "../harness";
import { serve } from "../service";

it("changes a one-time password only for one that was typed twice alike", async () => {
  const who = signedIn({ must_change: true });
  const calls = serve({ "GET /v1/session": who, "PUT /v1/session/password": signedIn() });
  await show(<NewPassword />, { who });
  await user.type(screen.getByLabelText(t("newPassword.present")), "once");
  await user.type(screen.getByLabelText(t("newPassword.new")), "correct horse");
  await user.type(screen.getByLabelText(t("newPassword.again")), "correct hors");
  await user.click(screen.getByRole("button", { name: t("newPassword.change") }));
  expect(await screen.findByText(t("newPassword.differs"))).toBeDefined();
  expect(calls.filter(({ method }) => method === "PUT")).toEqual([]);
  await user.type(screen.getByLabelText(t("newPassword.again")), "e");
  await user.click(screen.getByRole("button", { name: t("newPassword.change") }));
  await expect.poll(() => calls.at(-1)?.body).toEqual({ present: "once", new: "correct horse" });
  expect(calls.at(-1)?.headers.get("X-CSRF-Token")).toBe("guard");
});
