// The state vocabulary on one page, for looking at its shapes.

import { mount } from "svelte";

import "../src/tokens/index.css";
import Glyphs from "./Glyphs.svelte";

const target = document.getElementById("app");
if (target) mount(Glyphs, { target });
