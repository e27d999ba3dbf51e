// What a person can name in a page. Runs in front of every script that a test sends to the window.
const visible = (it) => {
  const box = it.getBoundingClientRect();
  return box.width > 0 && box.height > 0 && getComputedStyle(it).visibility !== "hidden" && !it.closest("[inert], [aria-hidden='true']");
};
const plain = (text) => (text ?? "").replace(/\s+/g, " ").trim();
const nameOf = (it) => {
  const labelled = (it.getAttribute("aria-labelledby") ?? "").split(/\s+/).map((id) => document.getElementById(id)?.innerText).join(" ");
  const label = it.labels?.[0]?.innerText;
  return [it.getAttribute("aria-label"), labelled, label, it.innerText, it.getAttribute("title")].map(plain).filter(Boolean);
};
const fits = (it, name) => nameOf(it).some((own) => own.startsWith(name)) || nameOf(it).some((own) => own.includes(name));
const top = () => [...document.querySelectorAll("dialog[open], [role='dialog'], [role='alertdialog'], [role='menu']")].filter(visible).at(-1);
const within = (selector) => {
  const sheet = top();
  const first = sheet ? [...sheet.querySelectorAll(selector)] : [];
  return [...first, ...document.querySelectorAll(selector)].filter((it) => visible(it) || it.matches("input[type='checkbox'], input[type='radio']"));
};
const pressables = "button, a[href], [role='button'], [role='tab'], [role='menuitem'], [role='menuitemradio'], [role='radio'], [role='switch'], input[type='checkbox'], input[type='radio'], summary";
const pressable = (name) => {
  const all = within(pressables).filter((it) => !it.disabled && it.getAttribute("aria-disabled") !== "true");
  return all.find((it) => nameOf(it).includes(name)) ?? all.find((it) => fits(it, name));
};
const fields = "input:not([type='checkbox']):not([type='radio']), textarea, select";
const field = (label) => {
  const all = within(fields);
  return all.find((it) => nameOf(it).includes(label)) ?? all.find((it) => fits(it, label));
};
const type = (it, text) => {
  const kind = it instanceof HTMLTextAreaElement ? HTMLTextAreaElement : HTMLInputElement;
  Object.getOwnPropertyDescriptor(kind.prototype, "value").set.call(it, text);
  it.dispatchEvent(new InputEvent("input", { bubbles: true }));
  it.dispatchEvent(new Event("change", { bubbles: true }));
};
const choose = (it, entry) => {
  const option = [...it.options].find((own) => plain(own.label) === entry || own.value === entry);
  if (!option) throw new Error(`no entry ${entry}`);
  it.value = option.value;
  it.dispatchEvent(new Event("input", { bubbles: true }));
  it.dispatchEvent(new Event("change", { bubbles: true }));
};
const says = (text) => plain(document.body.innerText).includes(text) || within(fields).some((it) => plain(it.value).includes(text));
// Drops a file where a person would let go of it.
const drop = (it, name, bytes) => {
  const carried = new DataTransfer();
  carried.items.add(new File([bytes], name, { type: "image/png" }));
  for (const kind of ["dragenter", "dragover", "drop"]) {
    it.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: carried }));
  }
};
const count = (word) => plain(document.body.innerText).split(word).length - 1;
// What has the focus, whether it is the thing of this name, and whether the page shows where it is. A button's key may
// follow its name.
const focus = (name) => {
  const it = document.activeElement;
  const any = it !== null && it !== document.body;
  const names = any ? nameOf(it) : [];
  const here = names.some((own) => own === name || own.startsWith(`${name} `));
  return { any, here, field: any && it.matches(fields), name: names[0] ?? "", shown: any && it.matches(":focus-visible") };
};
