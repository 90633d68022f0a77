// Comments of a reviewer: kept in this page, and exported as a file. Nothing is sent anywhere.
"use strict";
(() => {
  const MOST_QUOTE = 600;
  const byId = (id) => document.getElementById(id);
  const tool = byId("comment-tool");
  const meta = (name) => document.querySelector(`meta[name="bcssp-${name}"]`).content;
  const report = { area: meta("area"), period: meta("period"), edition: meta("edition") };
  const key = `bcssp-comments:${report.area}/${report.period}/${report.edition}`;
  const places = [...document.querySelectorAll(".place")];
  const dialog = byId("comment-dialog");
  let comments = [];
  let exported = true;
  let kept = true;
  let selected = { place: null, quote: "" };

  function load() {
    try {
      const read = JSON.parse(localStorage.getItem(key) || "{}");
      comments = Array.isArray(read.comments) ? read.comments : [];
      byId("comment-by").value = typeof read.by === "string" ? read.by : "";
    } catch {
      comments = [];
    }
  }

  function keep() {
    try {
      localStorage.setItem(key, JSON.stringify({ by: byId("comment-by").value, comments }));
      kept = true;
    } catch {
      kept = false; // a browser that keeps nothing for files: say so, and ask before leaving
    }
  }

  function heading(place) {
    let node = place;
    while (node && !/^H[1-6]$/.test(node.tagName)) {
      node = node.previousElementSibling || node.parentElement;
    }
    return node ? node.textContent.trim() : place.dataset.section;
  }

  function placeOf(node) {
    // The heading of a part is no text of a section: it is told of the first text below it.
    const part = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("section");
    if (part && part.matches(".part") && part.firstElementChild.contains(node)) {
      return places.find((place) => part.contains(place)) || null;
    }
    let found = null;
    for (const place of places) {
      if (place.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING) found = place;
    }
    return found;
  }

  function noteSelection() {
    const selection = getSelection();
    const quote = selection.toString().replace(/\s+/g, " ").trim();
    if (!quote || !byId("report").contains(selection.anchorNode)) return;
    const range = selection.getRangeAt(0);
    selected = { place: placeOf(range.startContainer), quote: quote.slice(0, MOST_QUOTE) };
  }

  function open() {
    noteSelection(); // the browser tells of a change of selection only after the next frame
    const index = places.indexOf(selected.place || placeOf(document.activeElement) || places[0]);
    byId("comment-place").selectedIndex = Math.max(0, index);
    byId("comment-quote").textContent = selected.quote || "(the whole passage)";
    byId("comment-text").value = "";
    byId("comment-problem").textContent = "";
    dialog.showModal();
    byId("comment-text").focus();
  }

  function say(text) {
    const where = kept ? "" : " This browser keeps nothing: export before you close the page.";
    byId("comment-status").textContent = text + where;
  }

  function save() {
    const text = byId("comment-text").value.trim();
    if (!text) {
      byId("comment-problem").textContent = "Write a comment first.";
      byId("comment-text").focus();
      return;
    }
    const place = places[byId("comment-place").selectedIndex];
    const id = [...crypto.getRandomValues(new Uint8Array(4))]
      .map((byte) => byte.toString(16).padStart(2, "0")).join("");
    comments.push({
      id, section: place.dataset.section, block: place.dataset.block, quote: selected.quote,
      text, on: new Date().toISOString().slice(0, 10),
      draft: Number(tool.dataset.draft), mark: tool.dataset.mark,
    });
    selected = { place: null, quote: "" };
    exported = false;
    keep();
    list();
    dialog.close();
    say("Comment saved in this page.");
  }

  function list() {
    const items = comments.map((comment) => {
      const item = document.createElement("li");
      const place = places.find((each) =>
        each.dataset.section === comment.section && each.dataset.block === comment.block);
      const link = document.createElement(place ? "a" : "span");
      if (place) link.href = `#${place.id}`;
      link.textContent = place ? heading(place) : `${comment.section}, ${comment.block}`;
      const quote = comment.quote ? ` “${comment.quote}”` : "";
      const remove = document.createElement("button");
      remove.type = "button";
      remove.textContent = "Remove";
      remove.setAttribute("aria-label", `Remove the comment: ${comment.text.slice(0, 60)}`);
      remove.addEventListener("click", () => {
        comments = comments.filter((each) => each !== comment);
        keep();
        list();
        say("Comment removed.");
        byId("comment-open").focus();
      });
      item.append(link, `${quote}: ${comment.text} `, remove);
      return item;
    });
    byId("comment-list").replaceChildren(...items);
    byId("comment-mine").hidden = !comments.length;
    byId("comment-count").textContent =
      comments.length === 1 ? "1 comment of yours" : `${comments.length} comments of yours`;
  }

  function exportFile() {
    const by = byId("comment-by").value.trim();
    if (!by) {
      say("Write your name or role first.");
      byId("comment-by").focus();
      return;
    }
    keep();
    const content = { format: "bcssp-comments", version: 1, report, by, comments };
    const blob = new Blob([JSON.stringify(content, null, 1)], { type: "application/json" });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = `comments-${report.area}-${report.period.replace(/\W+/g, "-")}.json`;
    link.click();
    exported = true;
    say("Exported. Send the file to whoever writes the report.");
  }

  for (const place of places) {
    const option = document.createElement("option");
    option.textContent = `${heading(place)} (${place.dataset.block})`;
    byId("comment-place").append(option);
  }
  if (!places.length) return;
  load();
  list();
  document.addEventListener("selectionchange", noteSelection);
  byId("comment-open").addEventListener("mousedown", (event) => event.preventDefault());
  byId("comment-open").addEventListener("click", open);
  byId("comment-save").addEventListener("click", save);
  byId("comment-cancel").addEventListener("click", () => dialog.close());
  byId("comment-export").addEventListener("click", exportFile);
  document.addEventListener("keydown", (event) => {
    if (event.altKey && event.shiftKey && event.code === "KeyC" && !dialog.open) {
      event.preventDefault();
      open();
    }
  });
  addEventListener("beforeunload", (event) => {
    if (!kept && !exported) event.preventDefault();
  });
  tool.hidden = false;
  byId("comment-bar").hidden = false;
})();
