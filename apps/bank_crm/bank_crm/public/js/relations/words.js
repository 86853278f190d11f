// The words and colours of relations; the DocType is the context of each word.

export const KINDS = {
	Family: "#c9587f",
	Social: "#8a6fc0",
	Employment: "#3d76d9",
	Ownership: "#b07d1a",
	Guarantee: "#cf6a3a",
	Business: "#3c9d8f",
	Household: "#8796ad",
};

export const HOUSEHOLD_ROLES = ["Spouse", "Child", "Parent", "Sibling", "Grandparent", "Grandchild", "Other"];

export const role_word = (role) => __(role, null, "Bank Relationship Role");
export const kind_word = (kind) => __(kind, null, "Bank Relationship Role");
export const member_word = (role) => __(role, null, "Bank Household Member");

export const escape = (text) => bank_crm.format.escape(text);

/** The period in a few characters; nothing for one without ends. */
export function period(from_date, to_date) {
	const day = bank_crm.format.day;
	if (from_date && to_date) return __("{0} to {1}", [day(from_date), day(to_date)]);
	if (from_date) return __("since {0}", [day(from_date)]);
	return to_date ? __("until {0}", [day(to_date)]) : "";
}

/** A circle (person) or square (company) with the first character of the name. */
export function avatar(person) {
	const company = person.customer_type === "Company" ? " company" : "";
	const hidden = person.name ? "" : " hidden-customer";
	return `<span class="bank-relation-avatar${company}${hidden}" aria-hidden="true">${escape(
		(person.customer_name || "").slice(0, 1)
	)}</span>`;
}

/** The name as a link, or masked as plain text where the user does not see the customer. */
export function person_link(person) {
	if (!person.name) {
		const why = escape(__("Not among your customers"));
		return `<span class="text-muted" title="${why}">${escape(person.customer_name)}</span>`;
	}
	return `<a href="${frappe.utils.get_form_link("Bank Customer", person.name)}">${escape(person.customer_name)}</a>`;
}
