// Conditions in groups within groups, built by keyboard or mouse, with the count of whom they catch beside them.

import { load_catalogue } from "./catalogue";
import { el, icon_button, select } from "./dom";
import * as model from "./model";
import { Preview } from "./preview";
import { draw_fact, draw_leaf } from "./rows";

const DEEPEST = 4;

/**
 * `new bank_crm.ConditionEditor({wrapper, value, read_only, preview, on_change})`
 *
 * wrapper: element or jQuery · value: stored tree or null · preview: count beside the conditions (default true)
 * catalogue: what may be asked instead of the customers' fields and facts
 * on_change(tree, complete): after each change; tree is null without conditions. `ready` resolves once drawn.
 */
export class ConditionEditor {
	constructor({ wrapper, value = null, read_only = false, preview = true, catalogue = null, on_change = () => {} }) {
		this.given = catalogue;
		this.read_only = read_only;
		this.on_change = on_change;
		this.root = model.from_tree(value);
		this.wrong = new Map();
		this.tree_box = el("div", { class: "condition-tree", role: "group", "aria-label": __("Conditions") });
		this.side = el("aside", { class: "condition-side" });
		this.element = el("div", { class: "condition-editor" }, this.tree_box, preview ? this.side : null);
		(wrapper.jquery ? wrapper[0] : wrapper).replaceChildren(this.element);
		this.preview = preview ? new Preview(this.side, (problem) => this.explain(problem)) : null;
		this.tree_box.append(el("div", { class: "bank-skeleton condition-loading" }));
		this.ready = this.start();
	}

	async start() {
		try {
			this.catalogue = this.given || (await load_catalogue());
		} catch {
			this.tree_box.replaceChildren(el("div", { class: "bank-state text-muted" }, __("The fields could not be loaded.")));
			return;
		}
		this.redraw();
		this.ask();
	}

	/** The stored form, null while there is no condition. */
	get_value() {
		return model.to_tree(this.root);
	}

	set_value(tree) {
		this.root = model.from_tree(tree);
		this.wrong.clear();
		if (!this.catalogue) return;
		this.redraw();
		this.ask();
	}

	/** Whether every condition is filled in. */
	is_complete() {
		return model.is_complete(this.root);
	}

	/** After a change by the user. */
	changed() {
		this.wrong.clear();
		this.mark();
		this.ask();
		this.on_change(this.get_value(), this.is_complete());
	}

	ask() {
		const tree = this.get_value();
		if (!this.preview) return;
		if (!tree) this.preview.wait(__("Add a condition to see how many customers it catches."));
		else if (!this.is_complete()) this.preview.wait(__("Fill in the marked conditions to see the count."));
		else this.preview.ask({ conditions: tree });
	}

	/** Marks nodes: `[{paths, text}]`, paths as the server has them. */
	explain(problems) {
		this.wrong.clear();
		for (const { paths, text } of problems) paths.forEach((path) => this.wrong.set(path, text));
		this.mark();
	}

	mark() {
		for (const node of model.walk(this.root)) {
			const row = this.tree_box.querySelector(`#${node.id}`);
			if (!row) continue;
			const text = this.wrong.get(node.path) || this.wrong.get(node.inner_path);
			row.classList.toggle("condition-wrong", Boolean(text));
			row.classList.toggle("condition-unfinished", node.kind !== "group" && !model.is_complete(node));
			row.title = text || "";
		}
	}

	redraw() {
		this.get_value(); // gives every node its path
		this.tree_box.replaceChildren(this.draw_group(this.root, null, 0));
		this.mark();
	}

	focus(id) {
		const row = this.tree_box.querySelector(`#${id}`);
		const fields = [...(row?.querySelectorAll("input, select, .condition-choice") || [])];
		(fields.find((one) => one.matches(".condition-value *")) || fields[0])?.focus();
	}

	draw_group(node, parent, depth) {
		const body = el("div", { class: "condition-children" });
		node.children.forEach((child) => body.append(this.draw_node(child, node, depth)));
		if (!node.children.length) body.append(el("p", { class: "condition-none" }, __("No condition yet.")));
		const classes = `condition-group${node.negate ? " condition-negated" : ""}`;
		const head = el("header", { class: "condition-head" }, this.draw_ops(node), this.draw_tools(node, parent));
		const foot = this.read_only ? null : this.draw_adders(node, depth);
		return el("section", { class: classes, id: node.id, "data-kind": "group", "data-op": node.op }, head, body, foot);
	}

	draw_node(node, parent, depth) {
		if (node.kind === "group") return this.draw_group(node, parent, depth + 1);
		const tools = this.draw_tools(node, parent);
		return node.kind === "fact" ? draw_fact(this, node, tools) : draw_leaf(this, node, tools);
	}

	draw_ops(node) {
		const choose = (op) => this.restructure(() => (node.op = op), node.id);
		const ops = [["and", __("All of these")], ["or", __("At least one of these")]].map(([op, label]) =>
			el("button", {
				type: "button", class: "condition-op", "aria-pressed": String(node.op === op), disabled: this.read_only,
				onclick: () => choose(op),
			}, label)
		);
		const negate = el("button", {
			type: "button", class: "condition-op condition-not", "aria-pressed": String(node.negate), disabled: this.read_only,
			onclick: () => this.restructure(() => (node.negate = !node.negate), node.id),
		}, __("Not"));
		negate.title = __("Catch those who do not fulfil this group");
		return el("span", { class: "condition-ops", role: "group", "aria-label": __("How the conditions work together") }, ops, negate);
	}

	draw_tools(node, parent) {
		if (this.read_only || !parent) return "";
		const position = parent.children.indexOf(node);
		const again = () => {
			const twin = model.copy(node);
			this.restructure(() => parent.children.splice(position + 1, 0, twin), twin.id);
		};
		const remove = () => {
			const next = parent.children[position + 1] || parent.children[position - 1] || parent;
			this.restructure(() => parent.children.splice(position, 1), next.id);
		};
		return el("span", { class: "condition-tools" },
			icon_button("duplicate", __("Duplicate"), again),
			icon_button("close", __("Remove"), remove, "condition-remove")
		);
	}

	draw_adders(node, depth) {
		const entries = [["", `+ ${__("Add a condition …")}`], ...this.catalogue.choices()];
		const picker = select(entries, "", { class: "form-control input-xs condition-picker", "aria-label": __("Add a Condition") }, (choice) => {
			if (choice) this.add(node, this.catalogue.make(choice));
		});
		const add_group = el("button", { type: "button", class: "btn btn-xs btn-default condition-add-group" }, `+ ${__("Group")}`);
		add_group.addEventListener("click", () => this.add(node, model.group(node.op === "and" ? "or" : "and")));
		return el("footer", { class: "condition-foot" }, picker, depth < DEEPEST ? add_group : null);
	}

	add(node, made) {
		this.restructure(() => node.children.push(made), made.id);
	}

	restructure(change, focus_id) {
		change();
		this.redraw();
		this.changed();
		this.focus(focus_id);
	}
}
