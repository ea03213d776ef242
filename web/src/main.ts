/** Starts the browser client. */
import "./styles/fonts.css";
import "./styles/tokens.css";
import "./styles/ground.css";
import { mount } from "svelte";
import App from "./app.svelte";
import { applyTheme } from "./theme";

applyTheme();
const target = document.getElementById("app");
if (target) mount(App, { target });
