// "/" goes to the question and Escape out of it, j and k to the next and the previous hit or task.
document.addEventListener("keydown", event => {
  if (event.key === "Escape" && event.target.matches("input[type=search]")) {
    event.target.blur();
    event.preventDefault();
  }
  if (event.target.matches("input, select, textarea") || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/") {
    document.getElementById("q")?.focus();
    event.preventDefault();
  }
  const step = { j: 1, k: -1 }[event.key];
  if (!step) return;
  const stops = [...document.querySelectorAll(".hit .actions a:first-child, .task, .follow .what p:first-child a, .agenda dd > a")];
  const next = stops[Math.max(0, Math.min(stops.length - 1, stops.indexOf(document.activeElement) + step))];
  next?.focus();
  next?.scrollIntoView({ block: "center" });
});
