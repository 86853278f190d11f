// The table: sorted by a click on a heading, each figure leads to the records behind it.

import { el } from "../condition_editor/dom";
import { figure } from "./words";

const PAGE = 200;

/** Draws `report` into `box`; `open(keys, across)` shows records, `sort(column)` asks for another order. */
export function draw_table(box, report, { sorted, open, sort }) {
	let shown = Math.min(PAGE, report.rows.length);
	const table = el("table", { class: "bank-table bank-report-table" });
	const body = el("tbody");
	table.append(head(report, sorted, sort), body);
	const fill = () => body.replaceChildren(...report.rows.slice(0, shown).map((line, at) => row(report, line, at, open)));
	fill();
	if (report.totals) table.append(el("tfoot", {}, total(report)));
	box.replaceChildren(el("div", { class: "bank-table-box bank-report-scroll", tabindex: 0, role: "region", "aria-label": __("Table") }, table));
	if (shown < report.rows.length) {
		const more = el("button", { type: "button", class: "btn btn-default btn-sm" }, __("Show All {0} Rows", [report.rows.length]));
		more.addEventListener("click", () => {
			shown = report.rows.length;
			fill();
			more.remove();
		});
		box.append(more);
	}
}

function head(report, sorted, sort) {
	const cells = report.columns.map((column) => {
		const by = sort_key(report, column);
		const direction = by && sorted?.by === by ? (sorted.descending ? "descending" : "ascending") : null;
		const mark = direction ? (direction === "descending" ? " ↓" : " ↑") : "";
		const label = by
			? el("button", { type: "button", class: "bank-report-sort", onclick: () => sort(by, direction === "descending" ? false : true) }, column.label + mark)
			: column.label;
		return el("th", { scope: "col", class: classes(column), "aria-sort": direction }, label);
	});
	return el("thead", {}, el("tr", {}, cells));
}

function sort_key(report, column) {
	if (column.kind === "measure") return column.measure;
	return column.kind === "dimension" ? report.dimensions[Number(column.id.slice(1))] : null;
}

function row(report, line, at, open) {
	const cells = report.columns.map((column, place) => {
		const text = figure(line[place], column.shown);
		if (column.kind === "dimension") return el("th", { scope: "row" }, text);
		const leads = open && ["measure", "cell"].includes(column.kind) && line[place] !== null && line[place] !== 0;
		const across = column.kind === "cell" ? report.across[column.across] : null;
		const content = leads
			? el("button", { type: "button", class: "bank-report-figure", title: __("Show the Records"), onclick: () => open(report.keys[at], across) }, text)
			: text;
		return el("td", { class: `${classes(column)} ${tone(column, line[place])}` }, content);
	});
	return el("tr", {}, cells);
}

function total(report) {
	const cells = report.columns.map((column, place) => {
		const value = report.totals[place];
		const text = column.kind === "dimension" ? value : figure(value, column.shown);
		return el(column.kind === "dimension" ? "th" : "td", { class: classes(column) }, text);
	});
	return el("tr", {}, cells);
}

const classes = (column) => (column.kind === "dimension" ? "" : "bank-report-number");

function tone(column, value) {
	if (column.kind !== "change" || !value) return "";
	return value > 0 ? "bank-report-up" : "bank-report-down";
}
