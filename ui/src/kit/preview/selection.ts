// The words of a preview that the reader has selected, as a place in the text that is signed.

import type { Anchor } from "../../api/bindings/Anchor";

/** What in a part's place is not the part's text: words that went, and what the preview says itself. */
const NOT_TEXT = "del, [data-aside]";

function textNodes(part: Element): Text[] {
  const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT, (node) =>
    node.parentElement?.closest(NOT_TEXT) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
  );
  const nodes: Text[] = [];
  while (walker.nextNode()) nodes.push(walker.currentNode as Text);
  return nodes;
}

/** The part of the selection that lies in one part of the post; nothing when no words are selected. */
export function selectedWords(root: Element, selection = document.getSelection()): Anchor | undefined {
  if (!selection || selection.rangeCount === 0 || selection.isCollapsed) return undefined;
  const range = selection.getRangeAt(0);
  for (const place of root.querySelectorAll<HTMLElement>("[data-part]")) {
    if (!range.intersectsNode(place)) continue;
    let at = 0;
    let start: number | undefined;
    let end = 0;
    let text = "";
    for (const node of textNodes(place)) {
      if (range.intersectsNode(node)) {
        const from = node === range.startContainer ? range.startOffset : 0;
        const to = node === range.endContainer ? range.endOffset : node.data.length;
        if (to > from) {
          start ??= at + from;
          end = at + to;
        }
      }
      at += node.data.length;
      text += node.data;
    }
    const anchor = start === undefined ? undefined : anchorOf(Number(place.dataset.part), text, start, end);
    if (anchor) return anchor;
  }
  return undefined;
}

/** An anchor on these places of a text, without the spaces at its ends; nothing when only those are there. */
export function anchorOf(part: number, text: string, start: number, end: number): Anchor | undefined {
  const words = text.slice(start, end);
  const quote = words.trim();
  if (quote === "") return undefined;
  const from = start + words.indexOf(quote);
  return { part, start: from, end: from + quote.length, quote };
}
