// What the page knows, where its visitor is, and how it gives orders.

import { notice } from "./make.js";

export const GENERAL = 1;
export const world = { personas: [], bots: [], chats: new Map(), scenes: [], controls: [], ahead: 0 };
export const view = { me: null, chat: null, thread: null, typing: null, unread: new Map(), drafts: new Map(), last: new Map() };

export const me = () => world.personas.find((persona) => persona.id === view.me);
export const chat = () => world.chats.get(view.chat);
export const botOf = (about) => world.bots.find((bot) => bot.id === about.bot);
export const botNamed = (name) => world.bots.find((bot) => bot.username.toLowerCase() === name.toLowerCase());
export const titleOf = (about) => about.title ?? botOf(about)?.name ?? "Bot";
export const nameOf = (user) => user?.title ?? [user?.first_name, user?.last_name].filter(Boolean).join(" ");
export const authorOf = (raw) => raw.sender_chat ?? raw.from ?? raw.chat;
export const isMine = (raw) => raw.from?.id === view.me && !raw.sender_chat;
export const wordsOf = (raw) => raw.text ?? raw.caption ?? "";
export const threadOf = (raw) => raw.message_thread_id ?? GENERAL;
export const initial = (name) => [...name][0]?.toUpperCase() ?? "?";
export const now = () => new Date(Date.now() + world.ahead);

/** One word for a place: a person in a chat, in a forum in one of its topics. */
export const place = (person = view.me, key = view.chat, thread = view.thread) => [person, key, thread].filter((one) => one != null).join("/");

/** A time as the person sees it, who may live in another zone than the visitor. */
export const shownTime = (date, style) => date.toLocaleString([], { ...style, ...(me()?.zone ? { timeZone: me().zone } : {}) });

/** The messages known of a chat, or of one of its topics, oldest first. */
export function messagesOf(key, thread = null) {
  const { about, messages } = world.chats.get(key);
  const all = [...messages.values()];
  return about.forum && thread != null ? all.filter(({ raw }) => threadOf(raw) === thread) : all;
}

/** Have something done; what was answered, or null with the refusal shown. */
export async function order(what, facts = {}, files = []) {
  const body = { person: view.me, chat: view.chat, ...(view.thread ? { thread: view.thread } : {}), ...facts };
  return answer(`/page/orders/${what}`, files.length ? form(body, files) : JSON.stringify(body));
}

function form(body, files) {
  const data = new FormData();
  data.append("order", JSON.stringify(body));
  files.forEach((file, number) => data.append(`file${number}`, file, file.name));
  return data;
}

export async function answer(address, body) {
  try {
    const headers = typeof body === "string" ? { "Content-Type": "application/json" } : {};
    const told = await (await fetch(address, { method: "POST", headers, body })).json();
    if (told.error) notice(told.error);
    return told.error ? null : told;
  } catch {
    notice("The local Telegram did not answer.");
    return null;
  }
}

/** Learn messages that are older than those known; how many there were. */
export async function learnOlder(key, thread) {
  const known = messagesOf(key, thread);
  const before = known.length ? `&before=${known[0].raw.message_id}` : "";
  const topic = thread ? `&thread=${thread}` : "";
  const response = await fetch(`/page/history?chat=${encodeURIComponent(key)}${before}${topic}`);
  const { messages = [] } = await response.json();
  const kept = world.chats.get(key);
  for (const one of messages) kept.messages.set(one.raw.message_id, one);
  kept.messages = new Map([...kept.messages].sort(([one], [other]) => one - other));
  if (!messages.length) kept.whole.add(thread);
  return messages.length;
}

const PATIENCE = 8000;
export const pause = (milliseconds) => new Promise((done) => { setTimeout(done, milliseconds); });

/** Look again and again until there is something; null if there is nothing for long. */
export async function waitFor(look) {
  const until = Date.now() + PATIENCE;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > until) return null;
    await pause(100);
  }
}
