import { useMutation } from "@tanstack/react-query";
import { Button, Card, Empty, Flex, Input, Segmented, Tag, Typography } from "antd";
import { useState } from "react";
import { api, data } from "../api/client";
import { useI18n } from "../i18n/useI18n";
import { Moment } from "./Moment";
import { ProblemAlert } from "./ProblemAlert";
import { useNotes, useRefresh, useReturnActions } from "../api/returns";

const KINDS = ["note", "question", "answer"] as const;
type Kind = (typeof KINDS)[number];
const COLORS: Record<Kind, string> = { note: "default", question: "gold", answer: "cyan" };

/** What staff note among themselves, ask the firm, and what it answers; nothing is edited, only followed. */
export function Notes({ id }: { id: string }) {
  const { t } = useI18n();
  const { data: items } = useNotes(id);
  const { data: offered } = useReturnActions(id);
  const kinds = KINDS.filter((kind) => offered?.includes(kind));
  return (
    <Card title={t("notes.title")}>
      {items?.length === 0 && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("notes.none")} />}
      <Flex vertical gap={10}>
        {items?.map((each) => (
          <div key={each.written_at + each.words}>
            <Flex gap={6} align="center">
              <Tag color={COLORS[each.kind]}>{t(`notes.kind.${each.kind}`)}</Tag>
              <Typography.Text type="secondary">
                {each.author === "staff"
                  ? t("notes.staff")
                  : each.author.startsWith("key ")
                    ? t("role.firm")
                    : each.author}{" "}
                · <Moment at={each.written_at} />
              </Typography.Text>
            </Flex>
            <div className="wrap as-written">{each.words}</div>
          </div>
        ))}
      </Flex>
      {kinds.length > 0 && <NoteForm id={id} kinds={kinds} />}
    </Card>
  );
}

function NoteForm({ id, kinds }: { id: string; kinds: readonly Kind[] }) {
  const { t } = useI18n();
  const [kind, setKind] = useState<Kind>(kinds[0] ?? "note");
  const [words, setWords] = useState("");
  const refresh = useRefresh(id);
  const writing = useMutation({
    mutationFn: () =>
      data(
        api.POST("/v1/returns/{return_id}/notes", {
          params: { path: { return_id: id } },
          body: { kind, words: words.trim() },
        }),
      ),
    onSuccess: () => setWords(""),
    onSettled: refresh,
  });
  return (
    <Flex vertical gap={8} className="mt-12">
      {writing.error && <ProblemAlert error={writing.error} />}
      {kinds.length > 1 && (
        <Segmented
          value={kind}
          onChange={setKind}
          options={kinds.map((each) => ({ value: each, label: t(`notes.kind.${each}`) }))}
          className="at-start"
        />
      )}
      <Input.TextArea
        rows={3}
        maxLength={4000}
        aria-label={t(`notes.kind.${kind}`)}
        placeholder={t(`notes.hint.${kind}`)}
        value={words}
        onChange={(event) => setWords(event.target.value)}
      />
      <Button
        className="at-start"
        disabled={!words.trim()}
        loading={writing.isPending}
        onClick={() => writing.mutate()}
      >
        {t(`notes.send.${kind}`)}
      </Button>
    </Flex>
  );
}
