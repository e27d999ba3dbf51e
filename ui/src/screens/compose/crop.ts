// Cutting out of a picture: where the frame may be, how it moves and grows, and what of it is kept.
//
// Invariant: a frame always lies within its picture, keeps its shape where one is chosen, and is never smaller than what
// can be sent. Frames are in pixels of the master; what is kept is in thousandths of it.

import type { Crop } from "../../api/bindings/Crop";
import type { InstagramKind } from "../../api/bindings/InstagramKind";
import type { Platform } from "../../api/bindings/Platform";

export interface Size {
  width: number;
  height: number;
}

export interface Frame extends Size {
  x: number;
  y: number;
}

/** The shortest edge that can be sent, in pixels: the core refuses less. */
export const SHORTEST = 32;
const WHOLE = 1000;

/** A shape as people name it: width to height. */
export interface Shape {
  label: string;
  ratio: number;
}

const square: Shape = { label: "1:1", ratio: 1 };
const tall: Shape = { label: "4:5", ratio: 4 / 5 };
const wide: Shape = { label: "16:9", ratio: 16 / 9 };
const card: Shape = { label: "1.91:1", ratio: 1.91 };

// What a platform shows without cutting by itself; what it does not name takes the usual ones.
const own: Partial<Record<Platform, readonly Shape[]>> = {
  x: [wide, square, tall],
  instagram: [tall, square, card],
  // The picture before a video has the video's shape.
  youtube: [wide],
};
const story = [{ label: "9:16", ratio: 9 / 16 }] as const;
const usual = [card, square, tall] as const;

/** The shapes that look best on a platform; `short` where they stand before a Short of YouTube. */
export function shapesOf(platform: Platform, kind?: InstagramKind, short = false): readonly Shape[] {
  return kind === "story" || kind === "reel" || (platform === "youtube" && short)
    ? story
    : (own[platform] ?? usual);
}

/** Whether a platform that takes certain shapes only wants a picture cut first. The core's checks say so as well. */
export function wantsCut(
  platform: Platform,
  kind: InstagramKind | undefined,
  { width, height }: Size,
): boolean {
  if (platform !== "instagram" || kind !== "post") return false;
  const ratio = width / height;
  // Rounding to whole pixels is no other shape.
  return ratio * 1.01 < tall.ratio || ratio > card.ratio * 1.01;
}

const clamp = (value: number, least: number, most: number) =>
  Math.min(Math.max(value, least), Math.max(least, most));

/** The frame that shows all of a picture. */
export function whole({ width, height }: Size): Frame {
  return { x: 0, y: 0, width, height };
}

/** The frame of a cut-out that was kept. */
export function frameOf(crop: Crop | undefined, picture: Size): Frame {
  if (!crop) return whole(picture);
  return {
    x: (crop.x * picture.width) / WHOLE,
    y: (crop.y * picture.height) / WHOLE,
    width: (crop.width * picture.width) / WHOLE,
    height: (crop.height * picture.height) / WHOLE,
  };
}

/** What is kept of a frame; nothing where it is the whole picture. */
export function cropOf(frame: Frame, picture: Size): Crop | undefined {
  const part = (from: number, length: number, of: number) => {
    const start = clamp(Math.round((from * WHOLE) / of), 0, WHOLE - 1);
    const end = clamp(Math.round(((from + length) * WHOLE) / of), start + 1, WHOLE);
    return [start, end - start] as const;
  };
  const [x, width] = part(frame.x, frame.width, picture.width);
  const [y, height] = part(frame.y, frame.height, picture.height);
  return width === WHOLE && height === WHOLE ? undefined : { x, y, width, height };
}

/** The frame moved by so much, as far as the picture goes. */
export function moved(frame: Frame, dx: number, dy: number, picture: Size): Frame {
  return {
    ...frame,
    x: clamp(frame.x + dx, 0, picture.width - frame.width),
    y: clamp(frame.y + dy, 0, picture.height - frame.height),
  };
}

/** The frame with its middle at a point, as far as the picture goes. */
export function centred(frame: Frame, x: number, y: number, picture: Size): Frame {
  return moved({ ...frame, x: x - frame.width / 2, y: y - frame.height / 2 }, 0, 0, picture);
}

/** The largest frame of a shape around the middle of another one. */
export function shaped(frame: Frame, ratio: number, picture: Size): Frame {
  const [cx, cy] = [frame.x + frame.width / 2, frame.y + frame.height / 2];
  const width = Math.min(picture.width, picture.height * ratio);
  return centred({ x: 0, y: 0, width, height: width / ratio }, cx, cy, picture);
}

/** The frame made larger or smaller around its middle. */
export function scaled(frame: Frame, factor: number, picture: Size): Frame {
  const ratio = frame.width / frame.height;
  const least = Math.max(SHORTEST, SHORTEST * ratio);
  const most = Math.min(picture.width, picture.height * ratio);
  const width = clamp(frame.width * factor, Math.min(least, most), most);
  const [cx, cy] = [frame.x + frame.width / 2, frame.y + frame.height / 2];
  return centred({ x: 0, y: 0, width, height: width / ratio }, cx, cy, picture);
}

/** A corner of a frame: which of its edges it moves. */
export interface Corner {
  left: boolean;
  top: boolean;
}

export const corners: readonly Corner[] = [
  { left: true, top: true },
  { left: false, top: true },
  { left: true, top: false },
  { left: false, top: false },
];

/** The frame with a corner dragged to a point; the corner across stays. With a ratio the shape stays as well. */
export function dragged(
  frame: Frame,
  corner: Corner,
  x: number,
  y: number,
  picture: Size,
  ratio: number | undefined,
): Frame {
  const right = frame.x + frame.width;
  const bottom = frame.y + frame.height;
  const [fixedX, fixedY] = [corner.left ? right : frame.x, corner.top ? bottom : frame.y];
  const roomX = corner.left ? fixedX : picture.width - fixedX;
  const roomY = corner.top ? fixedY : picture.height - fixedY;
  let width = clamp(corner.left ? fixedX - x : x - fixedX, SHORTEST, roomX);
  let height = clamp(corner.top ? fixedY - y : y - fixedY, SHORTEST, roomY);
  if (ratio !== undefined) {
    const least = Math.max(SHORTEST, SHORTEST * ratio);
    width = clamp(Math.max(width, height * ratio), least, Math.min(roomX, roomY * ratio));
    height = width / ratio;
  }
  return {
    x: corner.left ? fixedX - width : fixedX,
    y: corner.top ? fixedY - height : fixedY,
    width,
    height,
  };
}
