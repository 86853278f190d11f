// Union, intersection or difference of other segments, with the count beside it.

import { el } from "../condition_editor/dom";
import { Preview } from "../condition_editor/preview";
import { Tokens } from "../condition_editor/tokens";

export class Combination {
	constructor({ wrapper, value, read_only, own, on_change }) {
		Object.assign(this, { read_only, own, on_change });
		this.op = value?.op || "union";
		this.segments = value?.segments || [];
		this.main = el("div", { class: "condition-tree" });
		const side = el("aside", { class: "condition-side" });
		wrapper.replaceChildren(el("div", { class: "condition-editor" }, this.main, side));
		this.preview = new Preview(side);
		this.draw();
		this.ask();
	}

	is_complete() {
		return this.segments.length >= 2;
	}

	draw() {
		const hints = {
			union: __("Customers in at least one of the segments."),
			intersection: __("Customers in every one of the segments."),
			minus: __("Customers in the first segment who are in none of the others."),
		};
		const words = { union: __("Union"), intersection: __("Intersection"), minus: __("Difference") };
		const ops = Object.entries(words).map(([op, label]) =>
			el("button", {
				type: "button", class: "condition-op", "aria-pressed": String(this.op === op), disabled: this.read_only,
				onclick: () => {
					this.op = op;
					this.draw();
					this.changed();
				},
			}, label)
		);
		const box = el("div", { class: "condition-value" });
		this.main.replaceChildren(
			el("section", { class: "condition-group" },
				el("header", { class: "condition-head" }, el("span", { class: "condition-ops", role: "group" }, ops)),
				el("p", { class: "condition-hint" }, hints[this.op]),
				box)
		);
		new Tokens({
			parent: box,
			doctype: "Bank Segment",
			label: __("Segments"),
			values: this.segments,
			read_only: this.read_only,
			filters: { enabled: 1, name: ["!=", this.own] },
			on_change: (values) => {
				this.segments = values;
				this.changed();
			},
		});
	}

	get_value() {
		return this.segments.length ? { op: this.op, segments: this.segments } : null;
	}

	changed() {
		this.ask();
		this.on_change(this.get_value());
	}

	ask() {
		if (this.is_complete()) this.preview.ask({ combination: this.get_value() });
		else this.preview.wait(__("Choose at least two segments to see the count."));
	}
}
