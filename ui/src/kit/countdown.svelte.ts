// Seconds that run down on the screen, after too many wrong PINs.

/** A countdown. Counts by the clock, so that a sleeping laptop does not wait twice. */
export function countdown() {
  let left = $state(0);
  let until = 0;
  let timer: ReturnType<typeof setInterval> | undefined;

  function look() {
    left = Math.max(0, Math.ceil((until - Date.now()) / 1000));
    if (left === 0) clearInterval(timer);
  }

  $effect(() => () => clearInterval(timer));

  return {
    /** Seconds left; zero when it is over. */
    get left() {
      return left;
    },
    start(seconds: number) {
      clearInterval(timer);
      until = Date.now() + seconds * 1000;
      look();
      if (left > 0) timer = setInterval(look, 250);
    },
  };
}
