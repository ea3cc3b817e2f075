import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Card, Flex, Form, Input, InputNumber } from "antd";
import { type MessageKey, useI18n } from "../../i18n/useI18n";
import { DeclarationField } from "./DeclarationField";

const MOST = 100;
const ENTRIES: readonly [name: string, label: MessageKey][] = [
  ["hs_code", "declaration.line.hs_code"],
  ["name", "declaration.line.name"],
  ["model", "declaration.line.model"],
  ["quantity", "declaration.line.quantity"],
  ["unit", "declaration.line.unit"],
  ["legal_quantity", "declaration.line.legal_quantity"],
  ["legal_unit", "declaration.line.legal_unit"],
  ["second_quantity", "declaration.line.second_quantity"],
  ["second_unit", "declaration.line.second_unit"],
];

/** The goods lines of a declaration. */
export function GoodsFields() {
  const { t } = useI18n();
  return (
    <Form.List name="lines">
      {(fields, { add, remove }) => (
        <Flex vertical gap={12} className="mb-16">
          {fields.map(({ key, name }) => (
            <Card
              key={key}
              size="small"
              type="inner"
              title={t("declaration.lineTitle", { number: name + 1 })}
              extra={
                fields.length > 1 && (
                  <Button
                    type="text"
                    size="small"
                    icon={<DeleteOutlined />}
                    aria-label={t("declaration.removeLine")}
                    onClick={() => remove(name)}
                  />
                )
              }
            >
              <div className="entries">
                <DeclarationField
                  path={["lines", name, "line_no"]}
                  within={[name, "line_no"]}
                  label="declaration.line.line_no"
                >
                  <InputNumber min={1} max={99999} precision={0} className="full" />
                </DeclarationField>
                {ENTRIES.map(([entry, label]) => (
                  <DeclarationField key={entry} path={["lines", name, entry]} within={[name, entry]} label={label}>
                    <Input />
                  </DeclarationField>
                ))}
              </div>
            </Card>
          ))}
          <Button
            type="dashed"
            icon={<PlusOutlined />}
            disabled={fields.length >= MOST}
            onClick={() => add({ line_no: fields.length + 1 })}
          >
            {t("declaration.addLine")}
          </Button>
        </Flex>
      )}
    </Form.List>
  );
}
