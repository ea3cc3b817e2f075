import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from "react";
import type zh from "../locales/zh.json";

export type Language = "zh" | "en";
type Table = typeof zh;
type Leaves<T> = { [K in keyof T & string]: T[K] extends string ? K : `${K}.${Leaves<T[K]>}` }[keyof T & string];
/** The name of some words in the two locale files, with dots between its parts. */
export type MessageKey = Leaves<Table>;
type Values = Record<string, string | number>;
/** The same words in both languages, as the service gives them. */
export interface LocalizedText {
  zh: string;
  en: string;
}
export interface I18n {
  language: Language;
  /** Words by name, `{x}` replaced by the value of x. */
  t: (key: MessageKey, values?: Values) => string;
  /** Those of the service's words that are in the language chosen. */
  localized: (text: LocalizedText) => string;
  change: (language: Language) => void;
}

const KEPT = "tongtui.language";
const Context = createContext<I18n | null>(null);

export function rememberedLanguage(): Language {
  return localStorage.getItem(KEPT) === "en" ? "en" : "zh";
}

function find(table: object, key: string): string {
  const found = key.split(".").reduce<unknown>((at, part) => (at as Record<string, unknown>)?.[part], table);
  return typeof found === "string" ? found : key;
}

export function i18nOf(table: object, language: Language, change: (language: Language) => void): I18n {
  return {
    language,
    change,
    t: (key, values = {}) => find(table, key).replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? "")),
    localized: (text) => text[language],
  };
}

/** Gives the words of one language to all below; `tables` holds both locale files. */
export function I18nProvider({ tables, children }: { tables: Record<Language, object>; children: ReactNode }) {
  const [language, setLanguage] = useState(rememberedLanguage);
  const change = useCallback((chosen: Language) => {
    localStorage.setItem(KEPT, chosen);
    setLanguage(chosen);
  }, []);
  useEffect(() => {
    document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  }, [language]);
  const value = useMemo(() => i18nOf(tables[language], language, change), [tables, language, change]);
  return <Context value={value}>{children}</Context>;
}

export function useI18n(): I18n {
  const found = useContext(Context);
  if (!found) throw new Error("no I18nProvider above");
  return found;
}
