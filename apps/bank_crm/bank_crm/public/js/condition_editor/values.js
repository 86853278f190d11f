// The part of a condition that is filled in, by the kind of its field.

import { el, select } from "./dom";
import { is_unary } from "./model";
import { Tokens } from "./tokens";

/** Draws the input of `node.value` into `box`; `changed()` after each change. */
export function draw_value(box, node, field, { read_only, changed }) {
	box.replaceChildren();
	if (is_unary(node.operator)) return;
	if (field.kind === "choice") choices(box, node, field, read_only, changed);
	else if (field.kind === "link") links(box, node, field, read_only, changed);
	else if (node.operator === "between") pair(box, node, field, read_only, changed);
	else box.append(single(field, node.value, read_only, (value) => changed((node.value = value)), field.label));
}

/** The value to start with when field or operator have changed: what fits of the old one. */
export function fitting(field, operator, old) {
	if (is_unary(operator)) return null;
	if (field.kind === "choice" || field.kind === "link") return as_list(old).filter((one) => typeof one === "string");
	if (operator === "between") return Array.isArray(old) ? old : [old ?? null, null];
	const first = Array.isArray(old) ? old[0] ?? null : old;
	return typeof first === "boolean" ? null : first ?? null;
}

export const as_list = (value) => (Array.isArray(value) ? value : value === null || value === undefined ? [] : [value]);

/** One value as "=", several as "in": what the stored form says; the editor shows both the same way. */
export function store_list(node, values) {
	const negative = node.operator === "not in" || node.operator === "!=";
	if (values.length === 1) [node.operator, node.value] = [negative ? "!=" : "=", values[0]];
	else [node.operator, node.value] = [negative ? "not in" : "in", values];
}

/** The operator as the editor's list has it. */
export function shown_operator(node, field) {
	const exact = field.kind === "choice" || field.kind === "link";
	return exact ? { "=": "in", "!=": "not in" }[node.operator] || node.operator : node.operator;
}

function choices(box, node, field, read_only, changed) {
	const chosen = new Set(as_list(node.value));
	const buttons = field.options.map(([value, label]) => {
		const button = el("button", { type: "button", class: "condition-choice", disabled: read_only }, label);
		const show = () => button.setAttribute("aria-pressed", String(chosen.has(value)));
		button.addEventListener("click", () => {
			if (!chosen.delete(value)) chosen.add(value);
			show();
			const in_order = field.options.map(([one]) => one).filter((one) => chosen.has(one));
			changed(store_list(node, in_order));
		});
		show();
		return button;
	});
	box.append(el("span", { class: "condition-choices", role: "group", "aria-label": field.label }, buttons));
}

function links(box, node, field, read_only, changed) {
	new Tokens({
		parent: box,
		doctype: field.link,
		label: field.label,
		values: as_list(node.value),
		read_only,
		on_change: (values) => changed(store_list(node, values)),
	});
}

function pair(box, node, field, read_only, changed) {
	const values = as_list(node.value);
	const part = (index, label) =>
		single(field, values[index] ?? null, read_only, (value) => {
			const now = [...as_list(node.value)];
			now[index] = value;
			node.value = [now[0] ?? null, now[1] ?? null];
			changed();
		}, label);
	box.append(part(0, __("from")), el("span", { class: "condition-word" }, "–"), part(1, __("to")));
}

function single(field, value, read_only, on_change, label) {
	if (field.kind === "date") return day(value, read_only, on_change, label);
	if (field.kind === "text") return text(value, read_only, on_change, label);
	return figure(field, value, read_only, on_change, label);
}

function text(value, read_only, on_change, label) {
	const input = el("input", {
		type: "text",
		class: "form-control input-xs condition-text",
		maxlength: 140,
		value: value ?? "",
		disabled: read_only,
		"aria-label": label,
	});
	input.addEventListener("input", () => on_change(input.value.trim() || null));
	return input;
}

function figure(field, value, read_only, on_change, label) {
	const money = field.kind === "amount";
	const input = el("input", {
		type: "number",
		step: money ? "any" : "1",
		class: "form-control input-xs condition-figure",
		value: value ?? "",
		disabled: read_only,
		"aria-label": label,
	});
	const spoken = el("span", { class: "condition-spoken" });
	const say = () => {
		spoken.textContent = money && Math.abs(flt(input.value)) >= 10000 ? bank_crm.format.short_money(input.value) : "";
	};
	input.addEventListener("input", () => {
		say();
		on_change(input.value === "" ? null : Number(input.value));
	});
	say();
	return el("span", { class: "condition-number" }, input, money ? spoken : null);
}

function day(value, read_only, on_change, label) {
	const relative = typeof value === "object" && value !== null;
	const sort = relative ? (value.days > 0 ? "ahead" : "ago") : "date";
	const box = el("span", { class: "condition-day" });
	const draw = (kind, held) => {
		const input =
			kind === "date"
				? el("input", { type: "date", class: "form-control input-xs", value: held || "", "aria-label": label })
				: el("input", {
						type: "number", min: 0, max: 3660, class: "form-control input-xs condition-figure",
						value: held ?? "", "aria-label": label,
				  });
		input.disabled = read_only;
		input.addEventListener("input", () => {
			const typed = input.value;
			if (kind === "date") on_change(typed || null);
			else on_change(typed === "" ? null : { days: kind === "ago" ? -Number(typed) : Number(typed) });
		});
		const kinds = [["date", __("date")], ["ago", __("days ago")], ["ahead", __("days from now")]];
		const chooser = select(kinds, kind, { disabled: read_only, "aria-label": __("Kind of Date") }, (next) => {
			on_change(null);
			draw(next, null);
		});
		box.replaceChildren(...(kind === "date" ? [chooser, input] : [input, chooser]));
	};
	draw(sort, relative ? Math.abs(value.days) : value);
	return box;
}
