// People, their chats and topics, and what to try.

import { byId, make } from "./make.js";
import { botOf, chat, initial, me, messagesOf, order, place, threadOf, titleOf, view, waitFor, world } from "./world.js";
import { summary } from "./message.js";
import { go } from "./going.js";
import { touched, write } from "./composer.js";
import { askWords } from "./asking.js";

const unreadIn = (start) => [...view.unread].reduce((sum, [where, count]) => sum + (where === start || where.startsWith(`${start}/`) ? count : 0), 0);

function item(name, below, unread, face, attributes) {
  const badge = make("span", { class: "badge" }, String(unread), make("span", { class: "unseen" }, " new"));
  return make("button", { type: "button", class: "item", ...attributes }, face,
    make("span", { class: "item-words" }, make("strong", {}, name), make("span", {}, below)), ...(unread ? [badge] : []));
}

const faceOf = (name, tint, more = "") => make("span", { class: `face tint${Math.abs(tint) % 5} ${more}`, "aria-hidden": "true" }, initial(name));

export function showSide() {
  const focused = document.activeElement?.dataset?.focus;
  byId("people").replaceChildren(...world.personas.map(personItem));
  byId("chats").replaceChildren(...me().chats.filter((key) => world.chats.has(key)).map((key) => make("li", {}, chatItem(key))));
  byId("elsewhere").hidden = ![...view.unread.keys()].some((where) => where !== place());
  if (focused) document.querySelector(`[data-focus="${focused}"]`)?.focus();
}

function personItem(one) {
  return item(one.name, [one.about, one.zone].filter(Boolean).join(" · "), unreadIn(String(one.id)), faceOf(one.name, one.id),
    { "aria-pressed": String(one.id === view.me), "data-focus": `p${one.id}`, click: () => go(one.id) });
}

function chatItem(key) {
  const { about, messages } = world.chats.get(key);
  const last = newest(messages);
  return item(titleOf(about), last ? summary(last) : botOf(about) ? `@${botOf(about).username}` : "Nothing yet", unreadIn(place(view.me, key, null)),
    faceOf(titleOf(about), about.bot ?? 3, about.bot ? "" : "group"),
    { "aria-current": key === view.chat && "true", "data-focus": `c${key}`, click: () => go(view.me, key) });
}

function newest(messages) {
  let last = null;
  for (const message of messages.values()) last = message;
  return last;
}

/** The topics of a forum, that with the newest message first. */
export function showTopics() {
  const last = new Map(messagesOf(view.chat).map((message) => [threadOf(message.raw), message]));
  const order = [...chat().about.topics].sort((one, other) => (last.get(other.id)?.raw.message_id ?? other.id) - (last.get(one.id)?.raw.message_id ?? one.id));
  const line = (topic) => item(topic.name, [topic.closed ? "Closed" : "", last.has(topic.id) ? summary(last.get(topic.id)) : ""].filter(Boolean).join(" · "),
    unreadIn(place(view.me, view.chat, topic.id)), faceOf("#", topic.id, "group"),
    { "data-focus": `t${topic.id}`, click: () => { enter(topic); } });
  const focused = document.activeElement?.dataset?.focus;
  byId("topics-list").replaceChildren(...order.map((topic) => make("li", {}, line(topic))));
  if (focused?.startsWith("t")) document.querySelector(`[data-focus="${focused}"]`)?.focus();
}

/** Go into a topic; on a phone the keyboard on the screen stays away until it is wanted. */
function enter(topic) {
  go(view.me, view.chat, topic.id);
  (touched.matches ? byId("log") : byId("words")).focus();
}

async function newTopic(title) {
  const told = await order("topic", { title });
  const there = () => chat().about.topics.some(({ id }) => id === told.thread);
  if (told && await waitFor(there)) go(view.me, view.chat, told.thread);
}

export function showHints(hints) {
  byId("hints-section").hidden = !hints.length;
  byId("hints").replaceChildren(...hints.map((hint) => make("li", {}, make("button", { type: "button", class: "card", click: () => tryOut(hint) },
    make("strong", {}, hint.title), make("span", {}, hint.words)))));
}

/** Start the bot where that has to come first. */
export async function ready() {
  const { about } = chat();
  if (about.kind === "private" && (!about.started || about.blocked)) await order("start", { bot: botOf(about).username, payload: "" });
}

/** Become the person, go to the place, and have the words ready to be sent. */
async function tryOut(hint) {
  await go(hint.person, hint.chat);
  await ready();
  byId("composer").hidden = false;
  write(hint.words);
}

byId("topic-new").addEventListener("click", () => askWords("New topic", "Title", newTopic));
