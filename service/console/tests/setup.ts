import { cleanup, configure } from "@testing-library/react";
import { afterEach, expect, vi } from "vitest";
import { unexpectedCalls } from "./service";

configure({ asyncUtilTimeout: 10_000 });

afterEach(() => {
  cleanup();
  localStorage.clear();
  vi.unstubAllGlobals();
  expect(unexpectedCalls()).toEqual([]);
});
