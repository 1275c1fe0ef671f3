// Files dropped on a field; a form that sends its files one by one, each with its progress.
export function drop(field) {
  const input = field.querySelector("input[type=file]");
  const mark = (event, isOver) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    field.classList.toggle("over", isOver);
  };
  field.addEventListener("dragover", (event) => mark(event, true));
  field.addEventListener("dragleave", (event) => mark(event, false));
  field.addEventListener("drop", (event) => {
    mark(event, false);
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

export function upload(form) {
  const input = form.querySelector("input[type=file]");
  const list = form.querySelector("[data-sending-list]");
  const said = form.querySelector("[data-said]");
  const words = (key, values) => Object.entries(values)
    .reduce((text, [name, value]) => text.replace(`{${name}}`, value), form.dataset[key]);

  const row = (file) => {
    const item = document.createElement("li");
    const bar = document.createElement("progress");
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", words("sending", { name: file.name }));
    item.append(`${file.name} `, bar);
    list.append(item);
    return { item, bar };
  };

  const refuse = (item, why) => {
    item.className = "error";
    item.textContent = why;
  };

  // The file was kept, and others hold the same: each is a link to look at.
  const tell = (item, same) => {
    const link = ({ said, label, address }) => {
      const to = document.createElement("a");
      to.href = address;
      to.textContent = label;
      return [said, " ", to, " "];
    };
    item.className = "notice warn";
    item.replaceChildren(...same.flatMap(link));
  };

  // The error to show, none when the file was kept; with it, which documents hold the same file.
  const send = (file, data, bar) => new Promise((done) => {
    const request = new XMLHttpRequest();
    const failed = () => done({ error: words("failed", { name: file.name }) });
    data.set(input.name, file);
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) bar.value = event.loaded / event.total;
    });
    request.addEventListener("load", () => {
      if (request.status === 201) done({ error: "", same: request.response?.same });
      else if (request.response?.error) done({ error: request.response.error });
      else failed();
    });
    ["error", "abort", "timeout"].forEach((kind) => request.addEventListener(kind, failed));
    request.open("POST", form.action);
    request.responseType = "json";
    request.setRequestHeader("Accept", "application/json");
    request.send(data);
  });

  const refresh = async () => {
    const answer = await fetch(location.href).catch(() => null);
    if (!answer?.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.querySelector("[data-documents]").replaceWith(page.querySelector("[data-documents]"));
  };

  const sendAll = async (files) => {
    list.replaceChildren();
    const waiting = files.map((file) => ({ file, data: new FormData(form), ...row(file) }));
    let kept = 0;
    for (const { file, data, item, bar } of waiting) {
      const isTooLarge = file.size > Number(input.dataset.limit);
      const { error, same } = isTooLarge
        ? { error: input.dataset.tooLarge.replace("{name}", file.name) }
        : await send(file, data, bar);
      if (error) refuse(item, error);
      else if (same?.length) tell(item, same);
      else item.remove();
      if (!error) kept += 1;
      said.textContent = `${words("sent", { number: kept, all: files.length })} ${error}`;
    }
    if (kept) await refresh();
  };

  said.classList.remove("hidden");
  input.addEventListener("change", async () => {
    const files = [...input.files];
    if (!files.length) return;
    input.disabled = true;
    await sendAll(files);
    input.disabled = false;
    input.value = "";
    input.focus();
  });
}
