import { Divider, Form, Input } from "antd";
import { type ReactNode, useEffect } from "react";
import type { Schemas } from "../../api/client";
import { type MessageKey, useI18n } from "../../i18n/useI18n";
import { byEntry, type Draft } from "./draft";
import { DeclarationField, Faults } from "./DeclarationField";
import { Choice, DayInput, InstantInput, YesNo } from "./inputs";
import { GoodsFields } from "./GoodsFields";

const PARTIES = ["exporter", "agent", "platform", "logistics"] as const;
const REASONS = [
  { value: "returned", label: "declaration.reasons.returned" },
  { value: "unsold", label: "declaration.reasons.unsold" },
  { value: "other", label: "declaration.reasons.other" },
] as const;
const PROOFS = [
  { value: "self_declaration", label: "declaration.proofs.self_declaration" },
  { value: "return_record", label: "declaration.proofs.return_record" },
  { value: "refusal_record", label: "declaration.proofs.refusal_record" },
  { value: "return_agreement", label: "declaration.proofs.return_agreement" },
] as const;

interface DeclarationFormProps {
  value: Draft;
  onChange: (draft: Draft) => void;
  faults: readonly Schemas["Fault"][];
}

/** All that a return declares, with the service's word beside each entry. */
export function DeclarationForm({ value, onChange, faults }: DeclarationFormProps) {
  const [form] = Form.useForm<Draft>();
  useEffect(() => {
    if (form.getFieldsValue(true) !== value) form.setFieldsValue(value);
  }, [form, value]);
  return (
    <Faults value={byEntry(faults)}>
      <Form
        form={form}
        layout="vertical"
        initialValues={value}
        onValuesChange={() => onChange(structuredClone(form.getFieldsValue(true)) as Draft)}
      >
        <Group title="declaration.where">
          <DeclarationField path={["application_no"]} label="declaration.application_no">
            <Input maxLength={30} />
          </DeclarationField>
          <DeclarationField path={["list_no"]} label="declaration.list_no">
            <Input maxLength={64} />
          </DeclarationField>
          <DeclarationField path={["customs_code"]} label="declaration.customs_code">
            <Input maxLength={4} inputMode="numeric" />
          </DeclarationField>
          <DeclarationField path={["site_code"]} label="declaration.site_code">
            <Input maxLength={10} />
          </DeclarationField>
          <DeclarationField path={["declared_at"]} label="declaration.declared_at">
            <InstantInput />
          </DeclarationField>
          <DeclarationField path={["arrived_on"]} label="declaration.arrived_on">
            <DayInput />
          </DeclarationField>
          <DeclarationField path={["return_mode"]} label="declaration.return_mode">
            <Input maxLength={4} inputMode="numeric" />
          </DeclarationField>
          <DeclarationField path={["direction"]} label="declaration.direction">
            <Input maxLength={1} />
          </DeclarationField>
        </Group>
        <Group title="declaration.why">
          <DeclarationField path={["reason_kind"]} label="declaration.reason_kind">
            <Choice options={REASONS} />
          </DeclarationField>
          <DeclarationField path={["proof"]} label="declaration.proof">
            <Choice options={PROOFS} />
          </DeclarationField>
          <DeclarationField path={["original_state"]} label="declaration.original_state">
            <YesNo />
          </DeclarationField>
          <DeclarationField path={["food"]} label="declaration.food">
            <YesNo />
          </DeclarationField>
          <DeclarationField path={["rebate_taken"]} label="declaration.rebate_taken">
            <YesNo />
          </DeclarationField>
          <DeclarationField path={["tax_certificate_no"]} label="declaration.tax_certificate_no">
            <Input maxLength={64} />
          </DeclarationField>
          <DeclarationField path={["reason"]} label="declaration.reason" wide>
            <Input.TextArea rows={2} maxLength={1000} />
          </DeclarationField>
        </Group>
        <Group title="declaration.goods">
          <div className="whole-row">
            <GoodsFields />
          </div>
        </Group>
        <Group title="declaration.firms">
          {PARTIES.map((party) => (
            <Party key={party} party={party} />
          ))}
        </Group>
        <Group title="declaration.transport">
          <DeclarationField path={["transport_mode"]} label="declaration.transport_mode">
            <Input maxLength={1} />
          </DeclarationField>
          <DeclarationField path={["transport_name"]} label="declaration.transport_name">
            <Input maxLength={100} />
          </DeclarationField>
          <DeclarationField path={["voyage_no"]} label="declaration.voyage_no">
            <Input maxLength={32} />
          </DeclarationField>
          <DeclarationField path={["waybill_no"]} label="declaration.waybill_no">
            <Input maxLength={80} />
          </DeclarationField>
          <DeclarationField path={["bill_no"]} label="declaration.bill_no">
            <Input maxLength={37} />
          </DeclarationField>
          <DeclarationField path={["port_code"]} label="declaration.port_code">
            <Input maxLength={4} inputMode="numeric" />
          </DeclarationField>
          <DeclarationField path={["departure_country"]} label="declaration.departure_country">
            <Input maxLength={3} />
          </DeclarationField>
          <DeclarationField path={["note"]} label="declaration.note">
            <Input maxLength={1000} />
          </DeclarationField>
        </Group>
      </Form>
    </Faults>
  );
}

function Party({ party }: { party: (typeof PARTIES)[number] }) {
  return (
    <>
      <DeclarationField path={[party, "code"]} label={`declaration.${party}_code`}>
        <Input maxLength={18} />
      </DeclarationField>
      <DeclarationField path={[party, "name"]} label={`declaration.${party}_name`}>
        <Input maxLength={100} />
      </DeclarationField>
    </>
  );
}

function Group({ title, children }: { title: MessageKey; children: ReactNode }) {
  const { t } = useI18n();
  return (
    <section aria-label={t(title)}>
      <Divider titlePlacement="start" plain className="group-title">
        <strong>{t(title)}</strong>
      </Divider>
      <div className="entries">{children}</div>
    </section>
  );
}
