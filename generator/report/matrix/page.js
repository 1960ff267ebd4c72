// The page's own script. Without it the table is all there; with it, it can be filtered and walked through by keys.
(() => {
  const tables = [...document.querySelectorAll('table')].map((table) => {
    const [spans, names] = table.tHead.rows;
    table.parentElement.style.setProperty('--names', `${spans.cells[0].offsetWidth}px`);
    const lead = [...spans.cells].filter((cell) => cell.rowSpan === 2).length;
    return {
      spans: [...spans.cells].slice(lead),
      sizes: [...spans.cells].slice(lead).map((cell) => cell.colSpan),
      names: [...names.cells],
      lead,
      rows: [...table.tBodies[0].rows].map((row) => ({
        row,
        name: row.cells[0].textContent.toLowerCase(),
        cells: [...row.cells],
      })),
    };
  });
  const [form, rowsInput, clustersInput, markedInput, count, detail] = [
    document.querySelector('form'),
    ...['rows', 'clusters', 'marked', 'count', 'detail'].map((id) => document.getElementById(id)),
  ];
  if (tables.length === 0) return;
  form.hidden = false;

  const words = (input) => input.value.toLowerCase().split(/\s+/).filter(Boolean);
  const has = (text, wanted) => wanted.every((word) => text.includes(word));

  // Only what changes is touched: a table of ten thousand cells must follow each key.
  const show = (element, shown) => {
    if (element.hidden === shown) element.hidden = !shown;
  };

  const filterColumns = ({ spans, sizes, names, lead, rows }, wanted) => {
    let at = 0;
    spans.forEach((span, index) => {
      let left = 0;
      for (const end = at + sizes[index]; at < end; at++) {
        const shown = has(`${span.textContent} ${names[at].textContent}`.toLowerCase(), wanted);
        if (shown) left++;
        if (names[at].hidden !== shown) continue;
        names[at].hidden = !shown;
        for (const { cells } of rows) cells[lead + at].hidden = !shown;
      }
      show(span, left > 0);
      if (left > 0) span.colSpan = left;
    });
  };

  const filter = () => {
    const [wantedRows, wantedClusters] = [words(rowsInput), words(clustersInput)];
    let shown = 0;
    let all = 0;
    for (const table of tables) {
      filterColumns(table, wantedClusters);
      for (const { row, name } of table.rows) {
        const fits = has(name, wantedRows) && (!markedInput?.checked || row.classList.contains('marked'));
        show(row, fits);
        all++;
        if (fits) shown++;
      }
    }
    count.value = shown === all ? '' : `${shown} of ${all} rows`;
  };
  for (const input of [rowsInput, clustersInput, markedInput]) input?.addEventListener('input', filter);
  form.addEventListener('submit', (event) => event.preventDefault());
  filter();

  const tell = (cell) => {
    const { lead, names } = tables.find(({ rows }) => rows.some(({ row }) => row === cell.parentElement));
    const [service, cluster] = [cell.parentElement.cells[0].textContent, names[cell.cellIndex - lead]?.textContent];
    detail.textContent = cluster === undefined ? '' : `${service} on ${cluster}: ${cell.title}`;
  };

  let current;
  const go = (cell) => {
    if (current !== undefined) current.removeAttribute('tabindex');
    current = cell;
    cell.tabIndex = 0;
    cell.focus();
    tell(cell);
  };

  const visible = (element, step) => {
    let next = element;
    do next = next?.[step];
    while (next?.hidden);
    return next;
  };
  const beside = (cell, step) => {
    const next = visible(cell, step);
    return next?.tagName === 'TD' ? next : undefined;
  };
  const farthest = (cell, step) => {
    const next = beside(cell, step);
    return next === undefined ? cell : farthest(next, step);
  };
  const moves = {
    ArrowLeft: (cell) => beside(cell, 'previousElementSibling'),
    ArrowRight: (cell) => beside(cell, 'nextElementSibling'),
    ArrowUp: (cell) => visible(cell.parentElement, 'previousElementSibling')?.cells[cell.cellIndex],
    ArrowDown: (cell) => visible(cell.parentElement, 'nextElementSibling')?.cells[cell.cellIndex],
    Home: (cell) => farthest(cell, 'previousElementSibling'),
    End: (cell) => farthest(cell, 'nextElementSibling'),
  };

  document.querySelector('main').addEventListener('click', ({ target }) => {
    const cell = target.closest('td');
    if (cell !== null) go(cell);
  });
  document.querySelector('main').addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const { target, key } = event;
    // The first arrow in a table's frame steps into its first cell.
    const isFrame = target.classList.contains('scroll');
    const first = isFrame && key.startsWith('Arrow') ? firstCell(target) : undefined;
    const next = first ?? (target.tagName === 'TD' ? moves[key]?.(target) : undefined);
    if (next === undefined) return;
    event.preventDefault();
    go(next);
  });
  const firstCell = (frame) => [...frame.querySelectorAll('tbody td')].find((cell) => cell.offsetParent !== null);
})();
