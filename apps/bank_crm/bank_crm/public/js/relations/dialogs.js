import { HOUSEHOLD_ROLES, escape, kind_word, member_word, role_word } from "./words";

const API = "bank_crm.api.relations.";
// what a relative is in a household headed by the customer
const HOUSEHOLD_ROLE_OF = {
	Spouse: "Spouse",
	Child: "Child",
	Parent: "Parent",
	Sibling: "Sibling",
	Grandparent: "Grandparent",
	Grandchild: "Grandchild",
	Relative: "Other",
};

/** One dialog that sends its values to a method and closes when the server took them. */
function ask({ title, fields, action, method, args, done, ready }) {
	const dialog = new frappe.ui.Dialog({
		title,
		fields,
		primary_action_label: action,
		async primary_action(values) {
			dialog.disable_primary_action();
			try {
				await frappe.xcall(API + method, args(values));
			} catch {
				return; // the framework has shown which field is wrong
			} finally {
				dialog.enable_primary_action();
			}
			dialog.hide();
			done();
		},
	});
	ready?.(dialog);
	dialog.show();
	return dialog;
}

export function add_relation(doc, roles, done) {
	const by_name = Object.fromEntries(roles.map((role) => [role.name, role]));
	const options = roles.map((role) => ({
		value: role.name,
		label: `${role_word(role.name)} · ${kind_word(role.kind)}`,
	}));
	const shares = roles.filter((role) => role.takes_share).map((role) => role.name);
	ask({
		title: __("Relation of {0}", [escape(doc.customer_name)]),
		action: __("Add Relation"),
		method: "add_relation",
		done,
		args: (values) => ({ ...values, customer: doc.name }),
		fields: [
			{
				fieldname: "role",
				fieldtype: "Autocomplete",
				label: __("Role of the Other Customer"),
				options,
				reqd: 1,
				default: options[0].value,
				onchange() {
					cur_dialog?.fields_dict.other_customer?.set_value("");
				},
			},
			{
				fieldname: "other_customer",
				fieldtype: "Link",
				options: "Bank Customer",
				label: __("Other Customer"),
				reqd: 1,
				get_query() {
					const type = by_name[cur_dialog.get_value("role")]?.other_type;
					const filters = { name: ["!=", doc.name] };
					if (type && type !== "Any") filters.customer_type = type;
					return { filters };
				},
			},
			{ fieldtype: "Column Break" },
			{ fieldname: "from_date", fieldtype: "Date", label: __("From", null, "Bank Customer Relationship") },
			{
				fieldname: "share_percent",
				fieldtype: "Percent",
				label: __("Share", null, "Bank Customer Relationship"),
				depends_on: `eval:${JSON.stringify(shares)}.includes(doc.role)`,
			},
			{ fieldname: "note", fieldtype: "Small Text", label: __("Note", null, "Bank Customer Relationship"), max_height: "60px" },
		],
	});
}

export function end_relation(customer, relation, done) {
	ask({
		title: __("End Relation"),
		action: __("End Relation"),
		method: "end_relation",
		done,
		args: (values) => ({ customer, relation, last_day: values.last_day }),
		fields: [last_day(__("The relation stays in the history of both customers."))],
	});
}

/** Relatives the user sees are offered with a tick, so that a household takes two clicks. */
export function found_household(doc, relations, done) {
	const relatives = relations.filter((row) => row.current && row.name && HOUSEHOLD_ROLE_OF[row.role]);
	const fields = relatives.map((row) => ({
		fieldname: `member_${row.relation}`,
		fieldtype: "Check",
		label: `${escape(row.customer_name)} · ${role_word(row.role)}`,
		default: ["Spouse", "Child"].includes(row.role) ? 1 : 0,
	}));
	ask({
		title: __("Household of {0}", [escape(doc.customer_name)]),
		action: __("Found Household"),
		method: "found_household",
		done,
		args: (values) => ({
			head: doc.name,
			from_date: values.from_date,
			members: Object.fromEntries(
				relatives
					.filter((row) => values[`member_${row.relation}`])
					.map((row) => [row.name, HOUSEHOLD_ROLE_OF[row.role]])
			),
		}),
		fields: [
			{
				fieldname: "about",
				fieldtype: "HTML",
				options: `<p class="text-muted">${
					relatives.length
						? __("{0} becomes the head. Who belongs to the household?", [escape(doc.customer_name)])
						: __("{0} becomes the head; members can be added afterwards.", [escape(doc.customer_name)])
				}</p>`,
			},
			...fields,
			{ fieldname: "from_date", fieldtype: "Date", label: __("From", null, "Bank Customer Relationship"), default: "Today", reqd: 1 },
		],
	});
}

export function add_member(household, done) {
	ask({
		title: __("Add Member"),
		action: __("Add Member"),
		method: "join_household",
		done,
		args: (values) => ({ ...values, household: household.name }),
		fields: [
			{
				fieldname: "customer",
				fieldtype: "Link",
				options: "Bank Customer",
				label: __("Customer"),
				reqd: 1,
				get_query: () => ({ filters: { customer_type: "Person" } }),
			},
			{
				fieldname: "role",
				fieldtype: "Select",
				label: __("Role in Household"),
				description: __("What the member is to the head of the household."),
				options: HOUSEHOLD_ROLES.map((role) => ({ value: role, label: member_word(role) })),
				default: "Spouse",
				reqd: 1,
			},
			{ fieldname: "from_date", fieldtype: "Date", label: __("From", null, "Bank Customer Relationship"), default: "Today", reqd: 1 },
		],
	});
}

export function change_head(household, head, done) {
	frappe.confirm(__("Make this member the head? All roles are then told from the new head."), async () => {
		await frappe.xcall(`${API}change_head`, { household: household.name, head });
		done();
	});
}

export function leave_household(household, customer, done) {
	const leaving = household.members.find((member) => member.name === customer);
	const others = household.members.filter((member) => member.name && member.name !== customer);
	const fields = [last_day(__("The last day in this household."))];
	if (leaving.role === "Head" && others.length) {
		fields.push({
			fieldname: "new_head",
			fieldtype: "Select",
			label: __("New Head of Household"),
			options: others.map((member) => ({ value: member.name, label: member.customer_name })),
			default: others[0].name,
			reqd: 1,
		});
	}
	ask({
		title: __("End Membership"),
		action: __("End Membership"),
		method: "leave_household",
		done,
		args: (values) => ({ ...values, household: household.name, customer }),
		fields,
	});
}

function last_day(description) {
	return {
		fieldname: "last_day",
		fieldtype: "Date",
		label: __("Last Day"),
		description,
		default: frappe.datetime.add_days(frappe.datetime.get_today(), -1),
		reqd: 1,
	};
}
