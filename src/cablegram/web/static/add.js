// Adding files: a bar while they are sent, and one while they are filed. Without this file the form
// is sent as any other, and the page of the report asks again by itself.
// @ts-check
"use strict";

(() => {
  const POLL_MS = 700;

  /** @param {number} bytes @returns {string} a size for a person */
  const inWords = (bytes) => {
    for (const [unit, sign] of /** @type {[number, string][]} */ ([[2 ** 30, "GB"], [2 ** 20, "MB"], [2 ** 10, "KB"]])) {
      if (bytes >= unit) return `${(bytes / unit).toFixed(bytes >= 10 * unit ? 0 : 1)} ${sign}`;
    }
    return `${bytes} bytes`;
  };

  /** @param {number} number @param {string} noun @returns {string} both, in the plural if it must be */
  const counted = (number, noun) => `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;

  /** @typedef {{file: File, name: string}} Chosen */

  /** @param {FileSystemEntry} entry @returns {Promise<Chosen[]>} the files of what was dropped, folders too */
  const within = async (entry) => {
    const name = entry.fullPath.replace(/^\//, "");
    if (entry.isFile) {
      return new Promise((resolve) => {
        /** @type {FileSystemFileEntry} */ (entry).file((file) => resolve([{ file, name }]), () => resolve([]));
      });
    }
    const reader = /** @type {FileSystemDirectoryEntry} */ (entry).createReader();
    /** @type {Chosen[]} */
    const found = [];
    for (;;) {
      /** @type {FileSystemEntry[]} */
      const some = await new Promise((resolve) => reader.readEntries(resolve, () => resolve([])));
      if (!some.length) return found;
      for (const each of some) found.push(...await within(each));
    }
  };

  /** @param {HTMLFormElement} form where files are chosen */
  const enhance = (form) => {
    const said = /** @type {HTMLElement} */ (document.getElementById("chosen"));
    const button = /** @type {HTMLButtonElement} */ (form.querySelector("button"));
    const inputs = /** @type {HTMLInputElement[]} */ ([...form.querySelectorAll("input[type=file]")]);
    /** @type {Chosen[]} */
    let dropped = [];
    let isSending = false;

    /** @returns {Chosen[]} all that is to be sent */
    const chosen = () => [
      ...inputs.flatMap((input) => [...(input.files || [])]).map((file) => ({ file, name: file.webkitRelativePath || file.name })),
      ...dropped,
    ];

    /** @param {string} text what to say @param {boolean} [isRefusal] whether nothing comes of it */
    const say = (text, isRefusal = false) => {
      said.textContent = text;
      said.classList.toggle("refused", isRefusal);
    };

    const tell = () => {
      const mostBytes = Number(form.dataset.bytes);
      const mostFiles = Number(form.dataset.files);
      const files = chosen();
      const bytes = files.reduce((sum, each) => sum + each.file.size, 0);
      if (bytes > mostBytes) say(`${counted(files.length, "file")}, ${inWords(bytes)}: more than ${inWords(mostBytes)} at once.`, true);
      else if (files.length > mostFiles) say(`${counted(files.length, "file")}: more than ${mostFiles.toLocaleString("en")} at once.`, true);
      else say(files.length ? `${counted(files.length, "file")}, ${inWords(bytes)}` : "You can also drop files and folders here.");
      return files.length > 0 && bytes <= mostBytes && files.length <= mostFiles;
    };

    /** Send it all, with a bar. */
    const send = () => {
      const body = new FormData();
      for (const { file, name } of chosen()) body.append("files", file, name);
      const bar = document.createElement("progress");
      bar.max = 1;
      bar.setAttribute("aria-label", "Sent");
      said.after(bar);
      const request = new XMLHttpRequest();
      request.open("POST", form.action);
      request.setRequestHeader("Accept", "application/json");
      request.responseType = "json";
      request.upload.addEventListener("progress", (event) => {
        if (!event.lengthComputable) return;
        bar.value = event.loaded / event.total;
        say(`${inWords(event.loaded)} of ${inWords(event.total)} sent`);
      });
      const fail = (/** @type {string} */ text) => {
        bar.remove();
        say(text, true);
        isSending = button.disabled = false;
      };
      request.addEventListener("load", () => {
        const answer = request.response || {};
        if (request.status === 202 && answer.place) location.assign(answer.place);
        else fail([answer.message, answer.hint].filter(Boolean).join(" ") || "It was not taken.");
      });
      request.addEventListener("error", () => fail("The connection ended in the middle; nothing was kept. Is the room still open?"));
      isSending = button.disabled = true;
      say("It is being sent.");
      request.send(body);
    };

    inputs.forEach((input) => input.addEventListener("change", tell));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (isSending) return;
      if (!chosen().length) say("Choose files or a folder first.", true);
      else if (tell()) send();
    });
    form.addEventListener("dragover", (event) => { event.preventDefault(); form.classList.add("over"); });
    form.addEventListener("dragleave", () => form.classList.remove("over"));
    form.addEventListener("drop", async (event) => {
      event.preventDefault();
      form.classList.remove("over");
      // All are asked for before anything is waited for: after that the browser forgets them.
      const items = [...(event.dataTransfer ? event.dataTransfer.items : [])].filter((item) => item.kind === "file");
      const found = items.map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
      for (const { entry, file } of found) {
        if (entry) dropped.push(...await within(entry));
        else if (file) dropped.push({ file, name: file.name });
      }
      tell();
    });
    window.addEventListener("pageshow", () => { dropped = []; tell(); });
  };

  /** @param {HTMLElement} place where it is told how far it is */
  const follow = (place) => {
    const bar = /** @type {HTMLProgressElement} */ (document.getElementById("share"));
    /** @param {string} id @param {string} text to be shown there */
    const put = (id, text) => {
      const element = document.getElementById(id);
      if (element && element.textContent !== text) element.textContent = text;
    };
    const ask = async () => {
      try {
        const answer = await fetch(place.dataset.place || "", { headers: { Accept: "application/json" } });
        if (answer.ok) {
          const job = await answer.json();
          if (!["waiting", "running"].includes(job.state)) { location.reload(); return; }
          bar.value = 100 * job.share;
          put("said", job.says);
          put("looked-at", job.looked_at.toLocaleString("en"));
          put("new-cables", job.report.new_cables.toLocaleString("en"));
          put("unread-total", job.report.unread_total.toLocaleString("en"));
        }
      } catch { put("said", "The room does not answer; it is asked again."); }
      setTimeout(ask, POLL_MS);
    };
    setTimeout(ask, POLL_MS);
  };

  const form = document.getElementById("upload");
  if (form instanceof HTMLFormElement) enhance(form);
  const place = document.getElementById("job");
  if (place) follow(place);
})();
