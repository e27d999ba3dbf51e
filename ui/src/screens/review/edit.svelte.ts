// Changing a post's words while it is reviewed: what is typed, what the checks say of it, and saving it as a version of
// its own.
//
// Invariant: what is saved is made upon the version that was on the screen; somebody else's newer one is never written
// over, neither by a save nor by words that were kept from an older one. What was typed is kept until it was saved or
// dropped.

import { untrack } from "svelte";

import { apiError, call } from "../../api";
import type { ApiError } from "../../api/bindings/ApiError";
import type { Content } from "../../api/bindings/Content";
import type { ReviewSheet } from "../../api/bindings/ReviewSheet";
import { LiveReport } from "../../kit/live.svelte";
import { drafts, type Edit } from "./drafts.svelte";

const sameTexts = (a: readonly string[], b: readonly string[]) => JSON.stringify(a) === JSON.stringify(b);

/** Every text of a post that can be changed here, in order: its parts, then the title where it has one. */
function textsOf({ parts, options }: Content): string[] {
  return [...parts.map((part) => part.text), ...(options.platform === "youtube" ? [options.title] : [])];
}

function withTexts(content: Content, texts: readonly string[]): Content {
  const { parts, options } = content;
  const title = texts[parts.length];
  return {
    parts: parts.map((part, index) => ({ ...part, text: texts[index] ?? part.text })),
    options: options.platform === "youtube" && title !== undefined ? { ...options, title } : options,
  };
}

/** A text being changed. To be called while a component is set up. */
export function edit(sheet: () => ReviewSheet) {
  const post = $derived(sheet().post);
  const id = $derived(post.summary.id);
  const revision = $derived(post.revision_id);
  const live = new LiveReport(sheet().post.report, (content) =>
    call("content_check", { channel_id: post.summary.channel_id, content, post_id: post.summary.id }),
  );
  let saving = $state(false);
  let failure = $state.raw<{ revision: string; error: ApiError }>();

  const there = $derived(textsOf(post.content));
  const kept = $derived(drafts.edits(id));
  const texts = $derived(kept.find((one) => one.revision === revision)?.texts ?? there);
  /** Kept from versions that are not on the screen any more. */
  const older = $derived(kept.filter((one) => one.revision !== revision && !sameTexts(one.texts, there)));
  const content = $derived(withTexts(post.content, texts));
  const changed = $derived(!sameTexts(texts, there));

  // What was kept is checked as soon as it is on the screen, and so is what came in its place.
  $effect(() => {
    void revision;
    untrack(() => {
      live.set(post.report);
      if (changed) live.ask(content);
    });
  });
  $effect(() => () => live.stop());

  function keep(next: readonly string[]) {
    drafts.keepEdit(id, { revision, texts: next });
    live.ask(content);
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
      return failure?.revision === revision ? failure.error : undefined;
    },
    get older() {
      return older;
    },
    /** Whether an older text can take the place of this one: it has as many parts. */
    fits: (one: Edit) => one.texts.length === there.length,
    type(index: number, text: string) {
      keep(there.map((_, at) => (at === index ? text : (texts[at] ?? ""))));
    },
    /** The title; nothing where a post has none. */
    get title() {
      return content.options.platform === "youtube" ? content.options.title : undefined;
    },
    typeTitle(text: string) {
      keep(there.map((_, at) => (at === content.parts.length ? text : (texts[at] ?? ""))));
    },
    /** Puts words from an older version in the place of what is there. */
    use(one: Edit) {
      drafts.dropEdit(id, one.revision);
      keep(one.texts);
    },
    dropOlder: (one: Edit) => drafts.dropEdit(id, one.revision),
    /** Drops what was typed. */
    drop: () => drafts.dropEdit(id, revision),
    /** Saves it; answers whether that worked. */
    async save(): Promise<boolean> {
      if (saving) return false;
      if (!changed) return true;
      saving = true;
      failure = undefined;
      const [which, upon, sent] = [id, revision, content];
      try {
        await call("post_save", { id: which, base_revision: upon, content: sent });
        const now = drafts.edits(which).find((one) => one.revision === upon)?.texts;
        const saved = textsOf(sent);
        // What was typed while it was on its way stays at hand.
        if (now && sameTexts(now, saved)) drafts.dropEdit(which, upon);
        return true;
      } catch (thrown) {
        failure = { revision: upon, error: apiError(thrown) };
        return false;
      } finally {
        saving = false;
      }
    },
  };
}
