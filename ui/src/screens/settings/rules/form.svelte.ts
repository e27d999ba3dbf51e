// One form of the clinic's rules: what is typed over the rule that is kept, and what came of saving it.

import { apiError } from "../../../api";
import type { ApiError } from "../../../api/bindings/ApiError";
import type { PolicyRules } from "../../../api/bindings/PolicyRules";
import { announce } from "../../../kit/toasts.svelte";
import { words } from "../../../words";
import { typedOver, type TypedOver } from "../../../kit/typed.svelte";

/** A form of one rule; to be made while its component is. */
export interface RuleForm<Typed> extends TypedOver<Typed> {
  readonly busy: boolean;
  /** What was refused and belongs to none of the form's fields. */
  readonly elsewhere: ApiError | undefined;
  /** What was refused about a field. */
  said(field: string): string | undefined;
  /** Forgets what was typed. */
  discard(): void;
  /** Saves: `send` hands the rule in, and all rules come back. */
  save(send: () => Promise<PolicyRules>): Promise<void>;
}

interface Of<Kept, Typed> {
  kept: () => Kept;
  /** The same rule among all of them. */
  among: (rules: PolicyRules) => Kept;
  asTyped: (from: Kept) => Typed;
  /** The fields that a refusal may name. */
  fields: readonly string[];
  ondone: (fresh: PolicyRules) => void;
}

/** Follows the rule that is kept. */
export function ruleForm<Kept, Typed>({
  kept,
  among,
  asTyped,
  fields,
  ondone,
}: Of<Kept, Typed>): RuleForm<Typed> {
  const form = typedOver(() => asTyped(kept()), asTyped(kept()));
  let busy = $state(false);
  let error = $state.raw<ApiError>();
  const elsewhere = $derived(error && !fields.some((field) => field === error?.field) ? error : undefined);

  async function save(send: () => Promise<PolicyRules>) {
    if (busy) return;
    busy = true;
    error = undefined;
    try {
      const fresh = await send();
      form.take(asTyped(among(fresh)));
      ondone(fresh);
      announce(words.rules.saved);
    } catch (thrown) {
      error = apiError(thrown);
    }
    busy = false;
  }

  return {
    get typed() {
      return form.typed;
    },
    set typed(next) {
      form.typed = next;
    },
    get changed() {
      return form.changed;
    },
    get busy() {
      return busy;
    },
    get elsewhere() {
      return elsewhere;
    },
    take: form.take,
    said: (field) => (error?.field === field ? error.message : undefined),
    discard: () => form.take(asTyped(kept())),
    save,
  };
}
