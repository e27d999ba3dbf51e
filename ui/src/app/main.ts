// The main window: sets the host and the theme, then draws.

import { mount } from "svelte";

import "../tokens/index.css";
import { useHost } from "../api/host";
import { tauri } from "../host/tauri";
import { applyTheme } from "../kit/theme.svelte";
import App from "./App.svelte";

useHost(tauri);
applyTheme();

const target = document.getElementById("app");
if (target) mount(App, { target });
