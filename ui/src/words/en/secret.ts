// Words of the private window, in which secrets are shown, typed or pasted.

export const secret = {
  loading: "One moment…",
  failed: "This window has nothing to ask.",
  show: {
    title: "Your recovery key",
    why: "If this computer breaks or its keychain is lost, only this key opens your clinic’s data. Nobody can make it again.",
    print:
      "Write it down or print it, and keep it where you keep what must not be lost. Not on this computer, not in an e-mail.",
    key: "Recovery key",
    printButton: "Print…",
    group: (n: number) => `Group ${n}`,
    confirm: "I have it on paper",
    confirmTitle: "Type the last group",
    confirmText: "Read it from your paper, so that you know it is right.",
    confirmLabel: "The last group of your recovery key",
    confirmDo: "That is it",
    wrong: "That is not the last group. Look at your paper once more.",
    back: "Show the key again",
  },
  enter: {
    title: "Enter the recovery key",
    real: "The key that you printed when your clinic was set up. Capitals and spaces do not matter.",
    label: "Recovery key",
    submit: "Open the clinic",
  },
  connect: {
    title: (platform: string) => `Connect ${platform}`,
    text: "What you paste here is locked away on this computer at once. No other window of Countersign can read it.",
    submit: "Connect",
    show: "Show",
    hide: "Hide",
    required: "This is needed.",
  },
  mediaHost: {
    title: (bucket: string) => `Key to the bucket ${bucket}`,
    text: "What you paste here is tested, and locked away on this computer if it works. No other window of Countersign can read it.",
    submit: "Test and keep",
  },
  mail: {
    title: (server: string) => `Password for ${server}`,
    text: "What you type here is tried at the mail server, and locked away on this computer if it works. No other window of Countersign can read it.",
    submit: "Try and keep",
  },
  slack: {
    title: "Where Slack takes messages",
    text: "A message is sent there at once. If Slack takes it, the address is locked away on this computer; no other window of Countersign can read it.",
    submit: "Send and keep",
  },
  app: {
    title: (name: string) => `The clinic’s own app for ${name}`,
    text: "Countersign signs in at the platform through this app. Its secret is sealed on this computer at once; no window of Countersign ever shows it again.",
    submit: "Keep it",
  },
  working: "Checking…",
};
