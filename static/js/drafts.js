// form[data-draft]: what is typed is kept as a draft, on the server and, until that has answered, in the browser.
// The form says autocomplete="off" too: what the browser puts back by itself would pass for what is stored.
// The form's address is where it is posted to, or what its field form_address says.
import { onEach, text } from "./page.js";

const PAUSE = 2000;    // milliseconds of silence before what was typed is sent
const AGAIN = 5000;    // until the next try after one that failed
// What belongs to the page and not to what was typed.
const OF_THE_PAGE = ["csrfmiddlewaretoken", "form_address", "seen"];
const NOT_TYPED = ["version", "marks"];

const { person, drafts: keeper } = document.body.dataset;
const here = (address) => `jahesh-draft ${person} ${address}`;

const words = (key, values = {}) =>
  Object.entries(values).reduce((said, [name, value]) => said.replace(`{${name}}`, value), text(key));

const clock = (when) => {
  const day = (moment) => new Date(moment).toDateString();
  const style = day(when) === day(Date.now()) ? { timeStyle: "short" } : { dateStyle: "medium", timeStyle: "short" };
  const language = document.documentElement.lang === "fa" ? "fa-IR" : "en-GB";
  return new Intl.DateTimeFormat(language, { timeZone: "Asia/Tehran", ...style }).format(when);
};

// A copy in the browser whose form was carried out is not wanted any more.
const sent = document.cookie.match(/(?:^|; )jahesh_sent="?([^;"]+)"?/)?.[1];
if (sent) {
  localStorage.removeItem(here(sent));
  document.cookie = "jahesh_sent=; path=/; max-age=0; samesite=lax";
}

const typedIn = (form) => {
  const fields = {};
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && !OF_THE_PAGE.includes(name)) (fields[name] ??= []).push(value);
  }
  for (const input of form.querySelectorAll("input[data-combo][name]")) fields[`shown:${input.name}`] = [input.value];
  return fields;
};

/** Whether both say the same, whatever version they were typed on. */
const same = (one, other) => {
  const essence = (fields) =>
    JSON.stringify(
      Object.entries(fields)
        .filter(([name]) => !NOT_TYPED.includes(name) && !/^shown:|_FORMS$/.test(name))
        .map(([name, values]) => [name, values.filter(Boolean).map((value) => value.replaceAll("\r\n", "\n"))])
        .filter(([, values]) => values.length)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  return essence(one) === essence(other);
};

/** Puts what was typed back into the form, rows that were added too. */
const restore = (form, fields) => {
  for (const formset of form.querySelectorAll("[data-formset]")) {
    const total = form.elements[`${formset.dataset.formset}-TOTAL_FORMS`];
    const rows = formset.querySelector("[data-formset-rows]");
    const wanted = Number(fields[total.name]?.[0] ?? total.value);
    while (Number(total.value) < wanted) formset.querySelector("[data-formset-add]").click();
    while (rows.children.length > wanted) rows.lastElementChild.remove();
  }
  const places = {};
  for (const control of form.elements) {
    const { name, type } = control;
    if (!name || ["file", "submit", "button"].includes(type) || OF_THE_PAGE.includes(name)) continue;
    // Something that the page has come to show since.
    if (type === "hidden" && !(name in fields)) continue;
    const values = fields[name] ?? [];
    if (type === "checkbox" || type === "radio") {
      control.checked = values.includes(control.value);
    } else {
      places[name] = (places[name] ?? -1) + 1;
      const value = values[places[name]] ?? "";
      const label = fields[`shown:${name}`]?.[0];
      if (label && control.dataset.combo) {
        control.dispatchEvent(new CustomEvent("jahesh:restore", { detail: { key: value, label } }));
      } else {
        control.value = value;
      }
    }
    control.dispatchEvent(new Event("jahesh:restored", { bubbles: true }));
  }
  // What is no field but sent like one (a grid's cells) is put back by whoever sends it.
  form.dispatchEvent(new CustomEvent("jahesh:draft", { detail: fields }));
};

const ask = (address, options) => fetch(address, { redirect: "manual", headers: { Accept: "application/json" }, ...options });

onEach("form[data-draft]", async (form) => {
  if (!person) return;
  const address =
    form.elements.form_address?.value ?? new URL(form.getAttribute("action") || location.href, location.href).pathname;
  const status = form.querySelector("[data-unsaved]") ?? document.createElement("span");
  status.hidden = false;
  status.classList.add("j-unsaved");
  status.setAttribute("role", "status");
  if (!status.isConnected) form.querySelector("button:not([type=button])")?.after(status);

  const version = () => form.elements.version?.value ?? "";
  let token = form.elements.csrfmiddlewaretoken?.value;
  let kept = JSON.stringify(typedIn(form));
  const opened = { fields: JSON.parse(kept), version: version() };
  let timer;
  let leaving = false;

  const say = (key, values) => {
    status.textContent = words(key, values);
  };
  const keepHere = () => {
    try {
      localStorage.setItem(here(address), JSON.stringify({ fields: typedIn(form), version: version(), at: Date.now() }));
      form.dataset.kept = "here";
      return true;
    } catch {
      return false;
    }
  };
  const forgetHere = () => localStorage.removeItem(here(address));
  const later = (pause) => {
    clearTimeout(timer);
    timer = setTimeout(send, pause);
  };

  /** After signing in anew the secret is another one; the page that stayed open learns it. */
  const renewed = async () => {
    const answer = await ask(`${keeper}?address=${encodeURIComponent(address)}`);
    if (!answer.ok) return false;
    const given = await answer.json();
    if (given.person !== person) return false;
    token = given.token;
    for (const field of document.getElementsByName("csrfmiddlewaretoken")) field.value = token;
    return true;
  };

  const send = async (options = {}) => {
    clearTimeout(timer);
    const now = JSON.stringify(typedIn(form));
    if (leaving || now === kept) return;
    const post = () =>
      ask(keeper, {
        method: "POST",
        headers: { "X-CSRFToken": token },
        body: new URLSearchParams({ address, version: version(), fields: now }),
        ...options,
      });
    try {
      let answer = await post();
      if (answer.status === 403 && (await renewed())) answer = await post();
      if (answer.ok) {
        const { at } = await answer.json();
        kept = now;
        if (JSON.stringify(typedIn(form)) === now) forgetHere();
        form.dataset.kept = "there";
        say("draft-saved", { at: clock(at) });
      } else if (answer.status === 422) {
        say("draft-refused", { why: (await answer.json()).message });
      } else {
        say(answer.type === "opaqueredirect" || answer.status === 403 ? "draft-signed-out" : "draft-not-saved");
        later(AGAIN);
      }
    } catch {
      say("draft-not-saved");
      later(AGAIN);
    }
  };

  const discard = async () => {
    forgetHere();
    leaving = true;
    try {
      await ask(keeper, { method: "POST", headers: { "X-CSRFToken": token }, body: new URLSearchParams({ address, discard: "1" }) });
    } finally {
      form.dataset.kept = "there";
      location.reload();
    }
  };

  const offer = (draft) => {
    restore(form, draft.fields);
    const banner = document.createElement("section");
    banner.className = "j-alert j-info j-draft";
    banner.setAttribute("role", "status");
    banner.tabIndex = -1;
    const said = document.createElement("p");
    const isOld = opened.version && String(draft.version) !== opened.version;
    said.textContent = words("draft-offered", { at: clock(draft.at) }) + (isOld ? ` ${text("draft-is-old")}` : "");
    const button = (key, act) => {
      const made = document.createElement("button");
      Object.assign(made, { type: "button", className: "btn", textContent: text(key) });
      made.addEventListener("click", act);
      return made;
    };
    const buttons = document.createElement("p");
    buttons.className = "j-row";
    buttons.append(
      button("draft-keep", () => {
        banner.remove();
        form.querySelector("input:not([type=hidden]), textarea, select, [tabindex='0']")?.focus();
      }),
      button("draft-discard", discard),
    );
    banner.append(said, buttons);
    form.before(banner);
    banner.focus();
    send();
  };

  const typing = () => {
    if (!keepHere()) form.dataset.kept = "";
    later(PAUSE);
  };
  form.addEventListener("input", typing);
  form.addEventListener("change", typing);
  form.addEventListener("submit", () => {
    keepHere();
    clearTimeout(timer);
    leaving = true;
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) leaving = false;
  });
  addEventListener("pagehide", () => send({ keepalive: true }));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") send({ keepalive: true });
  });
  addEventListener("online", () => send());

  // A form that was just refused shows what was typed last; nothing older is offered over it.
  if (document.querySelector("[data-error-summary]")) {
    kept = "";
    later(PAUSE);
    return;
  }
  let found = JSON.parse(localStorage.getItem(here(address)) ?? "null");
  try {
    const answer = await ask(`${keeper}?address=${encodeURIComponent(address)}`);
    const { draft } = answer.ok ? await answer.json() : {};
    if (draft && !(found?.at > draft.at)) found = draft;
    if (draft && same(draft.fields, opened.fields)) {
      ask(keeper, { method: "POST", headers: { "X-CSRFToken": token }, body: new URLSearchParams({ address, discard: "1" }) });
    }
  } catch {
    // Without a connection, what the browser has is offered.
  }
  if (!found || same(found.fields, opened.fields)) forgetHere();
  else if (same(typedIn(form), opened.fields)) offer(found);
});
