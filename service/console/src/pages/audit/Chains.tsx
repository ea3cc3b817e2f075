import { Empty, Flex, Input, Pagination, Typography } from "antd";
import { useState } from "react";
import type { Schemas } from "../../api/client";
import { useI18n } from "../../i18n/useI18n";

type Head = Schemas["Head"];
const SIZE = 12;

/** Every chain, with the number and digest of its newest entry. */
export function Chains({
  heads,
  chosen,
  choose,
}: {
  heads: readonly Head[];
  chosen: string;
  choose: (chain: string) => void;
}) {
  const { t } = useI18n();
  const [part, setPart] = useState("");
  const [page, setPage] = useState(1);
  const found = heads.filter(({ chain }) => chain.includes(part.trim()));
  return (
    <>
      {heads.length > SIZE && (
        <Input
          allowClear
          aria-label={t("audit.findChain")}
          placeholder={t("audit.findChain")}
          value={part}
          onChange={({ target }) => {
            setPart(target.value);
            setPage(1);
          }}
          className="mb-8"
        />
      )}
      {found.length === 0 && <Empty description={t("audit.noChain")} />}
      <ul className="choices">
        {found.slice((page - 1) * SIZE, page * SIZE).map(({ chain, number, digest }) => (
          <li key={chain}>
            <button type="button" aria-current={chain === chosen} onClick={() => choose(chain)}>
              <Flex justify="space-between" gap={8}>
                <strong className="figures">{chain === "-" ? t("audit.office") : chain}</strong>
                <span className="figures">{t("audit.length", { count: number })}</span>
              </Flex>
              <Typography.Text type="secondary" className="code smaller" title={digest}>
                {digest.slice(0, 20)}…
              </Typography.Text>
            </button>
          </li>
        ))}
      </ul>
      <Pagination
        size="small"
        simple
        hideOnSinglePage
        current={page}
        pageSize={SIZE}
        total={found.length}
        onChange={setPage}
      />
    </>
  );
}
