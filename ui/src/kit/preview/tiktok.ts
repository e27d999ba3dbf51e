// What a post on TikTok is told beside its caption, as lines that are read and signed, with a mark where one changed.

import type { Content } from "../../api/bindings/Content";
import type { TiktokPost } from "../../api/bindings/TiktokPost";
import { words } from "../../words";
import { instantOf } from "./cover";

/** One line: what it is about, what was chosen, and what was chosen before where that was something else. */
interface Told {
  name: string;
  value: string;
  was: string | undefined;
}

export function tiktokOf({ options }: Content): TiktokPost | undefined {
  return options.platform === "tiktok" ? options : undefined;
}

export function lines(post: TiktokPost): string[] {
  const w = words.preview.tiktok;
  if (post.way === "inbox") return [w.inbox, w.inApp, w.inApp, w.inApp, w.inApp, w.inApp, ""];
  const allowed = [
    ...(post.comments ? [w.comments] : []),
    ...(post.duets ? [w.duets] : []),
    ...(post.stitches ? [w.stitches] : []),
  ];
  const advertising = [...(post.own_brand ? [w.ownBrand] : []), ...(post.branded ? [w.branded] : [])];
  const agreed = post.consent === null ? w.notAgreed : post.consent === "music" ? w.music : w.brandedAndMusic;
  return [
    w.direct,
    post.privacy === null ? w.notChosen : words.compose.tiktok.privacies[post.privacy].label,
    allowed.length === 0 ? w.nothingAllowed : allowed.join(", "),
    advertising.length === 0 ? w.none : advertising.join(", "),
    post.made_by_ai ? w.ai : w.notAi,
    agreed,
    post.cover_ms === null ? "" : words.preview.cover.instant(instantOf(post.cover_ms)),
  ];
}

/** Everything that was chosen, in one order. Nothing is said of a cover that TikTok itself chooses, now as before. */
export function toldOf(now: TiktokPost, before: TiktokPost | undefined): Told[] {
  const names = words.preview.tiktok.names;
  const was = before && lines(before);
  const { none } = words.preview;
  return lines(now).flatMap((value, at) => {
    const earlier = was?.[at] ?? value;
    if (value === "" && earlier === "") return [];
    const changed = earlier === value ? undefined : earlier || none;
    return [{ name: names[at] ?? "", value: value || none, was: changed }];
  });
}

/** What TikTok writes beside a post that advertises. */
export function markOf(post: TiktokPost | undefined): string | undefined {
  if (!post || post.way === "inbox") return undefined;
  if (post.branded) return words.preview.tiktok.partnership;
  return post.own_brand ? words.preview.tiktok.promotion : undefined;
}
