// Words of the first screen, and of what may stand in the way of opening a clinic.

export const welcome = {
  claim: "Nothing leaves the clinic without a doctor’s signature.",
  how: "Your staff write. A doctor reads and signs. Each post goes out at its time, once.",
  ask: "How would you like to start?",
  open: "Open",
  practice: "Practice clinic",
  practiceText:
    "A made-up clinic with a doctor, drafts that wait and posts about to go out. Nothing can reach the real platforms.",
  practiceAgain: "Your practice clinic is as you left it. Nothing can reach the real platforms.",
  real: "Set up my clinic",
  realText: "Name and time zone, a first person with a PIN, and a recovery key to print. About five minutes.",
  realOpen: "Open my clinic",
  realOpenText: "Posts that are signed go out at their times while it is open.",
  realOpened: "Open and publishing.",
  opening: "Opening…",
  version: (version: string) => `Version ${version}`,
  theme: "Appearance",

  keychain: {
    missing: "This computer has no keychain",
    missingText:
      "Countersign locks a clinic’s data with a key that the system’s keychain keeps. Install one of these, sign out of the computer and in again, then come back:",
    gnome: "GNOME Keyring",
    gnomePackage: "gnome-keyring",
    kde: "KWallet (with KDE)",
    kdePackage: "kwalletmanager",
    practiceStill: "The practice clinic works without one.",
    locked: "The keychain is locked",
    lockedText:
      "The system’s keychain did not answer. Unlock it (often by signing in to the computer again), then come back.",
    retry: "Try again",
  },

  problems: {
    wrong_key: "The key does not open this clinic",
    wrong_keyText:
      "The keychain of this computer holds no key that fits. With the recovery key you printed, the clinic opens again.",
    recover: "Use the recovery key…",
    recovering: "Waiting for the small window…",
    damaged: "This clinic’s data is damaged",
    newer_schema: "A newer Countersign wrote this clinic’s data",
    newer_schemaText:
      "Install the newest version of Countersign on this computer, then open the clinic again.",
    workspace_busy: "This clinic is open in another Countersign",
    disk: "This clinic’s folder can’t be written",
    other: "This clinic can’t be opened",
    retry: "Try again",
    untouched: "Nothing was changed.",
  },

  setUp: {
    title: "Set up my clinic",
    lede: "You can change all of this later in Settings, except the recovery key.",
    clinic: "The clinic",
    clinicName: "Name of the clinic",
    clinicNameHelp: "As posts and screens show it",
    zone: "Time zone",
    zoneHelp: "Posts go out by the clock of this place",
    country: "Country",
    countryHelp: "Its rules for health advertising apply",
    you: "You, the first person",
    personName: "Your name",
    roles: "What you do",
    rolesHelp: "You are an administrator in any case. Only a doctor can sign.",
    registration: "Registration number",
    registrationHelp: "Shown with each signature",
    pin: "Your PIN",
    pinAgain: "Your PIN again",
    pinDiffers: "The two PINs are not the same.",
    pinRule: "A PIN has 4 to 12 digits.",
    missing: "Please fill this in.",
    submit: "Go on to the recovery key…",
    next: "Next, a small window shows your recovery key. Print it: it is the only way in should this computer break.",
    waiting: "Waiting for the small window…",
    waitingText: "Confirm the recovery key there, and your clinic opens here.",
    back: "Back",
  },

  /** Countries whose rules the checks know first; any other can be added in Settings. */
  countries: {
    IN: "India",
    GB: "United Kingdom",
    US: "United States",
    DE: "Germany",
    IE: "Ireland",
    AU: "Australia",
    CA: "Canada",
    NZ: "New Zealand",
    SG: "Singapore",
    ZA: "South Africa",
  },
};
