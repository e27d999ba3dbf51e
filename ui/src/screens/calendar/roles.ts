// What the calendar library says of itself to people who listen. It calls its squares the cells of a table, but rows
// they have none, and the posts lie beside the squares and not in them. So the squares say nothing, and every post says its
// day itself.

const TABLE = ["table", "row", "rowgroup", "cell", "columnheader"].map((role) => `[role="${role}"]`).join();

/** Keeps the squares of a room silent, also those that are drawn later. */
export function silentSquares(room: HTMLElement): () => void {
  const silence = () => {
    for (const square of room.querySelectorAll(TABLE))
      for (const said of ["role", "aria-colindex", "aria-colspan"]) square.removeAttribute(said);
  };
  silence();
  const drawn = new MutationObserver(silence);
  drawn.observe(room, { subtree: true, childList: true });
  return () => drawn.disconnect();
}
