// The status that every screen shows.

import { afterEach, expect, test } from "vitest";

import type { Status } from "../src/api/bindings/Status";
import type { Resource } from "../src/api/resource.svelte";
import { shareStatus, status, withdrawStatus } from "../src/api/status.svelte";

const showing = (clinic: string) => ({ data: { clinic_name: clinic } }) as unknown as Resource<Status>;

afterEach(() => shareStatus(undefined));

test("a frame that goes late does not take the next person's status with it", () => {
  const before = showing("before");
  shareStatus(before);
  shareStatus(showing("now"));
  withdrawStatus(before);
  expect(status.current?.clinic_name).toBe("now");
});
