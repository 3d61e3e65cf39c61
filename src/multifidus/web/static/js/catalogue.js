// SPDX-License-Identifier: Apache-2.0
// Searches while one types. The server finds, as it does without this script; the page only swaps the list.

const PAUSE_MS = 180;
const form = document.getElementById("finder");
let asking = new AbortController();
let timer = 0;

/** @returns {string} the address of the search as it stands, without what is empty */
function address() {
  const filled = [...new FormData(form)].filter(([, value]) => value);
  const query = new URLSearchParams(filled).toString();
  return query ? `${form.action}?${query}` : form.action;
}

async function find() {
  asking.abort();
  asking = new AbortController();
  const url = address();
  try {
    const answer = await fetch(url, { signal: asking.signal, credentials: "same-origin" });
    if (!answer.ok) return;
    const found = new DOMParser().parseFromString(await answer.text(), "text/html");
    const here = document.getElementById("results");
    const fresh = found.getElementById("results");
    // The heading stays in place, so that a screen reader tells its new words.
    const count = here.querySelector("#found");
    count.textContent = fresh.querySelector("#found").textContent;
    fresh.querySelector("#found").replaceWith(count);
    here.replaceChildren(...fresh.children);
    history.replaceState(null, "", url);
  } catch (error) {
    if (error.name !== "AbortError") form.submit();
  }
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(find, PAUSE_MS);
}

if (form) {
  form.addEventListener("input", soon);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    find();
  });
}
