import { select } from "d3-selection";
import { zoom, zoomIdentity } from "d3-zoom";
import { place } from "./layout";
import { svg } from "./draw";
import { KINDS, escape, kind_word } from "./words";

const METHOD = "bank_crm.api.relations.graph";
const DEPTH = 2;
const MARGIN = 90;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export function show_graph(customer) {
	return new RelationshipGraph(customer).show();
}

/** The graph around one customer in a dialog: drag and wheel to move, click or Enter to open, + to see more. */
class RelationshipGraph {
	constructor(customer) {
		this.root = customer;
		this.opened = new Set();
	}

	async show() {
		this.dialog = new frappe.ui.Dialog({ title: __("Relationship Graph"), size: "extra-large" });
		this.body = $(this.dialog.body).addClass("bank-graph-body").html(`<div class="bank-skeleton"></div>`);
		this.dialog.$wrapper.find(".modal-dialog").addClass("bank-graph-dialog");
		const shown = new Promise((resolve) => this.dialog.$wrapper.one("shown.bs.modal", resolve));
		this.dialog.show();
		await this.load(shown);
		return this;
	}

	/** Draws once the dialog stands: before, it has no size the picture could be fitted into. */
	async load(shown) {
		try {
			this.graph = await this.fetch(this.root, DEPTH);
		} catch {
			this.body.html(`<div class="bank-state bank-state-error" role="alert">${__(
				"The relations could not be loaded."
			)}</div>`);
			return;
		}
		const own = this.graph.nodes.find((node) => node.key === this.root);
		this.dialog.set_title(__("Relationships of {0}", [escape(own.label)]));
		await shown;
		this.draw();
	}

	async fetch(customer, depth) {
		const graph = await frappe.xcall(METHOD, { customer, depth }, "GET");
		for (const node of graph.nodes) node.edge_of_graph = node.depth === depth;
		return graph;
	}

	draw(focus = this.root) {
		if (this.graph.nodes.length === 1) {
			this.body.html(`<div class="bank-state"><div>${__("No relations are recorded yet.")}</div></div>`);
			return;
		}
		this.places = place(this.graph, this.root);
		this.body.html(`${this.legend()}<div class="bank-graph-box">${svg(
			this.graph,
			this.places,
			this.root,
			this.opened
		)}</div>`);
		this.move();
		this.listen();
		this.node(focus).trigger("focus");
	}

	legend() {
		const kinds = [...new Set(this.graph.edges.map((edge) => edge.kind))].filter((kind) => kind !== "Household");
		const entries = kinds.map((kind) => `<li><i style="background:${KINDS[kind]}"></i>${escape(kind_word(kind))}</li>`);
		const more = this.graph.more ? `<li class="text-muted">${__("There are more than can be drawn.")}</li>` : "";
		return `<div class="bank-graph-head"><ul>${entries.join("")}${more}</ul>
			<small class="text-muted">${__("Enter or click opens a customer, + shows more, arrow keys move.")}</small>
			<div class="btn-group">${[
				["out", "−", __("Zoom Out")],
				["fit", "◎", __("Show All")],
				["in", "+", __("Zoom In")],
			]
				.map(
					([action, sign, label]) =>
						`<button type="button" class="btn btn-default btn-xs" data-zoom="${action}" aria-label="${label}" title="${label}">${sign}</button>`
				)
				.join("")}</div></div>`;
	}

	move() {
		const drawing = select(this.body.find("svg")[0]);
		const canvas = drawing.select(".bank-graph-canvas");
		const box = this.body.find(".bank-graph-box")[0].getBoundingClientRect();
		const behaviour = zoom()
			.extent([
				[0, 0],
				[box.width, box.height],
			])
			.scaleExtent([0.25, 2.5])
			.on("zoom", (event) => canvas.attr("transform", event.transform));
		drawing.call(behaviour).on("dblclick.zoom", null);
		const spots = [...this.places.values()];
		const [left, right] = [Math.min(...spots.map((s) => s.x)), Math.max(...spots.map((s) => s.x))];
		const [top, bottom] = [Math.min(...spots.map((s) => s.y)), Math.max(...spots.map((s) => s.y))];
		const scale = Math.min(
			1.15,
			box.width / (right - left + 2 * MARGIN),
			box.height / (bottom - top + 1.6 * MARGIN)
		);
		const all = zoomIdentity
			.translate(box.width / 2, box.height / 2 - 8)
			.scale(scale)
			.translate(-(left + right) / 2, -(top + bottom) / 2);
		drawing.call(behaviour.transform, all);
		this.body.find("[data-zoom]").on("click", (event) => {
			const { zoom: action } = event.currentTarget.dataset;
			if (action === "fit") drawing.call(behaviour.transform, all);
			else drawing.call(behaviour.scaleBy, action === "in" ? 1.25 : 0.8);
		});
	}

	listen() {
		const box = this.body.find(".bank-graph-box");
		box.on("click", "[data-expand]", (event) => {
			event.stopPropagation();
			this.expand(event.currentTarget.dataset.expand);
		});
		box.on("click", ".bank-graph-node", (event) => this.open(event.currentTarget.dataset.key));
		box.on("keydown", ".bank-graph-node", (event) => this.on_key(event));
	}

	on_key(event) {
		const { key } = event.currentTarget.dataset;
		if (event.key === "Enter") this.open(key);
		else if ((event.key === "+" || event.key === " ") && this.can_expand(key)) this.expand(key);
		else if (ARROWS[event.key]) this.step(key, ARROWS[event.key]);
		else return;
		event.preventDefault();
		event.stopPropagation();
	}

	open(key) {
		const node = this.graph.nodes.find((one) => one.key === key);
		if (!node?.name) return;
		this.dialog.hide();
		if (key !== this.root) frappe.set_route("Form", "Bank Customer", node.name);
	}

	can_expand(key) {
		return this.node(key).find("[data-expand]").length > 0;
	}

	async expand(key) {
		this.opened.add(key);
		const found = await this.fetch(key, 1);
		const known = new Map(this.graph.nodes.map((node) => [node.key, node]));
		// keys of customers the user does not see are told anew by each answer
		const rename = (name) => (name.startsWith("hidden-") ? `${name}@${key}` : name);
		for (const node of found.nodes) {
			const renamed = rename(node.key);
			if (!known.has(renamed)) this.graph.nodes.push({ ...node, key: renamed });
		}
		const lines = new Set(this.graph.edges.map(edge_key));
		for (const edge of found.edges) {
			const renamed = { ...edge, source: rename(edge.source), target: rename(edge.target) };
			if (!lines.has(edge_key(renamed))) this.graph.edges.push(renamed);
		}
		this.graph.more = this.graph.more || found.more;
		known.get(key).edge_of_graph = false;
		this.draw(key);
	}

	/** To the nearest node in a direction. */
	step(key, [dx, dy]) {
		const from = this.places.get(key);
		const ahead = [...this.places]
			.map(([other, spot]) => {
				const along = (spot.x - from.x) * dx + (spot.y - from.y) * dy;
				const aside = Math.abs((spot.x - from.x) * dy) + Math.abs((spot.y - from.y) * dx);
				return { other, along, cost: along + 2 * aside };
			})
			.filter(({ other, along }) => other !== key && along > 1)
			.sort((a, b) => a.cost - b.cost);
		if (ahead.length) this.node(ahead[0].other).trigger("focus");
	}

	node(key) {
		return this.body.find(".bank-graph-node").filter((_index, element) => element.dataset.key === key);
	}
}

function edge_key(edge) {
	// a stored row may be told from either side, depending on who was asked about
	const ends = [edge.source, edge.target].sort().join("|");
	return `${ends}|${[edge.role, edge.reciprocal].sort().join("|")}`;
}
