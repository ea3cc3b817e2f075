import { PlusOutlined, UploadOutlined } from "@ant-design/icons";
import { Button, Flex, Input, Upload } from "antd";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { useSession } from "../../session/useSession";
import { useI18n } from "../../i18n/useI18n";
import { LoadMore } from "../../components/LoadMore";
import { ProblemAlert } from "../../components/ProblemAlert";
import { type Proposed, useRows } from "./queries";
import { RowHistory } from "./RowHistory";
import { ProposeDialog } from "./ProposeDialog";
import { RowForm } from "./RowForm";
import { RowsTable } from "./RowsTable";
import type { Register, Row } from "./rows";

/** One register: its rows, the history of one code, and rows proposed by form or file. */
export function OneRegister({ register }: { register: Register }) {
  const { t } = useI18n();
  const { may, who } = useSession();
  const [search, setSearch] = useSearchParams();
  const code = search.get("code") ?? undefined;
  const text = search.get("search") ?? undefined;
  const found = useRows(register, code ? { code } : { search: text });
  const [form, setForm] = useState<Row | null>(null);
  const [proposed, setProposed] = useState<Proposed | null>(null);
  const mayPropose = may("amendments.propose");
  const isOwnOnly = register === "enterprises" && who?.role === "firm";

  const open = (chosen: string) => setSearch({ register, code: chosen });
  const rows = found.data?.pages.flatMap((page) => [...page.items]);
  return (
    <>
      <Flex gap={8} wrap justify="space-between" className="mb-16">
        <search>
          {!isOwnOnly && (
            <Input.Search
              key={text}
              allowClear
              aria-label={t(`registers.search.${register}`)}
              placeholder={t(`registers.search.${register}`)}
              defaultValue={text}
              onSearch={(value) => setSearch({ register, ...(value.trim() && { search: value.trim() }) })}
              className="w-280 fits"
            />
          )}
        </search>
        {mayPropose && (
          <Flex gap={8} wrap>
            <Upload
              accept=".csv,.xlsx,.json,.jsonl"
              showUploadList={false}
              beforeUpload={(file) => {
                setProposed({ file });
                return false;
              }}
            >
              <Button icon={<UploadOutlined />}>{t("registers.import")}</Button>
            </Upload>
            <Button type="primary" icon={<PlusOutlined />} onClick={() => setForm({})}>
              {t(`registers.add.${register}`)}
            </Button>
          </Flex>
        )}
      </Flex>
      {found.error ? (
        <ProblemAlert error={found.error} retry={() => void found.refetch()} />
      ) : code && rows && rows.length > 0 ? (
        <RowHistory register={register} rows={rows} edit={mayPropose ? setForm : undefined} />
      ) : (
        <RowsTable register={register} rows={rows} open={open} edit={mayPropose ? setForm : undefined} />
      )}
      {found.data && <LoadMore query={found} />}
      {form && (
        <RowForm register={register} row={form} close={() => setForm(null)} propose={(row) => setProposed({ row })} />
      )}
      {proposed && <ProposeDialog register={register} proposed={proposed} close={() => setProposed(null)} />}
    </>
  );
}
