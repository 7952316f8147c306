// The conversation: a stretch of its messages is in the page, the rest is fetched when somebody goes there.

import { byId, button, make } from "./make.js";
import { authorOf, chat, isMine, learnOlder, me, messagesOf, shownTime, threadOf, view, world } from "./world.js";
import { messageElement } from "./message.js";

const MOST_SHOWN = 300;
const STEP = 120;
const log = byId("log");
const shown = { list: [], from: 0, to: 0, tail: null, day: "", busy: false, rest: 0, stays: true, height: 0 };

const elementOf = (id) => log.querySelector(`article[data-id="${id}"]`);
const atEnd = () => shown.to === shown.list.length;
const nearEnd = () => shown.stays;

/** Show this place anew, at its end, or at one message. */
export async function showLog(message = null) {
  refill();
  shown.rest = 0;
  draw(shown.list.length - STEP, shown.list.length);
  toEnd();
  if (shown.list.length < 40) await earlier();
  if (message) await jumpTo(message);
}

function refill() {
  shown.list = messagesOf(view.chat, view.thread);
}

/** Put a stretch of the messages into the page. */
function draw(from, to) {
  [shown.from, shown.to] = [Math.max(0, from), Math.min(shown.list.length, to)];
  [shown.tail, shown.day] = [null, ""];
  log.setAttribute("aria-live", "off"); // what was there before is not news
  log.replaceChildren();
  if (shown.from > 0 || !isWhole()) log.append(button("Earlier messages", earlier, { class: "earlier" }));
  shown.list.slice(shown.from, shown.to).forEach(append);
  if (!shown.list.length) log.append(greeting());
  requestAnimationFrame(() => log.setAttribute("aria-live", "polite"));
  showNewest();
}

/** What an empty chat shows: of a bot, as Telegram does, what it says about itself. */
function greeting() {
  const description = me()?.descriptions[chat().about.bot];
  if (!description) return make("p", { class: "empty" }, "Nothing was said here yet.");
  return make("div", { class: "empty about" }, make("p", { class: "about-title" }, "What can this bot do?"), make("p", {}, description));
}

const isWhole = () => chat().whole.has(view.thread) || chat().messages.size >= chat().about.total;

function append(message) {
  const { raw } = message;
  newDay(raw);
  const last = shown.tail?.raw;
  const follows = last && !shown.tail.service && authorOf(last).id === authorOf(raw).id && raw.date - last.date < 300;
  const element = messageElement(message, follows);
  if (follows) element.classList.add("follows");
  albumOf(raw, last).append(element);
  shown.tail = message;
}

/** Where a message goes: into the log, or beside the others of its album. */
function albumOf(raw, last) {
  if (!raw.media_group_id) return log;
  if (last?.media_group_id === raw.media_group_id && log.lastElementChild.classList.contains("album")) return log.lastElementChild;
  const kind = raw.photo || raw.video ? "seen" : "listed";
  log.append(make("div", { class: `album ${kind} ${isMine(raw) ? "mine" : "theirs"}` }));
  return log.lastElementChild;
}

function newDay(raw) {
  const day = shownTime(new Date(raw.date * 1000), { weekday: "long", day: "numeric", month: "long" });
  if (day !== shown.day) log.append(make("p", { class: "day" }, day));
  shown.day = day;
}

/** Show messages before the first one, fetching them if needed; what was in sight stays where it was. */
async function earlier() {
  if (shown.busy) return;
  shown.busy = true;
  const at = [view.chat, view.thread].join("/");
  const focused = log.contains(document.activeElement) ? document.activeElement : null;
  const first = shown.list[shown.from]?.raw.message_id;
  try {
    if (shown.from === 0 && !isWhole()) await learnOlder(view.chat, view.thread);
  } finally {
    shown.busy = false;
  }
  if (at !== [view.chat, view.thread].join("/")) return;
  const anchor = elementOf(first);
  const top = anchor?.getBoundingClientRect().top;
  const wasEnd = atEnd();
  const stays = nearEnd();
  refill();
  const index = Math.max(0, shown.list.findIndex(({ raw }) => raw.message_id === first));
  const from = Math.max(0, index - STEP);
  draw(from, wasEnd && shown.list.length - from <= MOST_SHOWN ? shown.list.length : from + MOST_SHOWN);
  if (wasEnd && stays) toEnd();
  else if (anchor && elementOf(first)) log.scrollTop += elementOf(first).getBoundingClientRect().top - top;
  if (!focused || log === focused) return;
  const again = focused.closest("article") ? elementOf(focused.closest("article").dataset.id) : log.querySelector(".earlier");
  (again ?? elementOf(first))?.focus({ preventScroll: true });
}

/** Go to a message, wherever it is. */
export async function jumpTo(id) {
  while (!chat().messages.has(id) && !isWhole() && shown.list[0]?.raw.message_id > id) await learnOlder(view.chat, view.thread);
  refill();
  const index = shown.list.findIndex(({ raw }) => raw.message_id === id);
  if (index < 0) return;
  if (!elementOf(id)) draw(index - STEP / 2, index + STEP);
  shown.stays = false;
  elementOf(id).focus({ preventScroll: true });
  elementOf(id).scrollIntoView({ block: "center" });
  showNewest();
}

/** Show the newest message, a long one from its beginning. */
export function toEnd() {
  if (!atEnd()) draw(shown.list.length - STEP, shown.list.length);
  const last = log.lastElementChild;
  log.scrollTop = Math.min(log.scrollHeight, (last?.offsetTop ?? 0) - log.offsetTop - 12);
  [shown.rest, shown.stays, shown.height] = [log.scrollTop, true, log.clientHeight];
  showNewest();
}

const showNewest = () => { byId("newest").hidden = atEnd() && nearEnd(); };

/** New messages of this place and new forms of old ones, in their order. */
export function putAll(messages) {
  const here = messages.filter(({ raw }) => !chat().about.forum || threadOf(raw) === view.thread);
  const fresh = here.filter((message) => !elementOf(message.raw.message_id) && !has(message));
  const [follows, end] = [nearEnd() || fresh.some(({ raw }) => isMine(raw)), atEnd()];
  here.forEach(put);
  if (follows && fresh.length) toEnd();
  if (end && shown.to - shown.from > MOST_SHOWN && follows) { draw(shown.list.length - STEP, shown.list.length); toEnd(); }
  showNewest();
}

const has = (message) => shown.list.at(-1)?.raw.message_id >= message.raw.message_id;

function put(message) {
  const id = message.raw.message_id;
  const old = elementOf(id);
  if (old) return replace(old, message);
  const index = shown.list.findLastIndex((one) => one.raw.message_id === id);
  if (index >= 0) { shown.list[index] = message; return; }
  const end = atEnd();
  shown.list.push(message);
  if (!end) return;
  log.querySelector(".empty")?.remove();
  shown.to += 1;
  append(message);
}

/** Put a message in the place of its earlier form, and keep the keyboard's focus. */
function replace(old, message) {
  const index = shown.list.findLastIndex((one) => one.raw.message_id === message.raw.message_id);
  if (index >= 0) shown.list[index] = message;
  if (shown.tail?.raw.message_id === message.raw.message_id) shown.tail = message;
  const follows = old.classList.contains("follows");
  const element = messageElement(message, follows);
  element.classList.toggle("follows", follows);
  const buttons = (within) => [...within.querySelectorAll("button, a")];
  const focused = buttons(old).indexOf(document.activeElement);
  const had = old.contains(document.activeElement);
  old.replaceWith(element);
  if (had) (buttons(element)[focused] ?? element).focus();
}

export function takeAway(id) {
  const index = shown.list.findIndex(({ raw }) => raw.message_id === id);
  if (index < 0) return;
  const [old, next] = [elementOf(id), shown.list[index + 1]];
  const had = old?.contains(document.activeElement);
  shown.list.splice(index, 1);
  if (index < shown.to) shown.to -= 1;
  if (index < shown.from) shown.from -= 1;
  if (shown.tail?.raw.message_id === id) shown.tail = shown.list[shown.to - 1] ?? null;
  const album = old?.closest(".album");
  old?.remove();
  if (album && !album.childElementCount) album.remove();
  const follower = next && elementOf(next.raw.message_id);
  if (follower?.classList.contains("follows")) { follower.classList.remove("follows"); replace(follower, next); }
  if (had) (follower ?? log).focus();
}

/** The keyboard walks from message to message. */
function walked(event) {
  const here = document.activeElement.closest?.("article");
  const all = [...log.querySelectorAll("article")];
  const index = all.indexOf(here);
  const last = all.length - 1;
  const next = { ArrowUp: index < 0 ? last : index - 1, ArrowDown: index + 1, Home: 0, End: last }[event.key];
  if (next === undefined || event.altKey || event.ctrlKey || event.target.closest("audio, video, pre")) return;
  event.preventDefault();
  if (next < 0) { log.querySelector(".earlier")?.focus(); return; }
  const element = all[Math.min(next, last)];
  element?.setAttribute("tabindex", "-1");
  element?.focus({ preventScroll: true });
  element?.scrollIntoView({ block: "nearest" });
}

log.addEventListener("keydown", walked);
/** Who is at the end stays there, whatever takes or gives room. */
function keepEnd() {
  if (shown.stays && atEnd()) toEnd();
  shown.height = log.clientHeight;
}

new ResizeObserver(keepEnd).observe(log);
log.addEventListener("load", keepEnd, true);
log.addEventListener("scroll", () => {
  // A change of the height scrolls as well; only what happens at the same height is the reader's doing.
  if (log.clientHeight === shown.height) shown.stays = log.scrollTop === shown.rest || log.scrollHeight - log.scrollTop - log.clientHeight < 120;
  showNewest();
  if (log.scrollTop < 200 && shown.from > 0) earlier();
}, { passive: true });
byId("newest").addEventListener("click", () => { toEnd(); byId("words").focus(); });

export const known = (id) => world.chats.get(view.chat).messages.get(id);
