// The frame around the chat: drawers, colours, shortcuts.

import { byId } from "./make.js";
import { me, view, world } from "./world.js";
import { go, toWriting } from "./going.js";
import { nextStep } from "./tour.js";

const WIDE = { side: matchMedia("(min-width: 860px)"), panel: matchMedia("(min-width: 1240px)") };
const page = byId("page");

/** Open or close a drawer; beside the chat, where there is room, it takes nothing from it. */
function turn(name, open, focus = true) {
  const drawer = byId(name);
  const over = open && !WIDE[name].matches;
  drawer.classList.toggle("open", open);
  page.classList.toggle(`no-${name}`, !open);
  for (const one of page.children) if (one !== drawer) one.inert = over;
  byId("skip").inert = over;
  page.classList.toggle("covered", over);
  const opener = document.querySelector(`[data-opens=${name}]`);
  opener.setAttribute("aria-expanded", String(open));
  if (focus) (open ? drawer.querySelector(".closes") : opener).focus();
}

const isOpen = (name) => byId(name).classList.contains("open");

/** Give the chat back the whole screen. */
export function closeDrawers() {
  for (const name of Object.keys(WIDE)) if (isOpen(name) && !WIDE[name].matches) turn(name, false, false);
}

function settle() {
  for (const name of Object.keys(WIDE)) turn(name, WIDE[name].matches, false);
}

function colours(theme) {
  document.documentElement.dataset.theme = theme;
  byId("theme").value = theme;
  try {
    localStorage.setItem("theme", theme);
  } catch { /* a browser that keeps nothing */ }
}

function kept() {
  try {
    return localStorage.getItem("theme") ?? "";
  } catch {
    return "";
  }
}

function nextChat(step) {
  const chats = me().chats;
  go(view.me, chats[(chats.indexOf(view.chat) + step + chats.length) % chats.length]);
}

const SHORTCUTS = {
  ArrowUp: () => nextChat(-1), ArrowDown: () => nextChat(1), KeyW: toWriting,
  KeyM: () => (byId("wall").hidden ? byId("topics-list").querySelector("button") : byId("log"))?.focus(), KeyN: nextStep,
};

function shortcut(event) {
  const digit = /^Digit([1-9])$/.exec(event.code)?.[1];
  const act = digit ? world.personas[digit - 1] && (() => go(world.personas[digit - 1].id)) : SHORTCUTS[event.code];
  if (event.ctrlKey && event.key === "/") {
    event.preventDefault();
    byId("shortcuts").showModal();
  } else if (event.key === "Escape" && page.classList.contains("covered") && !view.menu) {
    Object.keys(WIDE).filter(isOpen).filter((name) => !WIDE[name].matches).forEach((name) => turn(name, false));
  } else if (event.altKey && !event.ctrlKey && !event.metaKey && act) {
    event.preventDefault();
    act();
  }
}

export function setUp() {
  colours(kept());
  settle();
  for (const query of Object.values(WIDE)) query.addEventListener("change", settle);
  for (const one of document.querySelectorAll("[data-opens]")) one.addEventListener("click", () => turn(one.dataset.opens, !isOpen(one.dataset.opens)));
  for (const one of document.querySelectorAll("[data-closes]")) one.addEventListener("click", () => turn(one.dataset.closes, false));
  byId("theme").addEventListener("change", (event) => colours(event.target.value));
  byId("shortcuts-open").addEventListener("click", () => byId("shortcuts").showModal());
  byId("skip").addEventListener("click", (event) => { event.preventDefault(); toWriting(); });
  page.addEventListener("click", (event) => { if (event.target === page) closeDrawers(); });
  document.addEventListener("keydown", shortcut);
}
