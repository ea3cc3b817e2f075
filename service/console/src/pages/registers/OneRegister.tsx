import { PlusOutlined, UploadOutlined } from "@ant-design/icons";
import { Alert, App, Button, Flex, Input, Upload } from "antd";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { useSession } from "../../app/session";
import { useWords } from "../../app/words";
import { More } from "../../parts/More";
import { ProblemShown } from "../../parts/ProblemShown";
import { useRows } from "./calls";
import { History } from "./History";
import { Preview } from "./Preview";
import { rowsOf, textOf, type Unreadable } from "./reading";
import { RowForm } from "./RowForm";
import { RowsTable } from "./RowsTable";
import type { Register, Row } from "./rows";

/** One register: its rows, the history of one code, and entering rows by form or file. */
export function OneRegister({ register }: { register: Register }) {
  const { t } = useWords();
  const { may, who } = useSession();
  const { message } = App.useApp();
  const [search, setSearch] = useSearchParams();
  const code = search.get("code") ?? undefined;
  const found = useRows(register, code);
  const [form, setForm] = useState<Row | null>(null);
  const [sent, setSent] = useState<readonly Row[] | null>(null);
  const [faults, setFaults] = useState<readonly Unreadable[]>([]);
  const mayPut = may("registers.put");
  const isOwnOnly = register === "enterprises" && who?.role === "firm";

  const open = (chosen: string) => setSearch(chosen ? { register, code: chosen } : { register });
  const take = async (file: File) => {
    const text = textOf(await file.arrayBuffer());
    const read = text === null ? { faults: [{ line: 1, why: "reading.encoding" } as const] } : rowsOf(register, file.name, text);
    setFaults("faults" in read ? read.faults : []);
    if ("rows" in read) setSent(read.rows);
  };
  const rows = found.data?.pages.flatMap((page) => [...page.items]);
  return (
    <>
      <Flex gap={8} wrap justify="space-between" style={{ marginBottom: 16 }}>
        <search>
          {!isOwnOnly && (
            <Input.Search
              key={code}
              allowClear
              aria-label={t(`registers.code.${register}`)}
              placeholder={t(`registers.code.${register}`)}
              defaultValue={code}
              onSearch={(value) => open(value.trim())}
              style={{ width: 280, maxWidth: "100%" }}
            />
          )}
        </search>
        {mayPut && (
          <Flex gap={8} wrap>
            <Upload
              accept=".csv,.json,.jsonl"
              showUploadList={false}
              beforeUpload={(file) => {
                void take(file);
                return false;
              }}
            >
              <Button icon={<UploadOutlined />}>{t("registers.import")}</Button>
            </Upload>
            <Button type="primary" icon={<PlusOutlined />} onClick={() => setForm({})}>{t(`registers.add.${register}`)}</Button>
          </Flex>
        )}
      </Flex>
      {faults.length > 0 && <FileRefused faults={faults} close={() => setFaults([])} />}
      {found.error ? (
        <ProblemShown error={found.error} retry={() => void found.refetch()} />
      ) : code && rows && rows.length > 0 ? (
        <History register={register} rows={rows} edit={mayPut ? setForm : undefined} />
      ) : (
        <RowsTable register={register} rows={rows} open={open} edit={mayPut ? setForm : undefined} />
      )}
      {found.data && <More query={found} />}
      {form && <RowForm register={register} row={form} close={() => setForm(null)} preview={(row) => setSent([row])} />}
      {sent && (
        <Preview
          register={register}
          rows={sent}
          close={() => setSent(null)}
          done={({ changed }) => {
            setSent(null);
            setForm(null);
            void message.success(t("registers.entered", { count: changed }));
          }}
        />
      )}
    </>
  );
}

function FileRefused({ faults, close }: { faults: readonly Unreadable[]; close: () => void }) {
  const { t } = useWords();
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      closable={{ onClose: close }}
      style={{ marginBottom: 16 }}
      title={t("reading.refused")}
      description={
        <ul style={{ margin: 0, paddingInlineStart: 18 }}>
          {faults.map(({ line, why, what }) => <li key={`${line}${why}${what}`}>{t("reading.line", { line })}{t(why, { what: what ?? "" })}</li>)}
        </ul>
      }
    />
  );
}
