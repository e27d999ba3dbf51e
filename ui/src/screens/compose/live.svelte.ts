// The checks while somebody types: asked a moment after the last key, and only the newest answer counts. Typing never
// waits for them; until the new answer is there, the old one stays.

import type { Content } from "../../api/bindings/Content";
import type { Report } from "../../api/bindings/Report";

/** How long nothing is typed before the checks are asked. */
export const PAUSE_MS = 150;

export class LiveReport {
  #report = $state.raw<Report>() as Report;
  #asking = $state(false);
  #failed = $state(false);

  readonly #check: (content: Content) => Promise<Report>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #newest = 0;

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
    const mine = ++this.#newest;
    this.#asking = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#run(mine, content), PAUSE_MS);
  }

  /** The core told what it says of the content that is shown. */
  set(report: Report): void {
    this.#newest++;
    clearTimeout(this.#timer);
    this.#report = report;
    this.#asking = this.#failed = false;
  }

  stop(): void {
    this.#newest++;
    clearTimeout(this.#timer);
    this.#asking = false;
  }

  async #run(mine: number, content: Content): Promise<void> {
    try {
      const report = await this.#check(content);
      if (mine !== this.#newest) return;
      this.#report = report;
      this.#failed = false;
    } catch {
      // The core checks again when it is submitted; here it is enough to say that this is not the newest word.
      if (mine !== this.#newest) return;
      this.#failed = true;
    }
    this.#asking = false;
  }
}
