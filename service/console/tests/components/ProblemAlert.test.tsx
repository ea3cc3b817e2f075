import { screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { Problem, type Schemas } from "../../src/api/client";
import { ProblemAlert } from "../../src/components/ProblemAlert";
import { show, t, user } from "../harness";
import { serve } from "../service";

function problemOf(status: number, ...faults: [pointer: string, code: string, zh: string][]): Problem {
  const errors = faults.map(([pointer, code, zh]) => ({ pointer, code, zh, en: zh }));
  return new Problem(status, { title: "", status, errors } as unknown as Schemas["ProblemDocument"]);
}

it("lists every fault with its place", async () => {
  serve({});
  const error = problemOf(422, ["/lines/0/quantity", "a", "须为正数"], ["/list_no", "b", "必填"]);
  await show(<ProblemAlert error={error} place={(pointer) => `[${pointer}]`} />);
  expect(screen.getByRole("alert").textContent).toContain(t("problem.many", { count: 2 }));
  expect(screen.getAllByRole("listitem").map((each) => each.textContent)).toEqual([
    "[/lines/0/quantity] 须为正数",
    "[/list_no] 必填",
  ]);
});

it("offers to try again what may go well the next time", async () => {
  serve({});
  const retry = vi.fn();
  await show(<ProblemAlert error={new Problem(0, null)} retry={retry} />);
  expect(screen.getByRole("alert").textContent).toContain(t("problem.away"));
  await user.click(screen.getByRole("button", { name: t("problem.retry") }));
  expect(retry).toHaveBeenCalledOnce();
});

it("does not offer to try again what is not there", async () => {
  serve({});
  await show(<ProblemAlert error={problemOf(404, ["", "return.not_found", "没有此件"])} retry={() => undefined} />);
  expect(screen.getByRole("alert").textContent).toContain("没有此件");
  expect(screen.queryByRole("button")).toBeNull();
});

it("leaves a session that ended to the question to sign in again", async () => {
  serve({});
  await show(<ProblemAlert error={problemOf(401, ["", "session.ended", "已退出"])} />);
  expect(screen.queryByRole("alert")).toBeNull();
});
