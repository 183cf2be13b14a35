"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const all = (query, root = document) => [...root.querySelectorAll(query)];
  const list = $("list"), text = $("text"), plan = $("plan");
  const cards = all(".card", list), rows = [...list.children];
  const papers = all(".paper"), charts = all(".chart"), sheets = all(".sheet"), found = all("#found > .finding");
  const fold = (s) => s.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase().replace(/\s+/g, " ").trim();
  const wordsOf = new WeakMap(), bodiesOf = new WeakMap();
  const state = { card: null, only: null, question: null };

  const folded = (card) => { if (!wordsOf.has(card)) wordsOf.set(card, fold(card.textContent)); return wordsOf.get(card); };
  const bodies = (card) => {
    if (!bodiesOf.has(card)) bodiesOf.set(card, all(".chip.lead,.chip.support,.chip.implementer", card).map((chip) => fold(chip.textContent)));
    return bodiesOf.get(card);
  };

  // --- which document ---
  function shownPaper() { return papers.find((paper) => !paper.hidden); }
  function showPaper(index) { for (const paper of papers) paper.hidden = paper.dataset.p !== index; }
  function choosePlan() {
    const chosen = plan.value, every = chosen === "all";
    document.body.dataset.plan = chosen;  // all of them are printed then
    showPaper(every ? "0" : chosen);
    for (const chart of charts) chart.hidden = chart.dataset.p !== chosen;
    for (const sheet of sheets) sheet.hidden = !every && sheet.dataset.p !== chosen;
    for (const item of found) item.hidden = !every && item.dataset.p !== chosen;
    state.only = null;
    mark(all(".bar.on"), false, "on");
    filter();
  }

  // --- filters ---
  function passes(card, f) {
    const d = card.dataset;
    return (f.plan === "all" || d.p === f.plan) && (!f.when || d.w === f.when) && (!f.how || d.s === f.how)
      && (!f.code || (f.code === "any" ? !!d.f : f.code === "none" ? !d.f : (d.f || "").split(" ").includes(f.code)))
      && (!f.seen || (f.seen === "none" ? !verdicts[d.i] : verdicts[d.i] && verdicts[d.i].v === f.seen))
      && (state.question === null || d.c[state.question] === "0") && (!state.only || state.only.has(d.t))
      && (!f.body || bodies(card).some((name) => name.includes(f.body))) && (!f.words || folded(card).includes(f.words));
  }
  function filter() {
    const f = { plan: plan.value, when: $("when").value, how: $("how").value, code: $("codes").value, seen: $("seen").value, body: fold($("body").value), words: fold($("words").value) };
    const clear = [0, 0, 0, 0];
    let shown = 0, total = 0;
    for (const card of cards) {
      card.hidden = !passes(card, f);
      shown += !card.hidden;
      if (f.plan === "all" || card.dataset.p === f.plan) { total += 1; for (let q = 0; q < 4; q += 1) clear[q] += card.dataset.c[q] === "1"; }
    }
    hideBareHeads(f.plan);
    const seen = cards.filter((card) => (verdicts[card.dataset.i] || {}).v && (f.plan === "all" || card.dataset.p === f.plan)).length;
    $("count").value = `${shown === total ? total : `${shown} / ${total}`} nhiệm vụ${seen ? `, đã soát ${seen}` : ""}`;
    $("empty").hidden = shown > 0;
    $("empty").textContent = total ? "Không có nhiệm vụ nào khớp bộ lọc." : "Không tìm thấy nhiệm vụ nào trong văn bản.";
    all(".clear").forEach((bar, q) => {
      const share = total ? Math.round(100 * clear[q] / total) : 0;
      bar.querySelector("b").textContent = total ? `${share}%` : "–";
      bar.querySelector("meter").value = share;
    });
  }
  function hideBareHeads(chosen) {
    const open = new Map();
    let any = false;
    for (let i = rows.length - 1; i >= 0; i -= 1) {
      const row = rows[i];
      if (row.classList.contains("card")) { if (!row.hidden) { for (let d = 1; d < 40; d += 1) open.set(d, true); any = true; } continue; }
      if (row.classList.contains("doc")) { row.hidden = chosen !== "all" || !any; any = false; open.clear(); continue; }
      const depth = Number(row.dataset.d);
      row.hidden = !open.get(depth);
      for (let d = depth; d < 40; d += 1) open.set(d, false);
    }
  }

  // --- verdicts of the person who checks: kept in this browser, taken along as a file ---
  const KEY = "kehoach-review";
  const verdicts = (() => { try { return JSON.parse(localStorage.getItem(KEY)) || {}; } catch { return {}; } })();
  const tools = $("verdict").content.firstElementChild;
  function keep() { try { localStorage.setItem(KEY, JSON.stringify(verdicts)); } catch { /* a browser that keeps nothing */ } }
  function showVerdict(card) {
    const given = verdicts[card.dataset.i] || {};
    card.classList.toggle("ok", given.v === "ok");
    card.classList.toggle("bad", given.v === "bad");
    if (card !== state.card) return;
    for (const button of all("button", tools)) button.setAttribute("aria-pressed", String(button.dataset.v === given.v));
    tools.lastElementChild.value = given.n || "";
  }
  function judge(value) {
    const card = state.card;
    if (!card) return;
    const given = verdicts[card.dataset.i] || {};
    verdicts[card.dataset.i] = { ...given, v: given.v === value ? "" : value };
    keep();
    showVerdict(card);
    filter();
    card.hidden = false;
  }
  function saveVerdicts() {
    const cell = (text) => `"${(/^[\s\u200b\ufeff]*[=+\-@＝＋－＠]|^[\t\r\n]/.test(text) ? `'${text}` : text).replace(/"/g, '""')}"`;
    const rows = cards.filter((card) => verdicts[card.dataset.i]).map((card) => {
      const given = verdicts[card.dataset.i], document = papers[Number(card.dataset.p)].getAttribute("aria-label");
      return [document, card.dataset.i.slice(card.dataset.i.indexOf(":") + 1), { ok: "đúng", bad: "sai" }[given.v] || "", given.n || "", card.querySelector(".work").textContent];
    });
    const text = [["Văn bản", "Mục", "Kết quả", "Ghi chú", "Nhiệm vụ"], ...rows].map((row) => row.map(cell).join(",")).join("\r\n");
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([`\ufeff${text}\r\n`], { type: "text/csv" }));
    link.download = "ket-qua-soat.csv";
    link.click();
    URL.revokeObjectURL(link.href);
  }
  tools.addEventListener("click", (event) => {
    event.stopPropagation();
    const button = event.target.closest("button");
    if (button) judge(button.dataset.v);
  });
  tools.lastElementChild.addEventListener("input", () => {
    verdicts[state.card.dataset.i] = { ...verdicts[state.card.dataset.i], n: tools.lastElementChild.value };
    keep();
  });

  // --- choosing a task, both ways ---
  function mark(items, on, name) { for (const item of items) item.classList.toggle(name, on); }
  function linesOf(card) { const paper = papers[Number(card.dataset.p)]; return paper ? all(`.l[data-t="${card.dataset.t}"]`, paper) : []; }
  function choose(card, { paper = true, side = true, focus = true } = {}) {
    if (state.card) { state.card.classList.remove("on"); state.card.tabIndex = -1; state.card.removeAttribute("aria-current"); mark(linesOf(state.card), false, "on"); }
    mark(all(".here"), false, "here");
    mark(all("#found .on"), false, "on");
    state.card = card;
    if (!card) { tools.remove(); return; }
    card.append(tools);
    showVerdict(card);
    card.classList.add("on");
    card.tabIndex = 0;
    card.setAttribute("aria-current", "true");
    if (focus) card.focus({ preventScroll: true });
    showPaper(card.dataset.p);
    const lines = linesOf(card);
    mark(lines, true, "on");
    if (paper && lines[0]) bring(lines[0], text, 70);
    if (side) { tab("tasks"); card.hidden = false; card.scrollIntoView({ block: "nearest" }); }
    history.replaceState(null, "", `#${card.id}`);
  }
  function bring(item, box, gap) {
    item.scrollIntoView({ block: "start" });  // twice: what lies between is laid out only now
    const top = () => item.getBoundingClientRect().top - box.getBoundingClientRect().top - gap;
    box.scrollTop += top();
    requestAnimationFrame(() => { if (Math.abs(top()) > 4) box.scrollTop += top(); });
  }
  function toValue(number, card) {
    if (card) choose(card, { paper: false });
    const places = all(`mark[data-v~="${number}"]`);
    mark([...places, ...all(`.chip[data-v="${number}"]`)], true, "here");
    if (places[0]) { showPaper(places[0].closest(".paper").dataset.p); bring(places[0], text, 160); }
    else if (card && linesOf(card)[0]) bring(linesOf(card)[0], text, 70);
  }
  function fromMark(spot) {
    const number = (spot.dataset.v || "").split(" ").pop();
    const chip = number && document.querySelector(`.chip[data-v="${number}"]`);
    const card = chip && chip.closest(".card");
    if (card) { choose(card, { paper: false }); mark([chip, ...all(`mark[data-v~="${number}"]`)], true, "here"); return true; }
    if (chip) { tab("head"); mark(all(".here"), false, "here"); mark([chip, spot], true, "here"); chip.scrollIntoView({ block: "nearest" }); return true; }
    const finding = spot.dataset.x && document.querySelector(`#found > [data-p="${spot.closest(".paper").dataset.p}"][data-x="${spot.dataset.x.split(" ").pop()}"]`);
    const line = spot.closest(".l");
    if (finding && !line.dataset.t) { tab("found"); toFinding(finding, false); return true; }
    return false;
  }
  function toFinding(item, move = true) {
    mark(all("#found .on"), false, "on");
    mark(all(".here"), false, "here");
    item.classList.add("on");
    item.scrollIntoView({ block: "nearest" });
    showPaper(item.dataset.p);
    const paper = papers[Number(item.dataset.p)];
    const spots = all(`mark[data-x~="${item.dataset.x}"]`, paper);
    mark(spots, true, "here");
    const place = spots[0] || paper.querySelector(`.l[data-t="${item.dataset.task}"]`) || paper.querySelector(`.l[data-n="${item.dataset.l}"]`);
    if (move && place) bring(place, text, 160);
  }

  // --- tabs, theme ---
  function tab(name) {
    for (const button of all(".tabs button")) {
      const on = button.id === `tab-${name}`;
      button.setAttribute("aria-selected", String(on));
      button.tabIndex = on ? 0 : -1;
      $(button.getAttribute("aria-controls")).hidden = !on;
    }
  }
  function theme() {
    const root = document.documentElement;
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  }
  function step(by, wanted = () => true) {
    const open = cards.filter((card) => !card.hidden && wanted(card));
    if (!open.length) return;
    const at = state.card ? cards.indexOf(state.card) : by > 0 ? -1 : cards.length;
    const next = by > 0 ? open.find((card) => cards.indexOf(card) > at) : open.findLast((card) => cards.indexOf(card) < at);
    if (next) choose(next);
  }
  function reset() { $("filters").reset(); forget(); }
  function forget() {
    state.only = null;
    state.question = null;
    mark(all(".bar.on"), false, "on");
    for (const bar of all(".clear")) bar.setAttribute("aria-pressed", "false");
    filter();
  }
  function onlyBar(bar) {
    const was = bar.classList.contains("on");
    mark(all(".bar.on"), false, "on");
    bar.classList.toggle("on", !was);
    state.only = was ? null : new Set(bar.dataset.tasks.split(" "));
    tab("tasks");
    filter();
  }
  function drawToday() {
    for (const svg of all("svg.time")) {
      const from = Date.parse(svg.dataset.from), to = Date.parse(svg.dataset.to), share = (Date.now() - from) / (to - from);
      if (share < 0 || share > 1) continue;
      const line = document.createElementNS("http://www.w3.org/2000/svg", "line");
      for (const [name, value] of Object.entries({ class: "now", x1: `${share * 100}%`, x2: `${share * 100}%`, y1: 0, y2: svg.getAttribute("height") })) line.setAttribute(name, value);
      svg.append(line);
    }
  }

  // --- listening ---
  list.addEventListener("click", (event) => {
    const chip = event.target.closest(".chip"), card = event.target.closest(".card");
    if (chip) toValue(chip.dataset.v, card); else if (card) choose(card, { side: false });
  });
  text.addEventListener("click", (event) => {
    if (String(getSelection())) return;
    const spot = event.target.closest("mark"), line = event.target.closest(".l[data-t]");
    if (spot && fromMark(spot)) return;
    if (line) choose($(`t${line.dataset.t}`), { paper: false });
  });
  $("panel-head").addEventListener("click", (event) => {
    const chip = event.target.closest(".chip");
    if (chip) { mark(all(".here"), false, "here"); toValue(chip.dataset.v, null); }
  });
  $("found").addEventListener("click", (event) => { const item = event.target.closest(".finding"); if (item) toFinding(item); });
  $("clarity").addEventListener("click", (event) => {
    const bar = event.target.closest(".clear");
    if (!bar) return;
    const same = state.question === Number(bar.dataset.q);
    state.question = same ? null : Number(bar.dataset.q);
    for (const other of all(".clear")) other.setAttribute("aria-pressed", String(!same && other === bar));
    tab("tasks");
    filter();
  });
  $("charts").addEventListener("click", (event) => { const bar = event.target.closest(".bar"); if (bar) onlyBar(bar); });
  for (const button of all(".tabs button")) button.addEventListener("click", () => tab(button.id.slice(4)));
  let waiting = 0;
  $("filters").addEventListener("input", () => { cancelAnimationFrame(waiting); waiting = requestAnimationFrame(filter); });
  $("filters").addEventListener("reset", () => setTimeout(forget));  // the fields are emptied after this event
  $("filters").addEventListener("submit", (event) => event.preventDefault());
  plan.addEventListener("change", choosePlan);
  $("theme").addEventListener("click", theme);
  $("print").addEventListener("click", () => print());
  $("save").addEventListener("click", saveVerdicts);
  $("keys").addEventListener("click", () => $("help").showModal());

  const KEYS = {
    j: () => step(1), ArrowDown: () => step(1), k: () => step(-1), ArrowUp: () => step(-1),
    n: () => step(1, (card) => card.dataset.f), p: () => step(-1, (card) => card.dataset.f),
    o: () => judge("ok"), x: () => judge("bad"),
    "/": () => { tab("tasks"); $("words").focus(); }, t: theme, "?": () => $("help").showModal(),
    "[": () => otherPlan(-1), "]": () => otherPlan(1), 1: () => tab("tasks"), 2: () => tab("found"), 3: () => tab("head"),
    Escape: () => { reset(); choose(null); },
  };
  function otherPlan(by) {
    const at = plan.selectedIndex + by;
    if (at >= 0 && at < plan.options.length) { plan.selectedIndex = at; choosePlan(); }
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || $("help").open) return;
    const at = event.target;
    if (at.matches("input, select, textarea")) { if (event.key === "Escape") { at.blur(); KEYS.Escape(); } return; }
    if ((event.key === "Enter" || event.key === " ") && at.matches(".bar, .card, .finding")) {
      event.preventDefault();
      if (at.matches(".bar")) onlyBar(at); else if (at.matches(".card")) choose(at); else toFinding(at);
      return;
    }
    if (at.closest(".tabs") && (event.key === "ArrowRight" || event.key === "ArrowLeft")) {
      const buttons = all(".tabs button"), next = buttons[(buttons.indexOf(at) + (event.key === "ArrowRight" ? 1 : buttons.length - 1)) % buttons.length];
      next.click(); next.focus();
      return;
    }
    const act = KEYS[event.key];
    if (act && !(at.closest(".text") && event.key.startsWith("Arrow"))) { event.preventDefault(); act(); }
  });

  for (const card of cards) showVerdict(card);
  choosePlan();
  drawToday();
  const asked = /^#t\d+$/.test(location.hash) && $(location.hash.slice(1));
  if (asked) choose(asked);
  document.documentElement.dataset.ready = "yes";
})();
