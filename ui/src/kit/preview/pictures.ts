// What the platforms' picture grids share.

import type { Picture } from "../../api/bindings/Picture";
import type { ComparedPicture } from "./compare";

/** The size of what is shown of a stored picture, where it is known. */
export function sizeOf(
  pictures: readonly Picture[],
  { digest, crop }: Pick<ComparedPicture, "digest" | "crop">,
): { width: number; height: number } | undefined {
  const whole = pictures.find((picture) => picture.digest === digest);
  if (!whole || !crop) return whole;
  const part = (length: number, of: number) => Math.max(1, Math.round((of * length) / 1000));
  return { width: part(crop.width, whole.width), height: part(crop.height, whole.height) };
}

/** What is kept under this digest, if it is a video. */
export function filmOf(pictures: readonly Picture[], digest: string): Picture | undefined {
  return pictures.find((picture) => picture.digest === digest && picture.video);
}

/** What is kept under this digest: a picture, a GIF that moves, a video or a document. */
export function storedOf(pictures: readonly Picture[], digest: string): Picture | undefined {
  return pictures.find((picture) => picture.digest === digest);
}

/** The description without marks: as it is now, or as it was where the picture is gone. */
export function plainAlt(picture: ComparedPicture): string {
  return picture.alt
    .filter(({ mark }) => mark !== "removed" || picture.mark === "removed")
    .map(({ text }) => text)
    .join("");
}
