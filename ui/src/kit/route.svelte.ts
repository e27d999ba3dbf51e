// Where the window is: a screen, and perhaps the thing it shows. Kept in the address's hash, so that back and forward
// work and a notification can name a place.

export const screens = [
  "today",
  "compose",
  "review",
  "calendar",
  "inbox",
  "insights",
  "activity",
  "settings",
] as const;
// The queue is the calendar as a list, at an address of its own, so that a post there can be named.
const places = [...screens, "queue"] as const;
export type Screen = (typeof places)[number];

interface Place {
  readonly screen: Screen;
  /** A post, a batch, a section: what the screen is about. */
  readonly id: string | undefined;
}

function isScreen(text: string): text is Screen {
  return (places as readonly string[]).includes(text);
}

function parse(hash: string): Place {
  const [screen = "", id] = hash.replace(/^#\/?/, "").split("/");
  return isScreen(screen)
    ? { screen, id: id ? decodeURIComponent(id) : undefined }
    : { screen: "today", id: undefined };
}

let place = $state.raw<Place>(parse(location.hash));
// `popstate` covers back and forward over places that `go` put down.
for (const event of ["hashchange", "popstate"])
  addEventListener(event, () => {
    place = parse(location.hash);
  });

export const route = {
  get screen() {
    return place.screen;
  },
  get id() {
    return place.id;
  },
};

/** The address of a place, for links. */
export function href(screen: Screen, id?: string): string {
  return id === undefined ? `#/${screen}` : `#/${screen}/${encodeURIComponent(id)}`;
}

/** Goes to a place. `replace` leaves no step to go back to. */
export function go(screen: Screen, id?: string, options: { replace?: boolean } = {}): void {
  const address = href(screen, id);
  if (options.replace) history.replaceState(null, "", address);
  else if (location.hash !== address) history.pushState(null, "", address);
  place = parse(address);
}

/** Goes where a notification points; an unknown screen is left alone. */
export function goTo(target: {
  screen: string;
  post_id?: string | null;
  conversation_id?: string | null;
}): void {
  const within = target.screen === "inbox" ? target.conversation_id : target.post_id;
  if (isScreen(target.screen)) go(target.screen, within ?? undefined);
}
