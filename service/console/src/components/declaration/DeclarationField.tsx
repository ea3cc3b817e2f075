import { Form } from "antd";
import { createContext, type ReactElement, useContext } from "react";
import type { Schemas } from "../../api/client";
import { type MessageKey, useI18n } from "../../i18n/useI18n";
import { isRequired } from "./draft";

type Path = (string | number)[];
/** What the service said of each entry, by JSON pointer. */
export const Faults = createContext<Map<string, Schemas["Fault"]>>(new Map());

interface EntryProps {
  path: Path;
  /** Where it stands within the list that holds it, if one does. */
  within?: Path;
  label: MessageKey;
  children: ReactElement;
  wide?: boolean;
}

/** One entry of the declaration with its label and what is wrong with it. */
export function DeclarationField({ path, within, label, children, wide }: EntryProps) {
  const { t, localized } = useI18n();
  const fault = useContext(Faults).get(`/${path.join("/")}`);
  return (
    <Form.Item
      name={within ?? path}
      label={t(label)}
      required={isRequired(path)}
      validateStatus={fault && "error"}
      help={fault && localized(fault)}
      className={wide ? "whole-row" : undefined}
    >
      {children}
    </Form.Item>
  );
}
