(() => {
  const table = document.querySelector("table.searched");
  if (!table) return;
  const rows = [...table.tBodies[0].rows];
  const box = document.createElement("form");
  box.className = "search";
  box.addEventListener("submit", (event) => event.preventDefault());
  const labelled = (words, control) => {
    const label = document.createElement("label");
    label.append(words, control);
    box.append(label);
    return control;
  };
  const search = labelled("Search", document.createElement("input"));
  search.type = "search";
  const column = 1;
  const state = labelled("Show", document.createElement("select"));
  const kinds = [...new Set(rows.map((row) => row.cells[column].textContent))].sort();
  for (const kind of ["all", ...kinds]) state.append(new Option(kind, kind));
  const found = document.createElement("p");
  found.setAttribute("role", "status");
  box.append(found);
  const filter = () => {
    const wanted = search.value.toLowerCase();
    let shown = 0;
    for (const row of rows) {
      const fits = row.textContent.toLowerCase().includes(wanted)
        && (state.value === "all" || row.cells[column].textContent === state.value);
      row.hidden = !fits;
      shown += fits;
    }
    found.textContent = `${shown} of ${rows.length}`;
  };
  search.addEventListener("input", filter);
  state.addEventListener("change", filter);
  table.parentElement.before(box);
  filter();
})();
