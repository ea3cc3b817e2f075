import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { Notes } from "../../src/components/Notes";
import { show, t, user } from "../harness";
import { problem, serve } from "../service";

const asked = { kind: "question", words: "请说明场所", author: "staff", written_at: "2026-06-01T04:00:00Z" };
const service = (offered: readonly string[], notes: readonly object[] = []) => ({
  "GET /v1/returns/r1/notes": { items: notes },
  "GET /v1/returns/r1/actions": { items: offered },
});

it("shows a firm what it was asked and sends its answer", async () => {
  const calls = serve({ ...service(["change", "answer"], [asked]), "POST /v1/returns/r1/notes": {} });
  await show(<Notes id="r1" />);
  expect(await screen.findByText("请说明场所")).toBeDefined();
  await user.type(await screen.findByRole("textbox", { name: t("notes.kind.answer") }), " 已附备案 ");
  expect(screen.queryByText(t("notes.kind.note"))).toBeNull();
  await user.click(screen.getByRole("button", { name: t("notes.send.answer") }));
  await expect
    .poll(() => calls.find(({ method }) => method === "POST")?.body)
    .toEqual({
      kind: "answer",
      words: "已附备案",
    });
  expect(screen.getByRole("textbox")).toHaveProperty("value", "");
});

it("lets nobody write who is not offered it", async () => {
  serve(service(["change", "withdraw"]));
  await show(<Notes id="r1" />);
  expect(await screen.findByText(t("notes.none"))).toBeDefined();
  expect(screen.queryByRole("textbox")).toBeNull();
});

it("lets staff choose between a note and a question, and keeps the words that were not taken", async () => {
  const calls = serve({
    ...service(["note", "question"]),
    "POST /v1/returns/r1/notes": () => problem(409, "note.unasked", "没有待答复的询问"),
  });
  await show(<Notes id="r1" />);
  const send = await screen.findByRole("button", { name: t("notes.send.note") });
  expect(send).toHaveProperty("disabled", true);
  await user.click(screen.getByRole("radio", { name: t("notes.kind.question") }));
  await user.type(screen.getByRole("textbox"), "请说明");
  await user.click(screen.getByRole("button", { name: t("notes.send.question") }));
  expect((await screen.findByRole("alert")).textContent).toContain("没有待答复的询问");
  expect(calls.find(({ method }) => method === "POST")?.body).toEqual({ kind: "question", words: "请说明" });
  expect(screen.getByRole("textbox")).toHaveProperty("value", "请说明");
});
