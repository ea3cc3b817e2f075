import { screen, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { Findings } from "../../src/components/Findings";
import { show, t, user } from "../harness";
import { serve } from "../service";
import { finding } from "../records";

const LAW = { "GET /v1/policies": { on: "2026-06-01", policies: [], instruments: [], changes: [] } };
const FINDINGS = [
  finding("gacc_2026_024.period"),
  finding("gacc_2026_024.return_site", { status: "unmet", lines: [1, 3] }),
  finding("gacc_2026_024.goods", { status: "undetermined" }),
];

it("puts what stands against the return first, with its remedy, and folds up the rest", async () => {
  serve(LAW);
  await show(<Findings findings={FINDINGS} />);
  const shown = screen.getAllByRole("listitem").map((each) => each.textContent);
  expect(shown[0]).toContain("须gacc_2026_024.return_site");
  expect(shown[0]).toContain(`${t("findings.remedy")}补gacc_2026_024.return_site`);
  expect(shown[0]).toContain(t("findings.lines", { lines: "1, 3" }));
  expect(shown[1]).toContain("须gacc_2026_024.goods");
  const rest = screen.getByText(t("findings.rest", { count: 1 })).closest("details") as HTMLElement;
  expect(rest).toHaveProperty("open", false);
  expect(within(rest).getByText("须gacc_2026_024.period")).toBeDefined();
  expect(within(rest).queryByText(t("findings.remedy"), { exact: false })).toBeNull();
});

it("leads from a finding to its clause on the law's page", async () => {
  serve(LAW);
  await show(<Findings findings={FINDINGS.slice(1, 2)} />);
  await user.click(screen.getByRole("link"));
  expect(screen.getByTestId("address").textContent).toBe("/law/gacc_2026_024");
});

it("tells of each question apart", async () => {
  serve(LAW);
  await show(<Findings findings={FINDINGS} />);
  await user.click(screen.getByRole("tab", { name: t("question.tax_relief") }));
  expect(within(screen.getByRole("tabpanel")).getByText(t("findings.none"))).toBeDefined();
});
