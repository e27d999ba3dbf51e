// How far a post is signed: a clinic may ask for two doctors.

import type { ReviewSheet } from "../../api/bindings/ReviewSheet";

/** Whether as many doctors signed as the clinic asks for. */
export const isSigned = (sheet: ReviewSheet): boolean =>
  sheet.signatures.length > 0 && sheet.signatures_missing === 0;

/** Whether anybody signed. */
export const isBegun = (sheet: ReviewSheet): boolean => sheet.signatures.length > 0;

/** Who signed, as one reads it. */
export const signers = (sheet: ReviewSheet): string => sheet.signatures.map(({ by }) => by).join(", ");
