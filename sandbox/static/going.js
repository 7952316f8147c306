// Where the visitor is: as whom, in which chat, in which topic.

import { byId } from "./make.js";
import { botOf, chat, initial, me, order, place, titleOf, view, world } from "./world.js";
import { showLog } from "./log.js";
import { grow, keepDraft, showTyped, takeUp, words } from "./composer.js";
import { showSide, showTopics } from "./side.js";
import { closeDrawers } from "./shell.js";
import { summary } from "./message.js";
import { jumpTo } from "./log.js";

/** Be somebody, somewhere; a chat that this person is not in is left for one they are in. */
export async function go(person, key, thread = null, message = null) {
  keepDraft();
  const before = view.chat && place();
  const persona = world.personas.find((one) => one.id === person) ?? world.personas[0];
  const last = view.last.get(persona.id) ?? {};
  const found = [key, last.key, persona.begins, ...persona.chats].find((one) => persona.chats.includes(one));
  const topic = key ? thread : last.thread;
  [view.me, view.chat, view.typing] = [persona.id, found, null];
  view.thread = chat().about.topics.some((one) => one.id === topic) ? topic : null;
  view.last.set(view.me, { key: view.chat, thread: view.thread });
  view.unread.delete(place());
  history.replaceState(null, "", `#${place()}`);
  if (before === place()) showTyped();
  else takeUp();
  showSide();
  showHead();
  closeDrawers();
  if (!choosing()) await showLog(message);
}

/** Whether a topic has to be chosen first. */
export const choosing = () => chat().about.forum && view.thread === null;

export function showHead() {
  const { about } = chat();
  const private_ = about.kind === "private";
  const topic = about.topics.find((one) => one.id === view.thread);
  const title = topic?.name ?? titleOf(about);
  byId("chat-title").textContent = title;
  byId("chat-face").replaceChildren(initial(titleOf(about)));
  byId("chat-face").className = `face tint${Math.abs(about.bot ?? 3) % 5}${private_ ? "" : " group"}`;
  byId("chat-me").textContent = `as ${me().name}`;
  byId("chat-note").textContent = ` · ${view.typing ?? (topic ? titleOf(about) : private_ ? `@${botOf(about).username}` : `${about.members} members`)}`;
  byId("block").hidden = !private_ || !about.started || about.blocked;
  byId("back").hidden = !topic;
  document.title = `${title} – ${me().name}`;
  showParts(about, private_);
  showPinned(about);
}

function showParts(about, private_) {
  const closed = private_ && (!about.started || about.blocked);
  const focused = [byId("start"), byId("block"), words].find((one) => one === document.activeElement);
  byId("start").hidden = !closed;
  byId("start").textContent = about.blocked ? "Restart" : "Start";
  byId("composer").hidden = closed || choosing() || about.kind === "channel";
  byId("topics").hidden = !choosing();
  byId("wall").hidden = choosing();
  if (choosing()) showTopics();
  else grow();
  if (focused && !focused.checkVisibility()) (closed ? byId("start") : words).focus();
}

/** Go to where something can be written, or to what must be pressed before. */
export function toWriting() {
  [words, byId("start"), byId("topics-list").querySelector("button")].find((one) => one?.checkVisibility())?.focus();
}

function showPinned(about) {
  const pinned = about.pinned.filter(({ raw }) => !about.forum || (raw.message_thread_id ?? 1) === view.thread).at(-1);
  byId("pinned").hidden = !pinned || choosing();
  if (pinned) byId("pinned-words").textContent = summary(pinned);
  byId("pinned").dataset.id = pinned?.raw.message_id ?? "";
}

byId("pinned").addEventListener("click", (event) => jumpTo(Number(event.currentTarget.dataset.id)));
byId("back").addEventListener("click", () => { go(view.me, view.chat, null); byId("topics-list").querySelector("button")?.focus(); });
byId("start").addEventListener("click", () => order("start", { bot: botOf(chat().about).username, payload: "" }));
byId("block").addEventListener("click", () => order("block"));
