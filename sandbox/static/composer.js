// Writing: words, replies, edits, files, and the buttons that a bot has put in place of letters.

import { button, byId, icon, make, notice } from "./make.js";
import { authorOf, chat, isMine, messagesOf, nameOf, order, place, view, wordsOf } from "./world.js";
import { summary } from "./message.js";
import { openMenu } from "./menu.js";
import { closeOffers, offer, offerKey } from "./offers.js";

export const words = byId("words");
export const touched = matchMedia("(pointer: coarse)");
const writing = { reply: null, edit: null, files: [], usedUp: new Set(), folded: false };

export const keepDraft = () => { if (view.chat && !writing.edit) view.drafts.set(place(), words.value); };

/** Take up what was being written here. */
export function takeUp() {
  endContext();
  chosen([]);
  words.value = view.drafts.get(place()) ?? "";
  closeOffers();
  grow();
  showTyped();
}

export function grow() {
  words.style.height = "auto";
  if (words.scrollHeight) words.style.height = `${Math.min(words.scrollHeight + 2, 180)}px`;
}

export function write(text) {
  words.value = text;
  grow();
  words.focus();
}

export function beginReply(raw, placeholder) {
  [writing.reply, writing.edit] = [raw.message_id, null];
  context(`Reply to ${nameOf(authorOf(raw))}: ${summary({ raw })}`);
  words.placeholder = placeholder || "Message";
}

export function beginEdit(raw) {
  keepDraft();
  [writing.reply, writing.edit] = [null, raw.message_id];
  words.value = wordsOf(raw);
  context("Edit your message");
}

function context(sentence) {
  byId("context-words").textContent = sentence;
  byId("context").hidden = false;
  grow();
  words.focus();
}

export function endContext() {
  if (writing.edit) words.value = view.drafts.get(place()) ?? "";
  [writing.reply, writing.edit] = [null, null];
  words.placeholder = "Message";
  byId("context").hidden = true;
  grow();
}

/** Send what is written, with the files chosen. */
export async function send() {
  const [text, files, { reply, edit }] = [words.value, writing.files, { ...writing }];
  if (!text.trim() && !files.length) return;
  const asFiles = byId("as-files").checked;
  words.value = "";
  if (!edit) view.drafts.delete(place());
  endContext();
  chosen([]);
  closeOffers();
  const answered = reply ? { reply_to: reply } : {};
  const done = edit ? await order("edit", { message: edit, words: text })
    : files.length ? await order("attach", { words: text, as_files: asFiles, ...answered }, files)
      : await order("say", { words: text, ...answered });
  if (done) return;
  if (!words.value) words.value = text;
  if (files.length) chosen(files);
  grow();
}

function lastOwn() {
  return messagesOf(view.chat, view.thread).map(({ raw }) => raw).findLast((raw) => isMine(raw) && raw.text !== undefined && !raw.via_bot);
}

function typedKey(event) {
  if (offerKey(event)) return;
  const own = event.key === "ArrowUp" && !event.altKey && !words.value && lastOwn();
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing && !touched.matches) {
    event.preventDefault();
    send();
  } else if (event.key === "Escape") {
    endContext();
    chosen([]);
  } else if (own) {
    event.preventDefault();
    beginEdit(own);
  }
}

// --- files

function chosen(files) {
  writing.files = files;
  byId("files").hidden = !files.length;
  const line = (file, number) => make("li", {}, make("span", {}, file.name),
    make("button", { type: "button", class: "icon", "aria-label": `Remove ${file.name}`, click: () => { chosen(files.toSpliced(number, 1)); words.focus(); } }, icon("close")));
  byId("files-list").replaceChildren(...files.map(line));
  if (!files.length) byId("as-files").checked = false;
}

function added(files) {
  if (!files.length || byId("composer").hidden) return;
  chosen([...writing.files, ...files]);
  words.focus();
}

function attachMenu(event) {
  openMenu([
    ["Pictures or files", () => byId("picker").click()],
    ["My place", () => order("share", { what: "place" })],
    ["My phone number", () => order("share", { what: "number" })],
  ], event.currentTarget);
}

// --- buttons for typing, and questions that want a reply

/** Show the newest keyboard for typing that this person was given here, if it was not taken away. */
export function showTyped() {
  const given = messagesOf(view.chat, view.thread).findLast(meant);
  const rows = given?.keyboard.keyboard ?? [];
  const there = rows.length > 0 && !writing.usedUp.has(`${view.chat}/${given.raw.message_id}`);
  byId("typed-toggle").hidden = !there;
  byId("typed-toggle").setAttribute("aria-expanded", String(!writing.folded));
  byId("typed").hidden = !there || writing.folded || byId("composer").hidden;
  const line = (row, y) => make("div", { class: "keys" }, ...row.map((one, x) => button(one.text, () => typed(given, y, x))));
  byId("typed").replaceChildren(...rows.map(line));
  if (there && !words.value && !writing.reply) words.placeholder = given.keyboard.input_field_placeholder || "Message";
}

function meant({ keyboard, raw }) {
  if (!keyboard || keyboard.force_reply) return false;
  const to = raw.reply_to_message?.from?.id;
  return !keyboard.selective || !to || to === view.me;
}

function typed(given, row, column) {
  if (given.keyboard.one_time_keyboard) writing.usedUp.add(`${view.chat}/${given.raw.message_id}`);
  order("press", { message: given.raw.message_id, row, column });
  showTyped();
}

/** A bot's question that wants a reply gets one begun. */
export function askedToReply({ raw, keyboard }) {
  const to = raw.reply_to_message?.from?.id;
  if (keyboard?.force_reply && (!keyboard.selective || !to || to === view.me)) beginReply(raw, keyboard.input_field_placeholder);
}

byId("composer").addEventListener("submit", (event) => { event.preventDefault(); send(); });
words.addEventListener("keydown", typedKey);
words.addEventListener("input", () => { grow(); offer(words.value); });
words.addEventListener("paste", (event) => { if (event.clipboardData.files.length) { event.preventDefault(); added([...event.clipboardData.files]); } });
byId("context-end").addEventListener("click", () => { endContext(); words.focus(); });
byId("picker").addEventListener("change", (event) => { added([...event.target.files]); event.target.value = ""; });
byId("attach").addEventListener("click", attachMenu);
byId("commands").addEventListener("click", () => { write("/"); offer("/"); });
byId("typed-toggle").addEventListener("click", () => { writing.folded = !writing.folded; showTyped(); });
byId("chat").addEventListener("dragover", (event) => event.preventDefault());
byId("chat").addEventListener("drop", (event) => {
  event.preventDefault();
  if (chat().about.blocked) notice("The bot is blocked; restart it first.");
  else added([...event.dataTransfer.files]);
});
