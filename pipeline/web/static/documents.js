// Files are sent as soon as they are chosen or dropped, some at a time, and the page says how far that is.
// Without this script the form sends them in one go.
const form = document.getElementById("upload");
const part = name => form.querySelector(name);
const most = { files: 25, bytes: 32e6 }; // of one request: what is lost when a connection breaks is little

// What a browser gives: a file knows the folder it was chosen with, a dropped folder has to be walked through.
const chosen = list => [...list].map(file => ({ file, name: file.webkitRelativePath || file.name }));

async function dropped(items) {
  const files = [...items].filter(item => item.kind === "file");
  const found = files.map(item => {
    const entry = item.webkitGetAsEntry?.();
    return entry ? walk(entry) : chosen([item.getAsFile()]);
  });
  return (await Promise.all(found)).flat();
}

async function walk(entry) {
  if (entry.isFile) {
    const file = await new Promise((done, failed) => entry.file(done, failed));
    return [{ file, name: entry.fullPath.replace(/^\//, "") }];
  }
  const reader = entry.createReader();
  const found = [];
  for (let some; (some = await new Promise((done, failed) => reader.readEntries(done, failed))).length; ) found.push(...some);
  return (await Promise.all(found.map(walk))).flat();
}

// What the server would refuse is not sent. A name without an ending is: the content may tell what it is.
function refusal({ file, name }) {
  const ending = name.toLowerCase().match(/\.[^./]+$/)?.[0];
  if (ending && !form.dataset.endings.split(" ").includes(ending)) return form.dataset.unreadable;
  return file.size > form.dataset.most * 1e6 ? form.dataset.large : "";
}

function* batches(files) {
  let batch = [], bytes = 0;
  for (const one of files) {
    if (batch.length === most.files || (batch.length && bytes + one.file.size > most.bytes)) {
      yield batch;
      batch = [], bytes = 0;
    }
    batch.push(one);
    bytes += one.file.size;
  }
  if (batch.length) yield batch;
}

let request = null;

function post(batch, progress) {
  const body = new FormData();
  for (const { file, name } of batch) body.append("uploaded", file, name);
  return new Promise((done, failed) => {
    request = new XMLHttpRequest();
    request.upload.onprogress = event => progress(event.loaded);
    request.onload = () => {
      try {
        const answer = JSON.parse(request.responseText);
        answer.kept ? done(answer) : failed(answer.detail);
      } catch {
        failed(request.responseText);
      }
    };
    request.onerror = () => failed(form.dataset.broken);
    request.onabort = () => failed("");
    request.open("POST", "/api/v1/documents");
    request.send(body);
  });
}

async function send(all) {
  if (request || !all.length) return;
  const refused = all.map(one => ({ name: one.name, reason: refusal(one) })).filter(one => one.reason);
  const files = all.filter(one => !refusal(one));
  const total = files.reduce((sum, one) => sum + one.file.size, 0) || 1;
  const came = { kept: [], known: [], refused };
  let before = 0, n = 0, fault = "";
  const bar = part("progress");
  part(".sending").hidden = !files.length;
  part(".outcome").replaceChildren();
  for (const batch of batches(files)) {
    try {
      const answer = await post(batch, bytes => {
        bar.value = Math.min(1, (before + bytes) / total);
        part(".far").textContent = `${form.dataset.sending} ${n}/${files.length} · ${Math.round(100 * bar.value)}%`;
      });
      for (const kind of ["kept", "known", "refused"]) came[kind].push(...answer[kind]);
    } catch (reason) {
      fault = String(reason);
      break;
    }
    n += batch.length;
    before += batch.reduce((sum, one) => sum + one.file.size, 0);
  }
  request = null;
  part(".sending").hidden = true;
  if (came.kept.length && !came.refused.length && !came.known.length && !fault) location.assign("/jobs");
  else tell(came, fault);
}

function tell(came, fault) {
  const lists = [];
  const element = (kind, text) => Object.assign(document.createElement(kind), { textContent: text });
  if (fault) lists.push(element("p", fault));
  for (const kind of ["refused", "known", "kept"]) {
    if (!came[kind].length) continue;
    const list = document.createElement("ul");
    for (const one of came[kind].slice(0, 200)) {
      list.append(element("li", kind === "refused" ? `${one.name}: ${one.reason}` : kind === "known" ? `${one.name}: ${one.file}` : one));
    }
    lists.push(element("b", `${form.dataset[kind]} (${came[kind].length})`), list);
  }
  if (came.kept.length) lists.push(Object.assign(element("a", form.dataset.follow), { href: "/jobs" }));
  part(".outcome").replaceChildren(...lists);
  if (came.kept.length && !document.getElementById("work-sign")) {
    htmx.ajax("GET", "/jobs/now", { target: ".language", swap: "beforebegin" });
  }
}

if (form) {
  part(".send").hidden = true;
  form.classList.add("scripted");
  for (const input of form.querySelectorAll("input[type=file]")) {
    input.addEventListener("change", () => {
      send(chosen(input.files));
      form.reset();
    });
  }
  part(".cancel").addEventListener("click", () => request?.abort());
  addEventListener("dragover", event => {
    event.preventDefault();
    form.classList.add("over");
  });
  addEventListener("dragleave", event => event.relatedTarget || form.classList.remove("over"));
  addEventListener("drop", async event => {
    event.preventDefault();
    form.classList.remove("over");
    send(await dropped(event.dataTransfer.items));
  });
  addEventListener("beforeunload", event => request && event.preventDefault());
}

// One box ticks all files of the page.
document.addEventListener("change", event => {
  if (!event.target.matches(".files .all")) return;
  for (const box of event.target.closest("table").querySelectorAll("tbody input")) box.checked = event.target.checked;
});
const offer = () => document.querySelectorAll(".files .all").forEach(box => (box.hidden = false));
document.addEventListener("htmx:afterSwap", offer);
offer();
