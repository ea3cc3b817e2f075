import type { Schemas } from "../../api/client";

export type Explanation = Schemas["Explanation"];
export type QuestionNode = Explanation["questions"][number];
export type ProvisionNode = QuestionNode["provisions"][number];
export type ConditionNode = Schemas["ConditionNode"];
export type FactNode = Schemas["FactNode"];
export type Origin = Schemas["Origin"];
type Status = ProvisionNode["status"];

const ORDER: readonly Status[] = ["unmet", "undetermined", "met", "not_applicable"];

export interface Group {
  status: Status;
  provisions: readonly ProvisionNode[];
}

/** The provisions by how they stand, what stands against the return first; those the answer turns on lead each group. */
export function groupByStatus(provisions: readonly ProvisionNode[]): readonly Group[] {
  const of = (status: Status) =>
    provisions
      .filter((each) => each.status === status)
      .sort((one, other) => Number(other.decisive) - Number(one.decisive));
  return ORDER.map((status) => ({ status, provisions: of(status) })).filter((group) => group.provisions.length > 0);
}

/** The keys of what is open at first: the answers, what does not hold or is not known, and whatever decides. */
export function openAtFirst({ questions }: Explanation): string[] {
  return questions.flatMap(({ question, provisions }) => [
    question,
    ...groupByStatus(provisions)
      .filter(
        ({ status, provisions: some }) =>
          status === "unmet" || status === "undetermined" || some.some((each) => each.decisive),
      )
      .map(({ status }) => `${question}/${status}`),
  ]);
}

/** A pointer's last word, which says where in the record a value stands. */
export function placeOf({ pointer }: Origin): string {
  return pointer.split("/").slice(2).join(" › ");
}
