// The list of dashboards: a link each, the own ones with what may be done to them.
import { ask } from "./dialog";

const escape = (text) => bank_crm.format.escape(text);

export class Dashboards {
	constructor(page) {
		this.page = page;
		this.body = $(`<div class="bank-dashboards"></div>`).appendTo(page.main);
		page.set_primary_action(__("New Dashboard"), () => this.make(), "add");
		this.body.on("click", "[data-change]", (event) => this.change(event.currentTarget.dataset.change));
		this.body.on("click", "[data-delete]", (event) => this.remove(event.currentTarget.dataset.delete));
	}

	async show() {
		if (!this.body.children().length) this.body.html(`<p class="text-muted">${__("Loading...")}</p>`);
		try {
			this.offer = await frappe.xcall("bank_crm.api.dashboards.offered");
		} catch {
			this.body.html(`<p class="text-danger">${__("The dashboards could not be loaded.")}</p>`);
			return;
		}
		const made = this.offer.dashboards.filter((each) => each.audience);
		const shipped = this.offer.dashboards.filter((each) => !each.audience);
		this.body.html(
			tiles(shipped) +
				`<h4>${__("Made Here")}</h4>` +
				(made.length
					? tiles(made)
					: `<p class="text-muted">${__("Nobody has made a dashboard for you or your role yet.")}</p>`)
		);
	}

	async make() {
		const values = await ask(__("New Dashboard"), this.offer);
		const name = await frappe.xcall("bank_crm.api.dashboards.create", values);
		frappe.set_route("dashboard-view", name);
	}

	async change(name) {
		const entry = this.offer.dashboards.find((each) => each.name === name);
		const values = await ask(__("Change Dashboard"), this.offer, entry);
		await frappe.xcall("bank_crm.api.dashboards.change", { ...values, name });
		frappe.last_dashboard = null;
		await this.show();
	}

	remove(name) {
		frappe.confirm(__("Delete the dashboard {0}? Its charts stay.", [escape(name).bold()]), async () => {
			await frappe.xcall("bank_crm.api.dashboards.delete", { name });
			await this.show();
		});
	}
}

function tiles(entries) {
	return `<ul class="bank-dashboard-tiles">${entries.map(tile).join("")}</ul>`;
}

function tile(entry) {
	const name = escape(entry.name);
	const whose = entry.audience === "Role" ? __("For {0}", [__(entry.role)]) : entry.audience ? __("Only Me") : "";
	const buttons = entry.mine
		? `<span class="bank-dashboard-own">
			<button class="btn btn-xs btn-default" data-change="${name}">${__("Edit")}</button>
			<button class="btn btn-xs btn-default" data-delete="${name}">${__("Delete")}</button>
		</span>`
		: "";
	return `<li class="frappe-card${entry.first ? " bank-dashboard-first" : ""}">
		<a href="${encodeURI(frappe.utils.generate_route({ type: "dashboard", name: entry.name }))}">
			<strong>${escape(entry.title)}</strong>
			${entry.first ? `<span class="indicator-pill blue no-indicator-dot">${__("My Post's")}</span>` : ""}
			<span class="text-muted">${escape(entry.about || whose)}</span>
		</a>${buttons}
	</li>`;
}
