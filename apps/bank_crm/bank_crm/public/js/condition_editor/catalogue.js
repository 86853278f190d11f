// What conditions may speak of: asked once a session, the server leaves out what the user may not see.

import { operator_choices } from "./labels";
import { fact, leaf } from "./model";

const METHOD = "bank_crm.api.segments.editor";
let asked = null;

export function load_catalogue() {
	asked =
		asked ||
		frappe.xcall(METHOD).then(
			(answer) => new Catalogue(answer),
			(failure) => {
				asked = null;
				throw failure;
			}
		);
	return asked;
}

// what is usually asked of the last months; holdings and households are asked as they are
const WINDOWED = ["transaction", "behaviour", "interaction"];

// where a profile field stands in the picker; what is in no list comes last
const GROUPS = () => [
	[__("Tier and Relationship"), ["tier", "activity_level", "relationship_stage", "branch", "manager", "value_score"]],
	[
		__("Assets and Products"),
		["total_aum", "aum_month_avg", "total_liability", "product_count", "core_asset_type", "core_asset_amount"],
	],
	[
		__("Person"),
		[
			"customer_type", "gender", "age", "birth_month", "birth_date", "education", "marital_status",
			"family_structure", "occupation", "employer", "annual_income", "city",
		],
	],
	[
		__("Preference and Credit"),
		[
			"risk_preference", "wealth_preference", "wealth_preference_amount", "preferred_channel", "credit_score",
			"credit_grade",
		],
	],
];

class Catalogue {
	constructor({ fields, facts }) {
		this.fields = fields;
		this.profile = fields.filter((field) => !field.fact);
		this.facts = facts;
		this.by_name = Object.fromEntries(fields.map((field) => [field.name, field]));
		this.fact_by_name = Object.fromEntries(facts.map((one) => [one.name, one]));
	}

	/** The field of a leaf; `of_fact` for a leaf within a fact. */
	field(name, of_fact = "") {
		return this.by_name[of_fact ? `${of_fact}.${name}` : name];
	}

	/** The fields of a fact as `[own name, label]`. */
	fact_fields(name) {
		return this.fields
			.filter((field) => field.fact === name)
			.map((field) => [field.name.slice(name.length + 1), field.label]);
	}

	/** The picker's groups of `[key, label]`. */
	choices() {
		const left = new Map(this.profile.map((field) => [field.name, field.label]));
		const groups = GROUPS().map(([label, names]) => ({ label, options: this.take(left, names) }));
		groups.push({ label: __("More of the Profile"), options: this.take(left, [...left.keys()]) });
		const common = this.common().map(({ key, label }) => [`common:${key}`, label]);
		const facts = this.facts.map((one) => [`fact:${one.name}`, one.label]);
		return [
			{ label: __("Often Used"), options: common },
			...groups,
			{ label: __("Records over Time"), options: facts },
		];
	}

	take(left, names) {
		const taken = names.filter((name) => left.has(name)).map((name) => [`field:${name}`, left.get(name)]);
		names.forEach((name) => left.delete(name));
		return taken;
	}

	/** A new node for an entry of the picker. */
	make(choice) {
		const [sort, name] = [choice.slice(0, choice.indexOf(":")), choice.slice(choice.indexOf(":") + 1)];
		if (sort === "common") return this.common().find((one) => one.key === name).make();
		const usual = this.common().find((one) => one.key === name && (name === "tag" || name === "segment"));
		if (sort === "fact" && usual) return usual.make();
		if (sort === "fact") return fact(name, WINDOWED.includes(name) ? { days: 90 } : {});
		const made = leaf(name, operator_choices(this.field(name))[0][0]);
		if (made.operator === "in") made.value = [];
		return made;
	}

	/** Ready-made conditions of the counters and campaigns; only those whose facts the user may see. */
	common() {
		const equal = (field, value) => leaf(field, "=", value);
		const bought = { where: () => [equal("txn_type", "Purchase"), equal("product_category", "Wealth")], days: 90 };
		return [
			["tag", "tag", __("Carries the tag …"), () => ({ where: [leaf("tag", "in", [])] })],
			["segment", "segment", __("Belongs to the segment …"), () => ({ where: [leaf("segment", "in", [])] })],
			["login", "behaviour", __("Logged in to the app within 30 days"), () => ({
				days: 30,
				where: [equal("event_type", "Login"), equal("channel", "App")],
			})],
			["page", "behaviour", __("Viewed the credit card page within 7 days"), () => ({
				days: 7,
				where: [equal("event_type", "Page View"), equal("product_category", "Credit Card")],
			})],
			["no_wealth_bought", "transaction", __("Bought no wealth product within 90 days"), () => ({
				days: bought.days,
				where: bought.where(),
				value: false,
			})],
			["wealth_bought", "transaction", __("Bought a wealth product within 90 days"), () => ({
				days: bought.days,
				where: bought.where(),
			})],
			["wealth_held", "holding", __("Holds a wealth product"), () => ({ where: [equal("category", "Wealth")] })],
			["no_wealth_held", "holding", __("Holds no wealth product"), () => ({
				where: [equal("category", "Wealth")],
				value: false,
			})],
		]
			.filter(([, name]) => this.fact_by_name[name])
			.map(([key, name, label, values]) => ({ key, label, make: () => fact(name, values()) }));
	}
}
