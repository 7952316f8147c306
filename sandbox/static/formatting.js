// Entities to elements. Offsets count UTF-16 units, as JavaScript's strings do.

import { make } from "./make.js";
import { botNamed, now, order, shownTime, view, world } from "./world.js";
import { go } from "./going.js";

const BLOCKS = ["blockquote", "expandable_blockquote", "pre"];
const SAFE = ["http:", "https:", "mailto:", "tel:"];

/** Return nodes for a part of a text; entities may be nested, and one that crosses another is cut in two. */
export function formatted(text, entities, start = 0, end = text.length) {
  const nodes = [];
  const waiting = [...entities];
  let at = start;
  while (waiting.length) {
    const entity = waiting.shift();
    const from = Math.max(entity.offset, at);
    const to = Math.min(entity.offset + entity.length, end);
    if (to <= from) continue;
    const inside = [];
    while (waiting.length && waiting[0].offset < to) inside.push(waiting.shift());
    const crossing = inside.filter((one) => one.offset + one.length > to);
    waiting.unshift(...crossing.map((one) => ({ ...one, offset: to, length: one.offset + one.length - to })));
    nodes.push(text.slice(at, from), dressed(entity, text.slice(from, to), formatted(text, inside, from, to)));
    // A block ends its line by itself.
    at = BLOCKS.includes(entity.type) && text[to] === "\n" ? to + 1 : to;
  }
  nodes.push(text.slice(at, end));
  return nodes.filter((node) => node !== "");
}

const PLAIN = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", blockquote: "blockquote" };

const DRESSES = {
  text_link: (entity, words, children) => link(entity.url, children),
  url: (entity, words, children) => link(/^[a-z]+:\/\//i.test(words) ? words : `http://${words}`, children),
  email: (entity, words, children) => link(`mailto:${words}`, children),
  phone_number: (entity, words, children) => link(`tel:${words.replace(/[^+\d]/g, "")}`, children),
  bot_command: (entity, words) => make("button", { type: "button", class: "inline", click: () => order("say", { words }) }, words),
  mention: (entity, words, children) => mention(words, children),
  spoiler: (entity, words, children) => spoiler(children),
  date_time: (entity, words) => moment(entity, words),
  pre: (entity, words, children) => make("pre", { "data-language": entity.language, tabindex: "0" }, make("code", {}, ...children)),
  expandable_blockquote: (entity, words, children) => folded(children),
};

function dressed(entity, words, children) {
  if (PLAIN[entity.type]) return make(PLAIN[entity.type], {}, ...children);
  const dress = DRESSES[entity.type];
  return dress ? dress(entity, words, children) : make("span", { class: `entity ${entity.type}` }, ...children);
}

export function link(address, children) {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url?.protocol === "tg:") return make("button", { type: "button", class: "inline", click: () => follow(url) }, ...children);
  if (!url || !SAFE.includes(url.protocol)) return make("span", {}, ...children);
  const click = (event) => follow(url) && event.preventDefault();
  return make("a", { href: url.href, target: "_blank", rel: "noopener noreferrer", click }, ...children);
}

/** Open a link of Telegram's own here, as the app does; false for any other address. */
export function follow(url) {
  const parts = url.pathname.split("/").filter(Boolean);
  const known = url.protocol === "tg:" ? url.searchParams.get("domain") : url.hostname === "t.me" ? parts[0] : null;
  if (known === "c" && parts.length > 2) return jump(parts.map(Number));
  const bot = known && botNamed(known);
  if (!bot) return false;
  go(view.me, `${bot.id}:${view.me}`);
  if (!url.searchParams.has("text")) order("start", { bot: bot.username, payload: url.searchParams.get("start") ?? "" });
  return true;
}

/** t.me/c/<group>/<topic>/<message>, the topic being absent in groups without. */
function jump(parts) {
  const key = `0:-100${parts[1]}`;
  const kept = world.chats.get(key);
  if (!kept) return false;
  const topic = kept.about.topics.find((one) => one.id === parts[2])?.id ?? null;
  go(view.me, key, topic, parts.at(-1));
  return true;
}

function mention(words, children) {
  const bot = botNamed(words.slice(1));
  if (!bot) return make("span", { class: "entity" }, ...children);
  return make("button", { type: "button", class: "inline", click: () => go(view.me, `${bot.id}:${view.me}`) }, ...children);
}

function spoiler(children) {
  const reveal = (event) => {
    const open = make("span", { class: "revealed", tabindex: "-1" }, ...children);
    event.currentTarget.replaceWith(open);
    open.focus();
  };
  return make("button", { type: "button", class: "spoiler", click: reveal }, "Show hidden text");
}

function folded(children) {
  const quote = make("blockquote", { class: "folded" }, ...children);
  const toggle = (event) => {
    const open = !quote.classList.toggle("folded");
    event.currentTarget.textContent = open ? "Show less" : "Show more";
    event.currentTarget.setAttribute("aria-expanded", String(open));
  };
  const more = make("button", { type: "button", class: "inline", "aria-expanded": "false", click: toggle }, "Show more");
  return make("div", {}, quote, more);
}

const TIMES = { t: { timeStyle: "short" }, T: { timeStyle: "medium" }, d: { dateStyle: "short" }, D: { dateStyle: "long" } };

/** A moment in the viewer's own zone, by its format; without one as it was written, the own time beside it. */
function moment(entity, words) {
  const date = new Date(entity.unix_time * 1000);
  const own = shownTime(date, { dateStyle: "full", timeStyle: "short" });
  const format = entity.date_time_format ?? "";
  const styles = Object.assign({}, ...[...format].map((letter) => TIMES[letter] ?? {}));
  const parts = [format.includes("w") ? shownTime(date, { weekday: "long" }) : "", Object.keys(styles).length ? shownTime(date, styles) : ""];
  const text = format === "r" ? relative(date) : parts.filter(Boolean).join(", ");
  return make("time", { datetime: date.toISOString(), title: `${own}, your time` }, text || words);
}

function relative(date) {
  const minutes = Math.round((date - now()) / 60000);
  const [size, unit] = [[1440, "day"], [60, "hour"], [1, "minute"]].find(([one]) => Math.abs(minutes) >= one) ?? [1, "minute"];
  return new Intl.RelativeTimeFormat(undefined, { numeric: "auto" }).format(Math.round(minutes / size), unit);
}
