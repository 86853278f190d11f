// What stands beside an order: colleagues' tasks and what is known of its customer (SVC-05, SVC-15).
import { call, link, ORDER, pill, TASK } from "./words";

export class WorkOrderDesk {
	constructor(frm) {
		this.frm = frm;
	}

	async show() {
		const { frm } = this;
		const name = frm.doc.name;
		const desk = await call("desk", { name });
		if (frm.doc.name !== name) return null;
		this.show_tasks(desk.tasks);
		this.show_history(desk.history);
		return desk;
	}

	show_tasks(tasks) {
		const { frm } = this;
		frm.bank_tasks?.closest(".form-dashboard-section").remove();
		frm.bank_tasks = null;
		if (!tasks.length) return;
		const rows = tasks.map((task) => this.task_row(task)).join("");
		const section = frm.dashboard.add_section(`<ul class="bank-tasks">${rows}</ul>`, __("Collaboration Tasks"));
		frm.bank_tasks = section;
		section.find("[data-answer]").on("click", (event) => this.answer(event.currentTarget.dataset));
		frm.dashboard.show();
	}

	task_row(task) {
		const { escape, moment } = bank_crm.format;
		const whom = task.mention === "Post" ? `@${task.post}` : `@${task.whom || task.user}`;
		const overdue = task.due && ["Open", "In Progress"].includes(task.state) && task.due < frappe.datetime.now_datetime();
		const due = task.due ? `<span class="${overdue ? "text-danger" : "text-muted"}">${escape(__("due {0}", [moment(task.due)]))}</span>` : "";
		const result = task.result ? `<div class="text-muted">${escape(task.result)}</div>` : "";
		const cancel =
			task.requested_by === frappe.session.user && task.state === "Open"
				? `<button type="button" class="btn btn-xs btn-default" data-answer="Cancelled" data-task="${escape(task.name)}">${__("Cancel", null, TASK)}</button>`
				: "";
		return `<li>${pill(TASK, task.state)} <span class="bank-grow">${link(TASK, task.name, task.task)} <b>${escape(whom)}</b>${result}</span>${due}${cancel}</li>`;
	}

	async answer({ task, answer }) {
		await call("answer_task", { name: task, state: answer });
		this.frm.reload_doc();
	}

	show_history(history) {
		const field = this.frm.get_field("customer_history");
		if (!field || !history) return;
		const { escape, day, moment } = bank_crm.format;
		const orders = history.orders.map(
			(order) =>
				`<li>${pill(ORDER, order.state)} <span class="bank-grow">${link(ORDER, order.name, order.subject)}</span>
				<small class="text-muted">${escape([__(order.order_type, null, ORDER), day(order.opened_on.slice(0, 10))].join(" · "))}</small></li>`
		);
		const needs = history.needs.map(
			(need) => `<li><span class="bank-grow">${escape(need.need)}</span>
				<small class="text-muted">${escape([__(need.status, null, "Bank Customer Need"), day(need.need_on)].join(" · "))}</small></li>`
		);
		const contacts = history.contacts.map(
			(contact) => `<li><span class="bank-grow">${escape([__(contact.channel, null, "Bank Interaction"), contact.subject].filter(Boolean).join(" · "))}</span>
				<small class="text-muted">${escape(moment(contact.occurred_at))}</small></li>`
		);
		field.$wrapper.html(
			`<div class="bank-order-history">${this.customer_line(history.customer)}
			${box(__("Earlier Orders"), orders)}${box(__("Needs"), needs)}${box(__("Contacts"), contacts)}</div>`
		);
	}

	customer_line(customer) {
		if (!customer) return "";
		const { escape } = bank_crm.format;
		const words = [
			customer.tier && __(customer.tier, null, "Bank Customer Tier"),
			customer.activity_level && __("activity {0}", [__(customer.activity_level, null, "Bank Customer")]),
			customer.manager && __("manager {0}", [customer.manager_name]),
			customer.preferred_channel && __("prefers {0}", [__(customer.preferred_channel, null, "Bank Customer")]),
		].filter(Boolean);
		return `<p>${link("Bank Customer", this.frm.doc.customer, customer.customer_name)} <small class="text-muted">${escape(words.join(" · "))}</small></p>`;
	}
}

function box(title, rows) {
	const body = rows.length ? `<ul>${rows.join("")}</ul>` : `<p class="text-muted">${__("None yet.")}</p>`;
	return `<section><h6>${title}</h6>${body}</section>`;
}
