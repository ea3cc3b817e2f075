import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Button, Flex, Input, Space } from "antd";
import { useState } from "react";
import { api, data } from "../../api/client";
import { useI18n } from "../../i18n/useI18n";
import { ProblemAlert } from "../../components/ProblemAlert";

/** Puts the chosen cases on someone's desk, or back into the queue. */
export function AssignForm({ chosen, onDone }: { chosen: readonly string[]; onDone: () => void }) {
  const { t } = useI18n();
  const { message } = App.useApp();
  const client = useQueryClient();
  const [name, setName] = useState("");
  const assigning = useMutation({
    mutationFn: (to: string | null) => data(api.POST("/v1/cases/assign", { body: { returns: [...chosen], to } })),
    onSuccess: ({ cases }) => {
      void client.invalidateQueries({ queryKey: ["cases"] });
      void message.success(t("queue.assigned", { count: cases }));
      onDone();
    },
  });
  if (chosen.length === 0) return null;
  return (
    <Flex gap={8} align="center" wrap className="mb-12">
      <strong>{t("queue.chosen", { count: chosen.length })}</strong>
      <Space.Compact>
        <Input
          aria-label={t("queue.to_whom")}
          placeholder={t("queue.to_whom")}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Button
          type="primary"
          disabled={!name}
          loading={assigning.isPending}
          onClick={() => assigning.mutate(name.trim())}
        >
          {t("queue.assign")}
        </Button>
      </Space.Compact>
      <Button onClick={() => assigning.mutate(null)}>{t("queue.giveBack")}</Button>
      {assigning.error && <ProblemAlert error={assigning.error} />}
    </Flex>
  );
}
