import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Card, Flex, Form, Input, InputNumber } from "antd";
import { type Key, useWords } from "../../app/words";
import { Entry } from "./Entry";

const MOST = 100;
const ENTRIES: readonly [name: string, label: Key, required: boolean][] = [
  ["hs_code", "declaration.line.hs_code", true],
  ["name", "declaration.line.name", true],
  ["model", "declaration.line.model", true],
  ["quantity", "declaration.line.quantity", true],
  ["unit", "declaration.line.unit", true],
  ["legal_quantity", "declaration.line.legal_quantity", true],
  ["legal_unit", "declaration.line.legal_unit", true],
  ["second_quantity", "declaration.line.second_quantity", false],
  ["second_unit", "declaration.line.second_unit", false],
];

/** The goods lines of a declaration. */
export function Lines() {
  const { t } = useWords();
  return (
    <Form.List name="lines">
      {(fields, { add, remove }) => (
        <Flex vertical gap={12} style={{ marginBottom: 16 }}>
          {fields.map(({ key, name }) => (
            <Card
              key={key}
              size="small"
              type="inner"
              title={t("declaration.lineTitle", { number: name + 1 })}
              extra={fields.length > 1 && <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={t("declaration.removeLine")} onClick={() => remove(name)} />}
            >
              <div className="entries">
                <Entry path={["lines", name, "line_no"]} within={[name, "line_no"]} label="declaration.line.line_no" required>
                  <InputNumber min={1} max={99999} precision={0} style={{ width: "100%" }} />
                </Entry>
                {ENTRIES.map(([entry, label, required]) => (
                  <Entry key={entry} path={["lines", name, entry]} within={[name, entry]} label={label} required={required}><Input /></Entry>
                ))}
              </div>
            </Card>
          ))}
          <Button type="dashed" icon={<PlusOutlined />} disabled={fields.length >= MOST} onClick={() => add({ line_no: fields.length + 1 })}>{t("declaration.addLine")}</Button>
        </Flex>
      )}
    </Form.List>
  );
}
