import { add_member, add_relation, change_head, end_relation, found_household, leave_household } from "./dialogs";
import { KINDS, avatar, escape, kind_word, member_word, period, person_link, role_word } from "./words";

const METHOD = "bank_crm.api.relations.of_customer";

/** Relations and household of the customer whose form is open; one request for both. */
export class Section {
	constructor(place, frm) {
		this.place = place;
		this.frm = frm;
		this.customer = frm.doc.name;
	}

	async show() {
		if (!this.place.children().length) this.place.html(`<div class="bank-skeleton bank-relations-wait"></div>`);
		let data;
		try {
			data = await frappe.xcall(METHOD, { customer: this.customer }, "GET");
		} catch {
			this.show_error();
			return;
		}
		this.data = data;
		this.draw();
	}

	show_error() {
		this.place.html(`<div class="bank-state bank-state-error" role="alert">
			<div>${__("The relations could not be loaded.")}</div>
			<button class="btn btn-default btn-sm">${__("Try Again")}</button></div>`);
		this.place.find("button").on("click", () => this.show());
	}

	draw() {
		const { relations, household, roles } = this.data;
		const person = this.frm.doc.customer_type === "Person";
		const may = roles.length > 0;
		this.place.html(`<div class="bank-relations-body">
			<header><h4>${__("Relations")}</h4><div>
				<button type="button" class="btn btn-default btn-xs" data-do="graph">${__("Relationship Graph")}</button>
				${may ? `<button type="button" class="btn btn-primary btn-xs" data-do="relate">${__("Add Relation")}</button>` : ""}
			</div></header>
			<div class="bank-relations-columns ${person ? "" : "single"}">
				<div>${this.relation_list(relations)}</div>
				${person ? `<aside class="bank-household-card">${this.household_card(household, may)}</aside>` : ""}
			</div></div>`);
		this.place.find("[data-do]").on("click", (event) => this.act(event.currentTarget));
	}

	relation_list(relations) {
		if (!relations.length) return `<p class="text-muted">${__("No relations are recorded yet.")}</p>`;
		const past = relations.filter((row) => !row.current);
		const rows = (list) => list.map((row) => this.relation_row(row)).join("");
		const earlier = past.length
			? `<details><summary>${__("Earlier relations: {0}", [past.length])}</summary><ul>${rows(past)}</ul></details>`
			: "";
		return `<ul class="bank-relation-list">${rows(relations.filter((row) => row.current))}</ul>${earlier}`;
	}

	relation_row(row) {
		const f = bank_crm.format;
		const share = row.share_percent ? `${flt(row.share_percent, 2)}%` : "";
		const facts = [share, period(row.from_date, row.to_date), row.note].filter(Boolean).map(escape).join(" · ");
		const amount = row.total_aum === null ? "" : f.short_money(row.total_aum);
		const end =
			row.editable && row.current
				? `<button type="button" class="btn btn-link btn-xs" data-do="end" data-relation="${row.relation}">${__(
						"End Relation"
				  )}</button>`
				: "";
		return `<li data-relation-row="${row.relation}">${avatar(row)}
			<div class="bank-relation-who"><div>${person_link(row)} ${f.pill("tier", row.tier)}</div>
				<small class="text-muted">${facts}</small></div>
			<span class="bank-relation-role" style="--kind:${KINDS[row.kind]}" title="${escape(
				kind_word(row.kind)
			)}">${escape(role_word(row.role))}</span>
			<span class="bank-amount text-muted">${escape(amount)}</span>${end}</li>`;
	}

	household_card(household, may) {
		if (!household) {
			const button = may
				? `<button type="button" class="btn btn-default btn-xs" data-do="found">${__("Found Household")}</button>`
				: "";
			return `<header><h5>${__("Household")}</h5>${button}</header>
				<p class="text-muted">${__("Belongs to no household.")}</p>`;
		}
		const f = bank_crm.format;
		const sums = [
			[household.hidden ? __("Assets of the Members You See") : __("Household Assets"), f.money(household.total_aum)],
			[
				household.hidden ? __("Liabilities of the Members You See") : __("Household Liabilities"),
				f.money(household.total_liability),
			],
		];
		if (household.product_count !== null) sums.push([__("Products Held"), cint(household.product_count)]);
		const hidden = household.hidden
			? `<p class="text-muted small">${__("{0} members are not among your customers.", [household.hidden])}</p>`
			: "";
		const add = may
			? `<button type="button" class="btn btn-default btn-xs" data-do="join">${__("Add Member")}</button>`
			: "";
		const link = frappe.utils.get_form_link("Bank Household", household.name);
		const name = escape(household.household_name);
		return `<header><h5>${household.hidden ? name : `<a href="${link}">${name}</a>`}</h5>${add}</header>
			<dl>${sums.map(([label, value]) => `<div><dt>${label}</dt><dd>${escape(value)}</dd></div>`).join("")}</dl>
			<ul>${household.members.map((member) => this.member_row(member, may, household)).join("")}</ul>${hidden}`;
	}

	member_row(member, may, household) {
		const buttons = [];
		if (may && member.name) {
			if (member.role !== "Head" && !household.hidden) {
				buttons.push(["head", __("Make Head")]);
			}
			if (member.role !== "Head" || household.members.length === 1 || !household.hidden) {
				buttons.push(["leave", __("End Membership")]);
			}
		}
		const drawn = buttons.map(
			([action, label]) => `<button type="button" class="btn btn-link btn-xs" data-do="${action}"
				data-customer="${escape(member.name)}">${label}</button>`
		);
		return `<li>${avatar(member)}<span class="bank-relation-who">${person_link(member)}</span>
			<span class="bank-relation-role" style="--kind:${KINDS.Household}">${escape(member_word(member.role))}</span>
			${drawn.join("")}</li>`;
	}

	act(button) {
		const { household } = this.data;
		const done = () => this.reload();
		const { customer, relation } = button.dataset;
		const actions = {
			graph: () => bank_crm.relations.show_graph(this.customer),
			relate: () => add_relation(this.frm.doc, this.data.roles, done),
			end: () => end_relation(this.customer, relation, done),
			found: () => found_household(this.frm.doc, this.data.relations, done),
			join: () => add_member(household, done),
			head: () => change_head(household, customer, done),
			leave: () => leave_household(household, customer, done),
		};
		actions[button.dataset.do]();
	}

	/** What is shown elsewhere on the form (the household) may have changed too. */
	async reload() {
		if (this.frm.is_dirty()) await this.show();
		else await this.frm.reload_doc();
	}
}
