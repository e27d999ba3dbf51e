// What is typed over what is kept, until it is saved.
//
// Invariant: new data replaces what stands in a form only while nothing was typed over it.

import { untrack } from "svelte";

/** What a form holds; to be made while a component is. */
export interface TypedOver<Typed> {
  typed: Typed;
  /** Whether something else stands there than what is kept. */
  readonly changed: boolean;
  /** Puts what is kept into the form, over whatever was typed. */
  take(fresh: Typed): void;
}

/** Follows what is kept; `first` stands in the form until there is any. */
export function typedOver<Typed>(kept: () => Typed | undefined, first: Typed): TypedOver<Typed> {
  let typed = $state(first);
  let base = $state(JSON.stringify(first));
  const changed = $derived(JSON.stringify(typed) !== base);

  function take(fresh: Typed) {
    typed = fresh;
    base = JSON.stringify(fresh);
  }

  $effect(() => {
    const fresh = kept();
    untrack(() => {
      if (fresh !== undefined && !changed) take(fresh);
    });
  });

  return {
    get typed() {
      return typed;
    },
    set typed(next) {
      typed = next;
    },
    get changed() {
      return changed;
    },
    take,
  };
}
