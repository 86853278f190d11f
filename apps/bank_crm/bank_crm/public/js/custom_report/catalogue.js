// What one entity's conditions may speak of, as the condition editor asks for it.

import { operator_choices } from "../condition_editor/labels";
import { leaf } from "../condition_editor/model";

export class ReportCatalogue {
	constructor(entity) {
		this.fields = entity.fields;
		this.by_name = Object.fromEntries(entity.fields.map((field) => [field.name, field]));
		this.fact_by_name = {};
	}

	field(name) {
		return this.by_name[name];
	}

	fact_fields() {
		return [];
	}

	/** The picker's groups of `[key, label]`. */
	choices() {
		const groups = new Map();
		for (const field of this.fields) {
			if (!groups.has(field.group)) groups.set(field.group, []);
			groups.get(field.group).push([field.name, field.label]);
		}
		return [...groups].map(([label, options]) => ({ label, options }));
	}

	make(name) {
		const made = leaf(name, operator_choices(this.field(name))[0][0]);
		if (made.operator === "in") made.value = [];
		return made;
	}
}
