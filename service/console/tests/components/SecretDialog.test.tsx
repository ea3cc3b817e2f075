import { screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { SecretDialog } from "../../src/components/SecretDialog";
import { show, t, user } from "../harness";
import { serve } from "../service";

it("shows a secret until its one button says that it is kept", async () => {
  serve({});
  const close = vi.fn();
  await show(<SecretDialog title="密钥" secret="ttk_1" close={close} />);
  expect(screen.getByRole("dialog").textContent).toContain("ttk_1");
  await user.keyboard("{Escape}");
  expect(close).not.toHaveBeenCalled();
  const named = screen.getAllByRole("button").filter((each) => each.textContent);
  expect(named.map((each) => each.textContent)).toEqual([t("secret.kept")]);
  await user.click(screen.getByRole("button", { name: t("secret.kept") }));
  expect(close).toHaveBeenCalledOnce();
});
