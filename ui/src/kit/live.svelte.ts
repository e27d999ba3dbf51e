// The checks while somebody types: asked at once, one at a time, always about the newest words, so that a counter is as
// quick as the core and a burst of keys never queues up. Typing never waits for them; until the new answer is there, the
// old one stays.

import type { Content } from "../api/bindings/Content";
import type { Report } from "../api/bindings/Report";

export class LiveReport {
  #report = $state.raw<Report>() as Report;
  #asking = $state(false);
  #failed = $state(false);

  readonly #check: (content: Content) => Promise<Report>;
  #newest = 0;
  #running = false;
  /** What was typed while the checks were asked. */
  #next: Content | undefined;

  constructor(report: Report, check: (content: Content) => Promise<Report>) {
    this.#report = report;
    this.#check = check;
  }

  /** What the checks said last. */
  get report(): Report {
    return this.#report;
  }

  /** Whether a newer answer is on its way. */
  get asking(): boolean {
    return this.#asking;
  }

  /** Whether the newest content could not be checked; what is shown is about an older one. */
  get failed(): boolean {
    return this.#failed;
  }

  /** How many things have to be mended before it can be sent. */
  get blocks(): number {
    return this.#report.findings.filter((finding) => finding.severity === "block").length;
  }

  /** The content changed. */
  ask(content: Content): void {
    this.#newest++;
    this.#asking = true;
    this.#next = content;
    if (!this.#running) void this.#run();
  }

  /** The core told what it says of the content that is shown. */
  set(report: Report): void {
    this.stop();
    this.#report = report;
    this.#failed = false;
  }

  stop(): void {
    this.#newest++;
    this.#next = undefined;
    this.#asking = false;
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#next) {
      const [content, mine] = [this.#next, this.#newest];
      this.#next = undefined;
      try {
        const report = await this.#check(content);
        // An answer that was overtaken by a key is still nearer to what is written than the one before it.
        if (mine !== this.#newest && !this.#next) continue;
        this.#report = report;
        this.#failed = false;
      } catch {
        // The core checks again when it is submitted; here it is enough to say that this is not the newest word.
        if (mine === this.#newest) this.#failed = true;
      }
      if (mine === this.#newest) this.#asking = false;
    }
    this.#running = false;
  }
}
