// The words of a post that somebody asked about and that still stand there, numbered as preview and talk name them.

import type { Remark } from "../../api/bindings/Remark";
import type { Asked } from "../../kit/preview/marks";

export type AskedWords = Asked & { part: number; remark: string };

export function askedWords(talk: readonly Remark[]): AskedWords[] {
  return talk
    .filter(({ anchor, resolution }) => anchor !== null && resolution === "open")
    .flatMap(({ id, anchor }, index) =>
      anchor ? [{ part: anchor.part, start: anchor.start, end: anchor.end, n: index + 1, remark: id }] : [],
    );
}
