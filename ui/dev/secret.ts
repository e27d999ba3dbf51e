// The preview of the private window.

import { mount } from "svelte";

import "../src/tokens/index.css";
import { useHost } from "../src/api/host";
import Secret from "../src/app/secret/Secret.svelte";
import { applyTheme } from "../src/kit/theme.svelte";
import { fixtureHost } from "./fixtures/host";
import { sceneOf } from "./fixtures/scenes";

useHost(fixtureHost(sceneOf(new URLSearchParams(location.search))));
applyTheme();

const target = document.getElementById("app");
if (target) mount(Secret, { target });
