// Period, comparison, the largest, and conditions.

import { el, select } from "../condition_editor/dom";
import { ConditionEditor } from "../condition_editor/editor";
import { ReportCatalogue } from "./catalogue";
import { comparisons, presets } from "./words";

export class Options {
	constructor(bar, conditions, changed) {
		Object.assign(this, { bar, conditions, changed });
	}

	draw(entity, state) {
		Object.assign(this, { entity, state });
		this.draw_bar();
		this.draw_conditions();
	}

	draw_bar() {
		const { entity, state } = this;
		const parts = [];
		if (entity.time) {
			const period = (state.period = state.period || { preset: "all" });
			parts.push(this.labelled(__("Period"), select(presets(), period.preset, {}, (preset) => this.choose_period(preset))));
			if (period.preset === "custom") parts.push(this.day("from", __("From")), this.day("to", __("To")));
			if (period.preset !== "all") {
				parts.push(this.labelled(__("Compared with"), select(comparisons(), state.compare || "none", {}, (value) => {
					state.compare = value;
					this.changed();
				})));
			}
		}
		parts.push(this.largest());
		this.bar.replaceChildren(...parts);
	}

	labelled(label, control) {
		control.setAttribute("aria-label", label);
		return el("label", { class: "bank-report-option" }, el("span", {}, label), control);
	}

	choose_period(preset) {
		const today = frappe.datetime.get_today();
		this.state.period = preset === "custom" ? { preset, from: frappe.datetime.add_months(today, -1), to: today } : { preset };
		if (preset === "all") this.state.compare = "none";
		this.draw_bar();
		this.changed();
	}

	day(key, label) {
		const input = el("input", { type: "date", class: "form-control input-xs", value: this.state.period[key], min: "1990-01-01", max: "2100-12-31" });
		input.addEventListener("change", () => {
			this.state.period[key] = input.value;
			this.changed();
		});
		return this.labelled(label, input);
	}

	largest() {
		const { state } = this;
		const entries = [["", __("All")], ...[5, 10, 20, 50].map((count) => [String(count), __("Largest {0}", [count])])];
		return this.labelled(__("Only the Largest"), select(entries, state.top ? String(state.top.count) : "", {}, (value) => {
			state.top = value && state.rows.length && state.measures.length ? { count: Number(value), by: state.measures[0] } : null;
			if (value && !state.top) {
				frappe.show_alert({ message: __("Choose a dimension and a measure first."), indicator: "orange" });
				this.draw_bar();
			} else this.changed();
		}));
	}

	draw_conditions() {
		this.editor = new ConditionEditor({
			wrapper: this.conditions,
			value: this.state.filters || null,
			preview: false,
			catalogue: new ReportCatalogue(this.entity),
			on_change: (tree, complete) => {
				if (!complete) return;
				this.state.filters = tree;
				this.changed();
			},
		});
	}

	explain(problems) {
		const of_conditions = problems.filter((one) => one.path).map(({ path, text }) => ({ paths: [path], text }));
		this.editor?.explain(of_conditions);
	}
}
