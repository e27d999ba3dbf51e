// A page of previews: every number of pictures, link card, thread, first comment, and what changed.

import { mount } from "svelte";

import "../src/tokens/index.css";
import { useHost } from "../src/api/host";
import { fixtureHost } from "./fixtures/host";
import { ordinary } from "./fixtures/scenes";
import Previews from "./Previews.svelte";

useHost(fixtureHost(ordinary));
const target = document.getElementById("app");
if (target) mount(Previews, { target });
