// What the host adds: scenes to click through, and switches of its own.

import { button, byId, make, notice } from "./make.js";
import { answer, chat, me, messagesOf, now, order, pause, shownTime, view, waitFor, world } from "./world.js";
import { go, toWriting } from "./going.js";
import { ready } from "./side.js";
import { closeDrawers } from "./shell.js";
import { send, write } from "./composer.js";

const playing = { scene: null, step: 0, busy: false };
const calm = matchMedia("(prefers-reduced-motion: reduce)");

export function showTour(scenes) {
  byId("tour-section").hidden = !scenes.length;
  byId("tour").replaceChildren(...scenes.map((scene) => make("li", {}, make("button", { type: "button", class: "card", click: () => begin(scene) },
    make("strong", {}, scene.name), make("span", {}, scene.sentence)))));
  playing.scene = scenes.find(({ name }) => name === playing.scene?.name) ?? null;
  showStep();
}

async function begin(scene) {
  [playing.scene, playing.step] = [scene, 0];
  await visit(scene.steps[0]);
  closeDrawers();
  showStep();
  byId("scene-do").focus();
}

function end() {
  playing.scene = null;
  showStep();
  toWriting();
}

function showStep() {
  const { scene, step } = playing;
  byId("scene").hidden = !scene;
  if (!scene) return;
  const now_ = scene.steps[step];
  byId("scene-where").textContent = now_ ? `${scene.name} · ${step + 1} of ${scene.steps.length}` : scene.name;
  byId("scene-words").textContent = now_ ? now_.sentence : "That was this scene.";
  byId("scene-do").textContent = now_ ? labelOf(now_) : nextScene() ? `Next: ${nextScene().name}` : "Close";
  byId("scene-skip").hidden = !now_;
}

const nextScene = () => world.scenes[world.scenes.indexOf(playing.scene) + 1];

function labelOf(step) {
  const name = world.personas.find(({ id }) => id === step.person)?.name;
  if (step.words) return `${name} writes: ${step.words.length > 42 ? `${step.words.slice(0, 40)} …` : step.words}`;
  if (step.press) return `${name} presses “${step.press}”`;
  return world.controls.find(({ name: one }) => one === step.control)?.label ?? "Go on";
}

/** Do the step that is shown, then show the next one. */
export async function nextStep() {
  const { scene, step, busy } = playing;
  if (!scene || busy) return;
  if (step >= scene.steps.length) {
    if (nextScene()) await begin(nextScene());
    else end();
    return;
  }
  playing.busy = true;
  byId("scene-do").setAttribute("aria-busy", "true");
  const done = await play(scene.steps[step]).finally(() => {
    playing.busy = false;
    byId("scene-do").removeAttribute("aria-busy");
  });
  if (done && playing.scene === scene) await advance();
}

async function advance() {
  playing.step += 1;
  showStep();
}

async function visit(step) {
  const topic = step.topic && world.chats.get(step.chat)?.about.topics.find(({ name }) => name.includes(step.topic));
  if (view.me !== step.person || view.chat !== step.chat || (topic && view.thread !== topic.id)) await go(step.person, step.chat, topic?.id ?? null);
  return !step.topic || Boolean(topic);
}

async function play(step) {
  if (!await waitFor(() => visit(step))) return refused(`There is no topic “${step.topic}” yet.`);
  if (step.words) {
    await ready();
    byId("composer").hidden = false;
    write(step.words);
    await pause(calm.matches ? 0 : 400);
    await send();
    byId("scene-do").focus();
  } else if (step.press) return pressNewest(step.press);
  else if (step.control) return useControl(step.control, step.value);
  return true;
}

function refused(sentence) {
  notice(sentence);
  return false;
}

/** Press the newest button with this label, waiting a little for the bot to offer it. */
async function pressNewest(label) {
  const found = await waitFor(() => find(label));
  if (!found) return refused(`There is no button “${label}” here yet.`);
  return Boolean(await order("press", found));
}

function find(label) {
  for (const { raw, keyboard } of messagesOf(view.chat, view.thread).reverse()) {
    const rows = raw.reply_markup?.inline_keyboard ?? keyboard?.keyboard ?? [];
    for (const [row, keys] of rows.entries()) {
      const column = keys.findIndex(({ text }) => text === label);
      if (column >= 0) return { message: raw.message_id, row, column };
    }
  }
  return null;
}

// --- switches

async function useControl(name, value) {
  const told = await answer(`/page/controls/${encodeURIComponent(name)}`, JSON.stringify({ value, person: view.me }));
  if (told?.said) notice(told.said);
  return Boolean(told);
}

export function showControls(controls) {
  world.controls = controls;
  byId("controls-section").hidden = !controls.length;
  const focused = document.activeElement?.dataset?.focus;
  const typed = new Map([...byId("controls").querySelectorAll("input, select")].map((one) => [one.dataset.focus, one.value]));
  byId("controls").replaceChildren(...controls.map(controlElement));
  for (const [name, value] of typed) {
    const field = byId("controls").querySelector(`[data-focus="${name}"]`);
    if (field) field.value = value;
  }
  if (focused?.startsWith("s-")) document.querySelector(`[data-focus="${CSS.escape(focused)}"]`)?.focus();
}

function controlElement({ name, label, kind, choices, state }) {
  const shown = state ? [make("span", { class: "small" }, state)] : [];
  if (kind === "button") return make("div", { class: "control" }, button(label, () => useControl(name, ""), { class: "small-button", "data-focus": `s-${name}` }), ...shown);
  const field = kind === "choice" ? make("select", { "data-focus": `f-${name}` }, ...choices.map((one) => make("option", {}, one)))
    : make("input", { type: kind, "data-focus": `f-${name}` });
  const submit = (event) => { event.preventDefault(); useControl(name, field.value); };
  return make("form", { class: "control", submit }, make("label", {}, label, field), make("button", { class: "small-button", "data-focus": `s-${name}` }, "Set"), ...shown);
}

/** The clock of the local Telegram, where it is not the visitor's own. */
export function showClock() {
  const moved = Math.abs(world.ahead) > 90_000;
  byId("clock").hidden = !moved;
  if (moved && me() && chat()) byId("clock").textContent = `The time here: ${shownTime(now(), { dateStyle: "full", timeStyle: "short" })}`;
}

byId("scene-do").addEventListener("click", nextStep);
byId("scene-skip").addEventListener("click", advance);
byId("scene-end").addEventListener("click", end);
