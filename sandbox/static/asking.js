// Dialogs that ask for one thing.

import { button, byId, make } from "./make.js";
import { me, titleOf, world } from "./world.js";

const dialog = byId("asking");

function ask(title, ...body) {
  byId("asking-title").textContent = title;
  byId("asking-body").replaceChildren(...body);
  dialog.showModal();
}

const closing = (act) => () => { dialog.close(); act(); };
const cancel = () => button("Cancel", () => dialog.close(), { class: "plain" });

export function confirmed(title, label, act) {
  ask(title, make("div", { class: "row end" }, button(label, closing(act), { class: "main" }), cancel()));
}

export function chooseChat(title, act) {
  const keys = me().chats.filter((key) => world.chats.has(key));
  const list = keys.map((key) => make("li", {}, button(titleOf(world.chats.get(key).about), closing(() => act(key)), { class: "item" })));
  ask(title, make("ul", {}, ...list), make("div", { class: "row end" }, cancel()));
}

export function askWords(title, label, act) {
  const field = make("input", { type: "text", "aria-label": label, maxlength: "128" });
  const submit = (event) => {
    event.preventDefault();
    if (field.value.trim()) closing(() => act(field.value.trim()))();
  };
  ask(title, make("form", { submit }, make("p", {}, field), make("div", { class: "row end" }, make("button", { class: "main" }, "OK"), cancel())));
}
