import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { SignIn } from "../../src/app/SignIn";
import { show, signedIn, t, user } from "../harness";
import { problem, serve } from "../service";

const enter = () => user.click(screen.getByRole("button", { name: t("signIn.enter") }));

it("signs staff in by name and password, and knows them the next time", async () => {
  const calls = serve({ "POST /v1/session": { ...signedIn() } });
  await show(<SignIn />);
  await user.type(screen.getByLabelText(t("signIn.name")), "zhang");
  await user.type(screen.getByLabelText(t("signIn.password")), "correct horse");
  await enter();
  await expect.poll(() => calls[0]?.body).toEqual({ name: "zhang", password: "correct horse" });
  await expect.poll(() => localStorage.getItem("tongtui.known")).toBe("yes");
});

it("asks for what is missing before it asks the service", async () => {
  const calls = serve({});
  await show(<SignIn />);
  await enter();
  expect(await screen.findAllByText(t("signIn.needed"))).toHaveLength(2);
  expect(calls).toEqual([]);
});

it("says in the service's words why nobody was let in", async () => {
  serve({ "POST /v1/session": () => problem(401, "session.wrong", "用户名或密码不对") });
  await show(<SignIn name="zhang" />);
  expect(screen.getByLabelText(t("signIn.name"))).toHaveProperty("value", "zhang");
  await user.type(screen.getByLabelText(t("signIn.password")), "wrong");
  await enter();
  expect((await screen.findByRole("alert")).textContent).toContain("用户名或密码不对");
  expect(localStorage.getItem("tongtui.known")).toBeNull();
});

it("signs a firm in by its key, whatever stands around it", async () => {
  const calls = serve({ "POST /v1/session/key": { ...signedIn({ role: "firm" }) } });
  await show(<SignIn />);
  await user.click(screen.getByRole("tab", { name: t("signIn.firm") }));
  await user.type(await screen.findByLabelText(t("signIn.key")), "  ttk_1 ");
  await enter();
  await expect.poll(() => calls[0]?.body).toEqual({ key: "ttk_1" });
});
