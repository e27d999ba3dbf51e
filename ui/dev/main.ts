// The preview of the main window: the product's own page on the fixture host.

import { mount } from "svelte";

import "../src/tokens/index.css";
import { useHost } from "../src/api/host";
import App from "../src/app/App.svelte";
import { applyTheme } from "../src/kit/theme.svelte";
import { fixtureHost } from "./fixtures/host";
import { sceneOf } from "./fixtures/scenes";

useHost(fixtureHost(sceneOf(new URLSearchParams(location.search))));
applyTheme();

const target = document.getElementById("app");
if (target) mount(App, { target });
