/* A .bib file can be dropped on its form. Without this script it is chosen by the button. */
(function () {
  "use strict";
  const MOST = 2_000_000; // bytes; the server refuses more

  function check(form, file) {
    const told = form.querySelector("[role=status]");
    const large = file.size > MOST;
    told.textContent = large
      ? `“${file.name}” has more than 2 MB: give a part of it.`
      : `“${file.name}” is ready. Say what the group is, then explore the file.`;
    return !large;
  }

  function listen(form) {
    const input = form.querySelector("input[type=file]");
    const over = (inside) => form.toggleAttribute("data-over", inside);
    form.addEventListener("dragover", (event) => {
      if (![...event.dataTransfer.types].includes("Files")) return;
      event.preventDefault();
      over(true);
    });
    form.addEventListener("dragleave", (event) => {
      if (!form.contains(event.relatedTarget)) over(false);
    });
    form.addEventListener("drop", (event) => {
      event.preventDefault();
      over(false);
      const [file] = event.dataTransfer.files;
      if (!file || !check(form, file)) return;
      const chosen = new DataTransfer(); // one file, however many were dropped
      chosen.items.add(file);
      input.files = chosen.files;
      form.querySelector("button").focus();
    });
    input.addEventListener("change", () => {
      if (input.files[0] && !check(form, input.files[0])) input.value = "";
    });
  }

  document.querySelectorAll(".bib-form").forEach(listen);
})();
