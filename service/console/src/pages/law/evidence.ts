import { useQuery } from "@tanstack/react-query";
import { api, data, type Schemas } from "../../api/client";
import { useSession } from "../../session/useSession";

export type Scenario = Schemas["ScenarioResult"];
export type Run = Schemas["Scenarios"];
export type Proof = Schemas["ProvisionProof"];
export type Count = Schemas["ProvisionCount"];

/** The scenarios about an instrument, as they came out when the acceptance book was last run. */
export function useScenarios(instrument: string) {
  return useQuery({
    queryKey: ["scenarios", instrument],
    queryFn: () => data(api.GET("/v1/law/scenarios", { params: { query: { instrument } } })),
    staleTime: 300_000,
  });
}

/** What was proved of the law that ships with the service. */
export function useCertificate() {
  return useQuery({ queryKey: ["certificate"], queryFn: () => data(api.GET("/v1/certificate")), staleTime: Infinity });
}

/** How often each provision was not met, for those who see the day's numbers; nothing for others. */
export function useCounts() {
  const { may } = useSession();
  return useQuery({
    queryKey: ["counts"],
    queryFn: () => data(api.GET("/v1/law/counts")),
    refetchInterval: 30_000,
    enabled: may("overview.read"),
  });
}

/** How many examples scenarios have in all, and how many of them passed. */
export function score(scenarios: readonly Scenario[]): { passed: number; all: number } {
  const sum = (some: (each: Scenario) => number) => scenarios.reduce((total, each) => total + some(each), 0);
  return { passed: sum((each) => each.passed), all: sum((each) => each.passed + each.failed + each.skipped) };
}

/** The scenarios that name a provision, those of its instrument's own feature file first. */
export function scenariosOf(scenarios: readonly Scenario[], provision: string): Scenario[] {
  const found = scenarios.filter((each) => each.provisions.includes(provision));
  const isOwn = (each: Scenario) => provision.startsWith(`${each.feature.replace(".feature", "")}.`);
  return [...found.filter(isOwn), ...found.filter((each) => !isOwn(each))];
}

/** The scenarios that are about an instrument as a whole: they name none of its provisions. */
export function scenariosOfInstrument(scenarios: readonly Scenario[], instrument: string): Scenario[] {
  return scenarios.filter((each) => !each.provisions.some((name) => name.startsWith(`${instrument}.`)));
}
