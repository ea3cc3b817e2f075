import { screen, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { GoodsComparison } from "../../../src/pages/case/GoodsComparison";
import { show, t, user } from "../../harness";
import { problem, serve } from "../../service";
import { goodsLine, returnRecord } from "../../records";

const DOSSIER = "GET /v1/decisions/d1/dossier";
const one = returnRecord({
  declaration: {
    ...returnRecord().declaration,
    lines: [goodsLine({ name: "卫衣", quantity: "3" }), goodsLine({ line_no: 9 })],
  },
});

it("marks what differs from the original list, what is too much and what is not on it", async () => {
  serve({
    [DOSSIER]: {
      export_list: { list_no: "L-1", released_on: "2026-04-09", lines: [goodsLine({ quantity: "5" })] },
      already_returned: [{ line_no: 1, quantity: "2.5" }],
    },
  });
  await show(<GoodsComparison one={one} />);
  expect(await screen.findByText(t("case.list", { list: "L-1", day: "2026-04-09" }))).toBeDefined();
  const [, first, second] = screen.getAllByRole("row").map((row) => within(row));
  expect(first?.getByText("卫衣", { exact: false }).textContent).toContain(`${t("case.original")}毛衣`);
  expect(first?.getByText("2.5").className).toContain("is-bad");
  expect(second?.getByText(t("case.noLine"))).toBeDefined();
});

it("leads to the other returns of the list", async () => {
  serve({ [DOSSIER]: { export_list: { list_no: "L-1", released_on: null, lines: [] } } });
  await show(<GoodsComparison one={one} />);
  await user.click(await screen.findByRole("link", { name: t("case.sameList") }));
  expect(screen.getByTestId("address").textContent).toBe("/returns?list_no=22442026E000000001");
});

it("shows what was declared where the list is not known, or another firm's", async () => {
  serve({ [DOSSIER]: () => problem(403, "access.list", "原清单属于其他企业") });
  await show(<GoodsComparison one={one} />);
  expect(await screen.findByText(t("case.noList", { list: "22442026E000000001" }))).toBeDefined();
  expect(screen.getByRole("region", { name: t("declaration.goods") }).textContent).toContain("卫衣");
});
