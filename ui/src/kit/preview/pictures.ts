// What the platforms' picture grids share.

import type { Picture } from "../../api/bindings/Picture";
import type { ComparedPicture } from "./compare";

/** The size of a stored picture, where it is known. */
export function sizeOf(pictures: readonly Picture[], digest: string) {
  return pictures.find((picture) => picture.digest === digest);
}

/** The description without marks: as it is now, or as it was where the picture is gone. */
export function plainAlt(picture: ComparedPicture): string {
  return picture.alt
    .filter(({ mark }) => mark !== "removed" || picture.mark === "removed")
    .map(({ text }) => text)
    .join("");
}
