// Words of Settings, Media host: the clinic's own storage that platforms fetch pictures from.

import { plural } from "./plural";

export const mediaHost = {
  title: "Media host",
  lede: "Some platforms, Instagram among them, take a picture only by fetching it from an address. Countersign puts it into your own storage for that, under a name nobody can guess, and removes it once the post is out.",
  now: "State of the media host",
  works: "Works",
  provenBefore: "tested",
  worksNext: "Posts that need it can go out.",
  failing: "Does not work",
  untested: "Not tested",
  untestedNext:
    "Test it before posts that need it can go out. A test puts a small file there and removes it.",
  noKey: "No secret key",
  noKeyNext: "Enter the secret access key. It is tested at once, and kept only if it works.",
  none: "Not set up",
  noneNext: "Only posts that a platform fetches by address need one. Everything else goes out without it.",
  lent: (n: number) =>
    plural(n, {
      one: "# file lies there at this moment, and is removed by itself.",
      other: "# files lie there at this moment, and are removed by themselves.",
    }),
  test: "Test now",
  testing: "Testing…",
  tested: "The media host works.",
  enterKey: "Enter the secret key…",
  anotherKey: "Enter another key…",
  keyWaiting: "Waiting for the private window…",
  keyWaitingText: "What is typed there is tested, locked away, and never shown again.",
  keyKept: "The key works and is kept.",
  saveFirst: "Save the changes below first.",
  where: "Where it is",
  endpoint: "Address",
  endpointHelp: "What the host calls its S3 endpoint, without the bucket",
  bucket: "Bucket",
  bucketHelp: "Its name alone",
  region: "Region",
  regionHelp: "Such as eu-central-1; some hosts call it auto",
  folder: "Folder",
  folderHelp: "Countersign’s own, inside the bucket",
  keyId: "Access key id",
  keyIdHelp: "The public half; the secret goes into the private window",
  forget: "Forget…",
  forgetTitle: "Forget the media host?",
  forgetText:
    "Its settings go, and its key once everything that lies there is removed. Posts that need it stop going out.",
  forgetDo: "Forget it",
  steps: {
    title: "How to set one up",
    lede: "Any storage that speaks S3 does: Amazon S3, Backblaze, Cloudflare R2, Hetzner and many more. It takes about ten minutes, once.",
    list: [
      { what: "Make a bucket", how: "in a region near you, used for nothing else." },
      {
        what: "Keep public access off.",
        how: "Each picture gets an address of its own that ends after an hour.",
      },
      {
        what: "Let old files go by themselves:",
        how: "add a lifecycle rule that deletes what is in the folder after one day. Countersign removes everything itself; this is for the day on which it could not.",
      },
      {
        what: "Make an access key",
        how: "that may put, get and delete objects in this folder of this bucket, and nothing else.",
      },
      { what: "Fill in the fields above,", how: "save, and enter the secret key. It is tested at once." },
    ],
  },
};
