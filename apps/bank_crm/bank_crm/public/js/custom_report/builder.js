// Dimensions and measures to choose from, by click, drag or keyboard, and the shelves they stand on.

import { el, icon_button, select } from "../condition_editor/dom";
import { grains } from "./words";

const MOST = { rows: 3, columns: 1, measures: 6 };

export class Builder {
	/** `state` is the page's definition; `changed()` is called after each change. */
	constructor(fields, shelves, changed) {
		Object.assign(this, { fields, shelves, changed });
		this.sought = "";
	}

	draw(entity, state) {
		Object.assign(this, { entity, state });
		this.draw_fields();
		this.draw_shelves();
	}

	draw_fields() {
		const search = el("input", {
			type: "search", class: "form-control input-xs", placeholder: __("Find a field …"), "aria-label": __("Find a field …"), value: this.sought,
		});
		const lists = el("div", { class: "bank-report-lists" });
		const fill = () => lists.replaceChildren(...this.lists());
		search.addEventListener("input", () => {
			this.sought = search.value.trim().toLowerCase();
			fill();
		});
		this.fields.replaceChildren(search, lists);
		fill();
	}

	lists() {
		const { dimensions, measures } = this.entity;
		const groups = new Map();
		for (const one of dimensions) {
			if (!groups.has(one.group)) groups.set(one.group, []);
			groups.get(one.group).push(one);
		}
		const found = (list) => list.filter((one) => one.label.toLowerCase().includes(this.sought));
		const parts = [[__("Measures"), found(measures), "measures"]];
		for (const [label, list] of groups) parts.push([`${__("Dimensions")} · ${label}`, found(list), "rows"]);
		const drawn = parts.filter(([, list]) => list.length).map(([label, list, shelf]) => this.list(label, list, shelf));
		return drawn.length ? drawn : [el("p", { class: "text-muted" }, __("Nothing is called like this."))];
	}

	list(label, list, shelf) {
		const items = list.map((one) => {
			const chosen = this.is_chosen(one.name, shelf);
			const button = el("button", {
				type: "button", class: "bank-report-field", draggable: "true", "aria-pressed": String(chosen),
				"data-name": one.name, "data-sort": shelf,
				onclick: () => (chosen ? this.drop(one.name, shelf) : this.add(one.name, shelf)),
			}, one.label);
			button.addEventListener("dragstart", (event) => {
				event.dataTransfer.setData("text/plain", JSON.stringify({ name: one.name, sort: shelf }));
			});
			return el("li", {}, button);
		});
		return el("section", { "data-list": shelf }, el("h5", {}, label), el("ul", {}, items));
	}

	is_chosen(name, shelf) {
		if (shelf === "measures") return this.state.measures.includes(name);
		return [...this.state.rows, ...this.state.columns].some((axis) => axis.dimension === name);
	}

	axis(name) {
		const moment = this.entity.dimensions.find((one) => one.name === name).moment;
		return moment ? { dimension: name, grain: "month" } : { dimension: name };
	}

	add(name, shelf) {
		const list = this.state[shelf];
		if (list.length >= MOST[shelf]) {
			frappe.show_alert({ message: __("At most {0} here.", [MOST[shelf]]), indicator: "orange" });
			return;
		}
		list.push(shelf === "measures" ? name : this.axis(name));
		this.touched();
	}

	drop(name, shelf) {
		if (shelf === "measures") this.state.measures = this.state.measures.filter((one) => one !== name);
		else {
			for (const key of ["rows", "columns"]) this.state[key] = this.state[key].filter((axis) => axis.dimension !== name);
		}
		this.touched();
	}

	touched() {
		const names = [...this.state.measures, ...this.state.rows.map((axis) => axis.dimension)];
		if (this.state.sort && !names.includes(this.state.sort.by)) this.state.sort = null;
		if (this.state.top && (!this.state.measures.includes(this.state.top.by) || !this.state.rows.length)) this.state.top = null;
		this.draw_fields();
		this.draw_shelves();
		this.changed();
	}

	draw_shelves() {
		const shelves = [
			["rows", __("Rows"), __("Dimensions down the table")],
			["columns", __("Across"), __("A dimension across the table")],
			["measures", __("Measures"), __("Figures to count or add up")],
		];
		this.shelves.replaceChildren(...shelves.map(([key, label, hint]) => this.shelf(key, label, hint)));
	}

	shelf(key, label, hint) {
		const chips = this.state[key].map((entry, at) => this.chip(key, entry, at));
		const box = el("div", { class: "bank-report-chips" }, chips.length ? chips : el("span", { class: "text-muted" }, hint));
		const shelf = el("div", { class: "bank-report-shelf", "data-shelf": key, role: "group", "aria-label": label }, el("b", {}, label), box);
		shelf.addEventListener("dragover", (event) => event.preventDefault());
		shelf.addEventListener("drop", (event) => {
			event.preventDefault();
			this.dropped(key, event.dataTransfer.getData("text/plain"));
		});
		return shelf;
	}

	dropped(key, text) {
		let given;
		try {
			given = JSON.parse(text);
		} catch {
			return; // something from outside of the page
		}
		if ((key === "measures") !== (given.sort === "measures")) return;
		if (key === "measures") {
			if (!this.is_chosen(given.name, key)) this.add(given.name, key);
			return;
		}
		for (const other of ["rows", "columns"]) this.state[other] = this.state[other].filter((axis) => axis.dimension !== given.name);
		this.add(given.name, key);
		this.touched();
	}

	chip(key, entry, at) {
		const name = key === "measures" ? entry : entry.dimension;
		const list = key === "measures" ? this.entity.measures : this.entity.dimensions;
		const label = list.find((one) => one.name === name)?.label || name;
		const tools = [];
		if (entry.grain) {
			tools.push(select(grains(), entry.grain, { class: "form-control input-xs", "aria-label": __("Time by") }, (grain) => {
				entry.grain = grain;
				this.touched();
			}));
		}
		if (at > 0) tools.push(icon_button("left", __("Further to the Front"), () => this.swap(key, at)));
		if (key !== "measures") {
			const other = key === "rows" ? "columns" : "rows";
			const word = key === "rows" ? __("Put Across") : __("Put into the Rows");
			tools.push(icon_button(key === "rows" ? "right" : "down", word, () => this.move(key, at, other)));
		}
		tools.push(icon_button("close", __("Remove"), () => this.remove(key, at)));
		const chip = el("span", { class: "bank-report-chip", draggable: "true", "data-name": name }, el("span", {}, label), tools);
		chip.addEventListener("dragstart", (event) => {
			event.dataTransfer.setData("text/plain", JSON.stringify({ name, sort: key === "measures" ? key : "rows" }));
		});
		return chip;
	}

	swap(key, at) {
		const list = this.state[key];
		[list[at - 1], list[at]] = [list[at], list[at - 1]];
		this.touched();
	}

	move(key, at, other) {
		const [axis] = this.state[key].splice(at, 1);
		if (this.state[other].length >= MOST[other]) this.state[key].push(...this.state[other].splice(0, 1));
		this.state[other].push(axis);
		this.touched();
	}

	remove(key, at) {
		this.state[key].splice(at, 1);
		this.touched();
	}
}
