// The reader without a mouse: e corrects the task that has the focus, Ctrl+Enter saves, Esc leaves; the outline and the
// picture of the page go along with the focus. All of it can be done by links and buttons as well.
const wide = matchMedia("(min-width: 48.01rem)");
const outline = document.getElementById("outline");
if (outline) outline.open = wide.matches;

const taskAround = element => element.closest?.(".task") ?? element.closest?.(".of-row")?.previousElementSibling;
const knownOf = task => (task.matches("tr") ? task.nextElementSibling : task).querySelector(".known");

document.addEventListener("keydown", event => {
  const form = event.target.closest?.("form.editing");
  if (form && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    form.requestSubmit();
    event.preventDefault();
  } else if (form && event.key === "Escape") {
    form.querySelector(".leave").click();
  } else if (event.key === "e" && !event.target.matches("input, select, textarea") && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const task = taskAround(document.activeElement) ?? document.querySelector(".task.chosen");
    (task && knownOf(task)?.querySelector(".edit"))?.click();
  }
});

// One more box appears when the last one is filled.
document.addEventListener("input", event => {
  const box = event.target;
  if (!box.matches("[data-more]") || !box.value) return;
  const next = box.cloneNode();
  next.value = "";
  box.removeAttribute("data-more");
  box.after(next);
  window.htmx?.process(next);
});

// A form that was refused comes back with the reason.
document.addEventListener("htmx:beforeSwap", event => {
  if ([409, 422].includes(event.detail.xhr.status)) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});
document.addEventListener("htmx:afterSettle", event => {
  const form = document.querySelector("form.editing:not([data-seen])");
  if (form) {
    form.dataset.seen = "yes";
    (form.querySelector("[aria-invalid]") ?? form.querySelector("input:not([type=hidden])"))?.focus();
  } else if (event.target.matches?.(".known")) {
    taskAround(event.target)?.focus({ preventScroll: true });
  }
});

// A page is drawn for whoever stays at a task, not for everyone who passes by.
let waiting;
const showPage = task => {
  clearTimeout(waiting);
  waiting = setTimeout(() => turnTo(task), 250);
};
const turnTo = task => {
  const picture = document.querySelector(".pictures img");
  if (!picture || !task.dataset.page) return;
  picture.src = `/plans/${picture.dataset.plan}/pages/${task.dataset.page}.png?task=${task.id}`;
  picture.alt = picture.dataset.words.replace("@", task.dataset.page);
  picture.closest("aside").querySelector(".pages span").textContent = picture.alt;
};
// The links below lead from the task that has the focus to its neighbours.
const steps = document.querySelector(".steps");
const showSteps = task => {
  const tasks = [...document.querySelectorAll(".task")], n = tasks.indexOf(task);
  steps.querySelector("span").textContent = steps.dataset.words.replace("@", n + 1);
  for (const [rel, other] of [["prev", tasks[n - 1]], ["next", tasks[n + 1]]]) {
    const link = steps.querySelector(`[rel=${rel}]`);
    if (other) link.href = `#${other.id}`;
    else link.removeAttribute("href");
  }
};
addEventListener("hashchange", () => document.getElementById(location.hash.slice(1))?.focus());

document.addEventListener("focusin", event => {
  const task = taskAround(event.target);
  if (!task) return;
  outline?.querySelectorAll("[aria-current]").forEach(link => link.removeAttribute("aria-current"));
  const link = outline?.querySelector(`a[href="#${task.id}"]`);
  link?.setAttribute("aria-current", "true");
  if (wide.matches) link?.scrollIntoView({ block: "nearest" });
  if (steps) showSteps(task);
  if (event.target === task) showPage(task);
});
const start = document.querySelector(".task.chosen");
if (start && location.hash === `#${start.id}`) start.focus();
