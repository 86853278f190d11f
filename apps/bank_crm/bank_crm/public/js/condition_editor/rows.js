// One row for each condition: a field of the profile, or records over time.

import { el, icon_button, select } from "./dom";
import { AMOUNT_MEASURES, figure_choices, measure_choices, operator_choices, window_choices } from "./labels";
import { leaf } from "./model";
import { draw_value, fitting, shown_operator, store_list } from "./values";

/** Draws a leaf; `tools` are its buttons. Without `of_fact` its field is chosen in the editor's picker. */
export function draw_leaf(editor, node, tools, of_fact = "") {
	const { catalogue, read_only } = editor;
	const row = el("div", { class: "condition-row", id: node.id, "data-kind": "leaf" });
	const field = catalogue.field(node.field, of_fact);
	if (!field) return unknown(row, node.field, tools);
	const value = el("span", { class: "condition-value" });
	const draw = () => draw_value(value, node, field, { read_only, changed: () => editor.changed() });
	const set_operator = (operator) => {
		const held = fitting(field, operator, node.value);
		node.operator = operator;
		if (Array.isArray(held) && operator !== "between") store_list(node, held);
		else node.value = held;
		draw();
		editor.changed();
	};
	const operators = operator_choices(field, Boolean(of_fact));
	const attributes = { class: "form-control input-xs condition-operator", disabled: read_only, "aria-label": __("Comparison", null, "Condition") };
	row.append(
		el("span", { class: "condition-line" },
			of_fact ? field_select(editor, node, of_fact, row) : el("b", { class: "condition-field" }, field.label),
			select(operators, shown_operator(node, field), attributes, set_operator),
			value
		),
		tools
	);
	draw();
	return row;
}

function field_select(editor, node, of_fact, row) {
	const attributes = { class: "form-control input-xs condition-field", disabled: editor.read_only, "aria-label": __("Field") };
	return select(editor.catalogue.fact_fields(of_fact), node.field, attributes, (name) => {
		const field = editor.catalogue.field(name, of_fact);
		Object.assign(node, { field: name, operator: operator_choices(field, true)[0][0], value: null });
		if (node.operator === "in") store_list(node, []);
		const { parentElement } = row;
		editor.redraw();
		editor.changed();
		parentElement && editor.focus(node.id);
	});
}

// facts that are asked by one record each: carries a tag, belongs to a segment
const BELONGING = { tag: "tag", segment: "segment" };

function is_belonging(node) {
	const [only, ...more] = node.where;
	const positive = only && !more.length && only.field === BELONGING[node.fact] && ["=", "in"].includes(only.operator);
	return positive && node.measure === "exists" && node.days === null;
}

/** "标签 含任一 房贷客户": a tag or a segment in one line. */
function draw_belonging(editor, node, tools, info) {
	const { catalogue, read_only } = editor;
	const [inner] = node.where;
	const row = el("div", { class: "condition-row", id: node.id, "data-kind": "fact" });
	const value = el("span", { class: "condition-value" });
	const words = [["yes", __("is one of")], ["no", __("is none of")]];
	const attributes = { class: "form-control input-xs condition-operator", disabled: read_only, "aria-label": __("Comparison", null, "Condition") };
	const operator = select(words, node.value ? "yes" : "no", attributes, (choice) => {
		node.value = choice === "yes";
		editor.changed();
	});
	row.append(el("span", { class: "condition-line" }, el("b", { class: "condition-field" }, info.label), operator, value), tools);
	draw_value(value, inner, catalogue.field(inner.field, node.fact), { read_only, changed: () => editor.changed() });
	return row;
}

/** Draws records over time as a sentence: which, since when, how many, of what sort. */
export function draw_fact(editor, node, tools) {
	const { catalogue, read_only } = editor;
	const row = el("div", { class: "condition-row condition-fact", id: node.id, "data-kind": "fact" });
	const info = catalogue.fact_by_name[node.fact];
	if (!info) return unknown(row, node.fact, tools);
	if (is_belonging(node)) return draw_belonging(editor, node, tools, info);
	const line = el("span", { class: "condition-line" });
	if (info.has_time) line.append(draw_window(editor, node));
	line.append(draw_measure(editor, node, info));
	if (AMOUNT_MEASURES.includes(node.measure)) line.append(draw_amount(editor, node, info));
	line.append(el("b", { class: "condition-field" }, info.label));
	if (node.measure !== "exists") line.append(draw_figure(editor, node));
	row.append(line, tools, draw_where(editor, node, info, read_only));
	return row;
}

function draw_window(editor, node) {
	const box = el("span", { class: "condition-window" });
	const attributes = { disabled: editor.read_only, "aria-label": __("Period") };
	const chosen = node.days === null ? "" : String(node.days);
	box.append(
		select(window_choices(node.days), chosen, attributes, (value) => {
			if (value !== "other") {
				node.days = value === "" ? null : Number(value);
				editor.changed();
				return;
			}
			const input = el("input", {
				type: "number", min: 1, max: 3660, class: "form-control input-xs condition-figure",
				value: node.days ?? 60, "aria-label": __("Days"),
			});
			const take = () => {
				const typed = Math.round(Number(input.value));
				node.days = typed >= 1 ? typed : null;
				editor.changed();
			};
			input.addEventListener("input", take);
			box.replaceChildren(el("span", { class: "condition-word" }, __("within the last")), input, el("span", { class: "condition-word" }, __("days")));
			input.focus();
			take();
		})
	);
	return box;
}

function draw_measure(editor, node, info) {
	const chosen = node.measure === "exists" && node.value === false ? "lacks" : node.measure;
	const attributes = { disabled: editor.read_only, "aria-label": __("Measure") };
	return select(measure_choices(info), chosen, attributes, (choice) => {
		const exists = choice === "exists" || choice === "lacks";
		const keeps = !exists && node.measure !== "exists";
		node.measure = exists ? "exists" : choice;
		if (exists) [node.operator, node.value] = ["=", choice === "exists"];
		else if (!keeps) [node.operator, node.value] = [">=", choice === "count" ? 1 : null];
		node.of = AMOUNT_MEASURES.includes(choice) ? node.of || info.amounts[0][0] : "";
		editor.redraw();
		editor.changed();
		editor.focus(node.id);
	});
}

function draw_amount(editor, node, info) {
	const attributes = { disabled: editor.read_only, "aria-label": __("Amount") };
	return select(info.amounts, node.of || info.amounts[0][0], attributes, (name) => {
		node.of = name;
		editor.changed();
	});
}

function draw_figure(editor, node) {
	const kind = AMOUNT_MEASURES.includes(node.measure) ? "amount" : "number";
	const field = { kind, label: __("Figure"), options: [], operators: [] };
	const value = el("span", { class: "condition-value" });
	const draw = () =>
		draw_value(value, node, field, { read_only: editor.read_only, changed: () => editor.changed() });
	const attributes = { class: "form-control input-xs condition-operator", disabled: editor.read_only, "aria-label": __("Comparison", null, "Condition") };
	const box = el("span", { class: "condition-line" },
		select(figure_choices(), node.operator, attributes, (operator) => {
			node.value = fitting(field, operator, node.value);
			node.operator = operator;
			draw();
			editor.changed();
		}),
		value
	);
	draw();
	return box;
}

function draw_where(editor, node, info, read_only) {
	const box = el("div", { class: "condition-where" });
	node.where.forEach((inner, index) => {
		const remove = icon_button("close", __("Remove Restriction"), () => {
			node.where.splice(index, 1);
			editor.redraw();
			editor.changed();
			editor.focus(node.id);
		});
		box.append(draw_leaf(editor, inner, read_only ? "" : remove, node.fact));
	});
	if (read_only) return box;
	const add = el("button", { type: "button", class: "btn btn-xs btn-link condition-add-where" }, `+ ${__("Only those where …")}`);
	add.addEventListener("click", () => {
		const used = new Set(node.where.map((one) => one.field));
		const [name] = catalogue_first(editor.catalogue.fact_fields(node.fact), used);
		const field = editor.catalogue.field(name, node.fact);
		const made = leaf(name, operator_choices(field, true)[0][0]);
		if (made.operator === "in") store_list(made, []);
		node.where.push(made);
		editor.redraw();
		editor.changed();
		editor.focus(made.id);
	});
	box.append(add);
	return box;
}

const catalogue_first = (fields, used) => fields.find(([name]) => !used.has(name)) || fields[0];

function unknown(row, name, tools) {
	row.classList.add("condition-wrong");
	row.append(
		el("span", { class: "condition-line" }, __("You may not use the field {0}, or it is no longer there.", [name])),
		tools
	);
	return row;
}
