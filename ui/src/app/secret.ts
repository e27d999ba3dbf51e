// The private window, in which secrets are shown, typed or pasted. It imports as little as it can, and keeps nothing.

import { mount } from "svelte";

import "../tokens/index.css";
import { useHost } from "../api/host";
import { tauri } from "../host/tauri";
import { applyTheme } from "../kit/theme.svelte";
import Secret from "./secret/Secret.svelte";

useHost(tauri);
applyTheme();

const target = document.getElementById("app");
if (target) mount(Secret, { target });
