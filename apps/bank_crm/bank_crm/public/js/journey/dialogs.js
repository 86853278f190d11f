// Asking what a step does: the framework's dialogs, with the settings its kind needs.

import * as model from "./model";

const DEFAULTS = {
	Wait: () => ({ mode: "For Some Time", amount: 3, unit: "Days" }),
	Condition: () => ({ test: "Conditions" }),
	Split: () => ({}),
};

export class Dialogs {
	constructor(graph) {
		this.graph = graph;
		this.editor = graph.editor;
	}

	/** Choose the kind of a new step, then its settings. */
	add(from, branch) {
		const kinds = [...model.STEERING, ...this.editor.actions.map((one) => one.kind)];
		const dialog = new frappe.ui.Dialog({
			title: __("Add Step"),
			fields: [
				{
					fieldname: "kind",
					fieldtype: "Select",
					label: __("What Happens"),
					options: kinds.map((value) => ({ value, label: this.graph.label_of(value) })),
					default: "Message",
					reqd: 1,
				},
			],
			primary_action_label: __("Next"),
			primary_action: ({ kind }) => {
				dialog.hide();
				const to = model.target(this.graph.way, from, branch);
				const step = model.make(this.graph.way, kind, this.graph.label_of(kind), (DEFAULTS[kind] || (() => ({})))(), to);
				this.ask(step, () => model.insert(this.graph.way, step, from, branch));
			},
		});
		dialog.show();
	}

	edit(key) {
		this.ask(model.by_key(this.graph.way, key), null);
	}

	ask(step, insert) {
		const read_only = this.graph.read_only;
		let tree = step.settings.conditions || null;
		const own = this.settings_fields(step);
		const fields = [
			{ fieldname: "title", fieldtype: "Data", label: __("Title"), default: step.title, reqd: 1, length: 140 },
			...own.map((field) => ({ ...field, fieldname: `set_${field.fieldname}` })),
			...(step.kind === "Split" ? [this.parts_field(step)] : []),
			{ fieldtype: "Section Break", label: __("Leads To"), hidden: step.kind === "Split" && insert ? 1 : 0 },
			...this.branch_fields(step),
		];
		const dialog = new frappe.ui.Dialog({
			title: this.graph.label_of(step.kind),
			size: step.kind === "Condition" ? "large" : undefined,
			fields: read_only ? fields.map((field) => ({ ...field, read_only: 1, reqd: 0 })) : fields,
			primary_action_label: insert ? __("Add") : __("Apply"),
			primary_action: read_only
				? null
				: (values) => {
						if (!this.take(step, own, values, tree)) return;
						insert?.();
						dialog.hide();
						this.graph.changed();
				  },
			...(!read_only && !insert && { secondary_action_label: __("Delete"), secondary_action: () => this.remove(step, dialog) }),
		});
		dialog.show();
		if (step.kind === "Condition") {
			frappe.require(["condition_editor.bundle.js"], () => {
				new bank_crm.ConditionEditor({
					wrapper: dialog.get_field("set_conditions").$wrapper,
					value: tree,
					read_only,
					on_change: (changed) => (tree = changed),
				});
			});
		}
	}

	remove(step, dialog) {
		frappe.confirm(__("Delete this step?"), () => {
			model.remove(this.graph.way, step.key);
			dialog.hide();
			this.graph.changed();
		});
	}

	/** The settings of a kind as fields of a dialog, filled in. */
	settings_fields(step) {
		const settings = step.settings;
		if (step.kind === "Wait") return this.wait_fields(settings);
		if (step.kind === "Condition") return this.condition_fields(step);
		if (step.kind === "Split") return [];
		const action = this.editor.actions.find((one) => one.kind === step.kind);
		return (action?.fields || []).map(({ filters, ...field }) => ({
			...field,
			default: settings[field.fieldname] ?? field.default,
			...(filters && { get_query: () => ({ filters }) }),
		}));
	}

	options(name) {
		return this.editor.words[name];
	}

	wait_fields(settings) {
		const shown = (mode) => `eval:doc.set_mode==${JSON.stringify(mode)}`;
		const timed = 'eval:doc.set_mode!="For Some Time"';
		const days = [__("Monday"), __("Tuesday"), __("Wednesday"), __("Thursday"), __("Friday"), __("Saturday"), __("Sunday")];
		return [
			{ fieldname: "mode", fieldtype: "Select", label: __("How Long"), options: this.options("WaitMode"), default: settings.mode, reqd: 1 },
			{ fieldname: "amount", fieldtype: "Int", label: __("Time"), default: settings.amount, depends_on: shown("For Some Time") },
			{ fieldname: "unit", fieldtype: "Select", label: __("Unit"), options: this.options("WaitUnit"), default: settings.unit || "Days", depends_on: shown("For Some Time") },
			{ fieldname: "day", fieldtype: "Select", label: __("Day"), options: this.options("WaitDay"), default: settings.day || "Birthday", depends_on: shown("Until a Day") },
			{
				fieldname: "offset", fieldtype: "Int", label: __("Days Later"), default: settings.offset || 0, depends_on: shown("Until a Day"),
				description: __("Below 0: days before it."),
			},
			{
				fieldname: "weekdays", fieldtype: "MultiCheck", label: __("Weekdays"), columns: 4, sort_options: false, depends_on: shown("Until Weekday and Hour"),
				options: days.map((label, value) => ({ label, value: String(value), checked: (settings.weekdays || []).includes(value) })),
			},
			{ fieldname: "hour", fieldtype: "Data", label: __("At (Hour:Minute)"), default: settings.hour || "09:00", depends_on: timed },
		];
	}

	condition_fields(step) {
		const settings = step.settings;
		const shown = (test) => `eval:doc.set_test==${JSON.stringify(test)}`;
		const sent = this.graph.way.steps.filter((one) => one.kind === "Message" && one.key !== step.key);
		const response = shown("Answer to a Message");
		const bought = shown("Product Bought Since Entry");
		return [
			{ fieldname: "test", fieldtype: "Select", label: __("What Is Asked"), options: this.options("Test"), default: settings.test, reqd: 1 },
			{ fieldname: "conditions", fieldtype: "HTML", label: __("Conditions"), depends_on: shown("Conditions") },
			{
				fieldname: "of_step", fieldtype: "Select", label: __("Message"), default: settings.of_step, depends_on: response,
				options: [{ value: "", label: "" }, ...sent.map((one) => ({ value: one.key, label: one.title }))],
			},
			{ fieldname: "answer", fieldtype: "Select", label: __("Answer"), options: this.options("MessageAnswer"), default: settings.answer || "Clicked", depends_on: response },
			{
				fieldname: "category", fieldtype: "Select", label: __("Product Line"), default: settings.category || "", depends_on: bought,
				options: [{ value: "", label: "" }, ...this.options("ProductCategory")],
			},
			{ fieldname: "product", fieldtype: "Link", label: __("Product"), options: "Bank Product", default: settings.product, depends_on: bought },
		];
	}

	parts_field(step) {
		return {
			fieldname: "parts",
			fieldtype: "Table",
			label: __("Parts", null, "Bank Journey"),
			in_place_edit: true,
			cannot_add_rows: this.graph.read_only,
			data: step.branches.map((one) => ({ part: one.name, share: one.share, was: one.name })),
			get_data: () => step.branches.map((one) => ({ part: one.name, share: one.share, was: one.name })),
			fields: [
				{ fieldname: "part", fieldtype: "Data", label: __("Name"), in_list_view: 1, reqd: 1 },
				{ fieldname: "share", fieldtype: "Int", label: __("Percent"), in_list_view: 1, reqd: 1 },
			],
		};
	}

	branch_fields(step) {
		const steps = this.graph.way.steps.filter((one) => one.key !== step.key || step.kind !== "Wait");
		const options = [
			{ value: model.END, label: __("End", null, "Bank Journey") },
			...steps.filter((one) => one.key !== step.key).map((one) => ({ value: one.key, label: one.title })),
		];
		return step.branches.map((branch) => ({
			fieldname: `to_${branch.name}`,
			fieldtype: "Select",
			label: this.graph.branch_label(branch) || __("Then"),
			options,
			default: branch.to,
		}));
	}

	/** Write a dialog's values into the step; false where something is missing. */
	take(step, own, values, tree) {
		const settings = {};
		for (const { fieldname, fieldtype } of own) {
			let value = values[`set_${fieldname}`];
			if (fieldname === "conditions") value = values.set_test === "Conditions" ? tree : null;
			if (fieldname === "weekdays") value = (value || []).map(Number).sort();
			if (["Int", "Currency"].includes(fieldtype)) value = Number(value) || 0;
			if (value !== undefined && value !== null && value !== "") settings[fieldname] = value;
		}
		if (step.kind === "Split") {
			const parts = (values.parts || []).filter((row) => row.part);
			const total = parts.reduce((sum, row) => sum + (Number(row.share) || 0), 0);
			if (parts.length < 2 || total !== 100) {
				frappe.msgprint(__("Divide into at least two parts that make 100 percent together."));
				return false;
			}
			const fallback = step.branches[0]?.to ?? model.END;
			step.branches = parts.map((row) => ({
				name: row.part.trim(),
				share: Number(row.share),
				to: values[`to_${row.was}`] ?? step.branches.find((one) => one.name === row.was)?.to ?? fallback,
			}));
		} else {
			for (const branch of step.branches) branch.to = values[`to_${branch.name}`] ?? model.END;
		}
		step.title = values.title.trim();
		step.settings = settings;
		return true;
	}
}
