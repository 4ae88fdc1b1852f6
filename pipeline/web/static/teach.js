// One key answers: a button or box that names a key in data-keys is pressed by it.
document.addEventListener("keydown", event => {
  if (event.target.matches("input:not([type=checkbox]), select, textarea") || event.ctrlKey || event.metaKey || event.altKey) return;
  const pressed = event.key.toLowerCase();
  const meant = [...document.querySelectorAll("[data-keys]")].find(one => one.dataset.keys.split(" ").includes(pressed));
  if (!meant) return;
  event.preventDefault();
  meant.click();
});

// What a server refuses is told where the eyes are.
document.addEventListener("htmx:responseError", event => {
  const page = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
  const told = document.querySelector(".told");
  if (told) told.textContent = page.querySelector("main p, body")?.textContent ?? "";
});
