// Small menus: what can be done with a message, and what can be attached.

import { byId, make } from "./make.js";
import { chat, isMine, order, view, wordsOf } from "./world.js";
import { beginEdit, beginReply } from "./composer.js";
import { chooseChat, confirmed } from "./asking.js";
import { copied } from "./message.js";
import { known } from "./log.js";

const menu = byId("menu");
const owner = { element: null };

/** Open a menu of `[label, act]` beside an element. */
export function openMenu(choices, element) {
  owner.element = element;
  menu.replaceChildren(...choices.map(([label, act]) => make("button", { type: "button", role: "menuitem", tabindex: "-1",
    click: () => { menu.hidePopover(); element.focus(); act(); } }, label)));
  menu.showPopover();
  const [around, own] = [element.getBoundingClientRect(), menu.getBoundingClientRect()];
  const below = around.bottom + own.height + 8 < innerHeight;
  menu.style.left = `${Math.max(8, Math.min(around.left, innerWidth - own.width - 8))}px`;
  menu.style.top = `${Math.max(8, below ? around.bottom + 4 : around.top - own.height - 4)}px`;
  menu.firstElementChild.focus();
}

export function messageMenu(message, element) {
  const { raw } = message;
  const facts = { message: raw.message_id };
  const pinned = chat().about.pinned.some((one) => one.raw.message_id === raw.message_id);
  const choices = [["Reply", () => beginReply(raw)]];
  if (isMine(raw) && !raw.via_bot && !raw.forward_origin && (raw.text ?? raw.caption) !== undefined) choices.push(["Edit", () => beginEdit(raw)]);
  if (wordsOf(raw)) choices.push(["Copy the words", () => copied(wordsOf(raw))]);
  choices.push(["Forward", () => chooseChat("Forward to which chat?", (to) => order("forward", { ...facts, to }))]);
  choices.push([pinned ? "Unpin" : "Pin", () => order("pin", facts)]);
  choices.push(["Delete", () => confirmed("Delete this message?", "Delete", () => order("delete", facts))]);
  openMenu(choices, element);
}

function movedInMenu(event) {
  const items = [...menu.children];
  const index = items.indexOf(document.activeElement);
  const next = { ArrowDown: (index + 1) % items.length, ArrowUp: (index - 1 + items.length) % items.length, Home: 0, End: items.length - 1 }[event.key];
  if (event.key === "Tab") menu.hidePopover();
  if (event.key === "Escape") { event.preventDefault(); menu.hidePopover(); owner.element?.focus(); }
  if (next === undefined) return;
  event.preventDefault();
  items[next].focus();
}

function onMessage(event) {
  const article = event.target.closest?.("article[data-id]:not(.service)");
  return article ? [article, known(Number(article.dataset.id))] : [];
}

menu.addEventListener("keydown", movedInMenu);
byId("log").addEventListener("keydown", (event) => {
  const [article, message] = onMessage(event);
  if (event.key === "Enter" && article && event.target === article) {
    event.preventDefault();
    messageMenu(message, article);
  }
});
byId("log").addEventListener("contextmenu", (event) => {
  const [article, message] = onMessage(event);
  if (!article || event.target.closest("a, img, audio, video") || String(getSelection())) return;
  event.preventDefault();
  messageMenu(message, article.querySelector(".more") ?? article);
});
menu.addEventListener("toggle", (event) => { view.menu = event.newState === "open"; });
