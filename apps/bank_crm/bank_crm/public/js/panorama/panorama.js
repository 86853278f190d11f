import { account_table, transaction_table } from "./tables";
import { asset_chart, asset_split } from "./charts";

const METHOD = "bank_crm.api.customer_page.panorama";

/** Draws into `wrapper` what the customer's page shows beside the document; one request for all of it. */
export class Panorama {
	constructor(wrapper, doc) {
		this.wrapper = $(wrapper);
		this.doc = doc;
	}

	async show() {
		this.wrapper.html(`<div class="bank-panorama">${this.header()}<div class="bank-panorama-body"></div></div>`);
		this.body = this.wrapper.find(".bank-panorama-body");
		this.body.html(skeleton());
		let data;
		try {
			data = await frappe.xcall(METHOD, { customer: this.doc.name }, "GET");
		} catch {
			this.show_error();
			return;
		}
		this.draw(data);
	}

	show_error() {
		this.body.html(`<div class="bank-state bank-state-error" role="alert">
			<div>${__("The customer's accounts could not be loaded.")}</div>
			<button class="btn btn-default btn-sm">${__("Try Again")}</button></div>`);
		this.body.find("button").on("click", () => this.show());
	}

	header() {
		const { doc } = this;
		const f = bank_crm.format;
		const facts = [
			[__("Mobile"), doc.mobile],
			[__("ID Number"), doc.id_number],
			[__("E-mail"), doc.email],
			[__("Branch", null, "Bank Customer"), frappe.utils.get_link_title("Bank Branch", doc.branch) || doc.branch],
			[__("Relationship Manager"), doc.manager && frappe.user_info(doc.manager).fullname],
			[__("Customer Since"), f.day(doc.opened_on)],
		].filter(([, value]) => value);
		const figures = [
			[__("Total Assets"), f.money(doc.total_aum)],
			[__("Month-Average Assets"), f.money(doc.aum_month_avg)],
			[__("Total Liabilities"), f.money(doc.total_liability)],
			[__("Products Held"), cint(doc.product_count)],
		];
		return `<div class="bank-identity">
			<div class="bank-identity-name">
				<span class="bank-avatar">${f.escape((doc.customer_name || "").slice(0, 1))}</span>
				<div>
					<div class="bank-name">${f.escape(doc.customer_name)}
						<span class="text-muted bank-number">${f.escape(doc.name)}</span></div>
					<div class="bank-pills">${f.pill("tier", doc.tier)}${f.pill("activity_level", doc.activity_level)}
						${f.pill("relationship_stage", doc.relationship_stage)}</div>
				</div>
			</div>
			<dl class="bank-facts">${facts.map(([label, value]) => term(label, value)).join("")}</dl>
		</div>
		<dl class="bank-figures">${figures.map(([label, value]) => term(label, value)).join("")}</dl>`;
	}

	draw({ accounts, transactions, months }) {
		const parts = [];
		if (months) {
			parts.push(section(__("Assets over 13 Months"), `<div class="bank-chart bank-chart-months"></div>`, "wide"));
			parts.push(section(__("Assets by Kind"), `<div class="bank-chart bank-chart-split"></div>`));
		}
		if (accounts) parts.push(section(__("Accounts"), account_table(accounts), "full"));
		if (transactions) {
			const all = `<a class="bank-all" href="#">${__("All Transactions")}</a>`;
			parts.push(section(__("Last Transactions"), transaction_table(transactions), "full", all));
		}
		this.body.html(`<div class="bank-sections">${parts.join("")}</div>`);
		if (months) {
			asset_chart(this.body.find(".bank-chart-months"), months);
			asset_split(this.body.find(".bank-chart-split"), months[months.length - 1]);
		}
		this.body.find(".bank-all").on("click", (event) => {
			event.preventDefault();
			frappe.set_route("List", "Bank Customer Transaction", { customer: this.doc.name });
		});
		this.body.find("[data-account]").on("click", (event) => {
			event.preventDefault();
			frappe.set_route("Form", "Bank Customer Account", event.currentTarget.dataset.account);
		});
	}
}

function term(label, value) {
	return `<div><dt>${bank_crm.format.escape(label)}</dt><dd>${bank_crm.format.escape(value)}</dd></div>`;
}

function section(title, content, width = "", aside = "") {
	return `<section class="bank-section ${width}">
		<header><h4>${title}</h4>${aside}</header>${content}</section>`;
}

function skeleton() {
	return `<div class="bank-sections" aria-busy="true" aria-label="${__("Loading...")}">
		<div class="bank-section wide bank-skeleton"></div><div class="bank-section bank-skeleton"></div>
		<div class="bank-section full bank-skeleton"></div></div>`;
}
