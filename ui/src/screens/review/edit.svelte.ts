// Changing a post's words while it is reviewed: what is typed, what the checks say of it, and saving it as a version of
// its own.
//
// Invariant: what is saved is made upon the version that was on the screen; somebody else's newer one is never written
// over. What was typed is kept until it was saved or dropped.

import { apiError, call } from "../../api";
import type { ApiError } from "../../api/bindings/ApiError";
import type { Content } from "../../api/bindings/Content";
import type { ReviewSheet } from "../../api/bindings/ReviewSheet";
import { LiveReport } from "../../kit/live.svelte";
import { drafts } from "./drafts.svelte";

/** A text being changed. To be called while a component is set up. */
export function edit(sheet: () => ReviewSheet) {
  const post = $derived(sheet().post);
  const id = $derived(post.summary.id);
  const live = new LiveReport(sheet().post.report, (content) =>
    call("content_check", { channel_id: post.summary.channel_id, content }),
  );
  let saving = $state(false);
  let failure = $state.raw<ApiError>();

  const textOf = (index: number) => drafts.part(id, index) ?? post.content.parts[index]?.text ?? "";
  const content = $derived<Content>({
    ...post.content,
    parts: post.content.parts.map((part, index) => ({ ...part, text: textOf(index) })),
  });
  const changed = $derived(
    content.parts.some((part, index) => part.text !== post.content.parts[index]?.text),
  );

  $effect(() => () => live.stop());

  function forget() {
    post.content.parts.forEach((_, index) => drafts.dropPart(id, index));
  }

  return {
    get content() {
      return content;
    },
    get changed() {
      return changed;
    },
    get report() {
      return live.report;
    },
    get saving() {
      return saving;
    },
    get failure() {
      return failure;
    },
    textOf,
    type(index: number, text: string) {
      drafts.setPart(id, index, text);
      live.ask(content);
    },
    /** Drops what was typed. */
    drop: forget,
    /** Saves it; answers whether that worked. */
    async save(): Promise<boolean> {
      if (saving) return false;
      if (!changed) return true;
      saving = true;
      failure = undefined;
      try {
        await call("post_save", { id, base_revision: post.revision_id, content });
        forget();
        return true;
      } catch (thrown) {
        failure = apiError(thrown);
        return false;
      } finally {
        saving = false;
      }
    },
  };
}
