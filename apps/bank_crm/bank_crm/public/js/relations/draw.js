// One relationship graph as SVG text; everything that came from the server is escaped.
import { households, hull } from "./layout";
import { KINDS, escape, member_word, role_word } from "./words";

const RADIUS = 24;
const LONGEST_NAME = 9;

/** The SVG of a graph; `places` from `layout.place`, `root` the customer asked about, `opened` expanded keys. */
export function svg(graph, places, root, opened) {
	const seen = graph.nodes.filter((node) => places.has(node.key));
	const people = seen.filter((node) => node.kind !== "Household");
	return `<svg class="bank-graph" role="group" aria-label="${escape(__("Relationship Graph"))}">
		<g class="bank-graph-canvas">
			${household_areas(graph, places)}
			<g class="bank-graph-lines">${pairs(graph).map((pair) => line(pair, places)).join("")}</g>
			${people.map((node) => person(node, places.get(node.key), root, opened, graph)).join("")}
		</g></svg>`;
}

/** What two people are to each other, several relations together; told outwards from the one nearer the root. */
function pairs(graph) {
	const found = new Map();
	for (const edge of graph.edges) {
		if (edge.kind === "Household") continue;
		const key = [edge.source, edge.target].sort().join("|");
		if (!found.has(key)) found.set(key, []);
		found.get(key).push(edge);
	}
	return [...found.values()];
}

function line(edges, places) {
	const [first] = edges;
	let [from, to] = [places.get(first.source), places.get(first.target)];
	if (!from || !to) return "";
	const outward = from.depth <= to.depth;
	const start = outward ? first.source : first.target;
	if (!outward) [from, to] = [to, from];
	const words = edges.map((edge) => {
		const word = role_word(edge.source === start ? edge.role : edge.reciprocal);
		return edge.share_percent ? `${word} ${flt(edge.share_percent, 2)}%` : word;
	});
	const text = [...new Set(words)].join("、");
	// between two of the same ring the line bends outwards, round the node between them
	const bend = from.depth === to.depth && from.depth > 0 ? 0.22 : 0;
	const middle = { x: ((from.x + to.x) / 2) * (1 + bend), y: ((from.y + to.y) / 2) * (1 + bend) };
	const label = bend
		? { x: (from.x + to.x) / 4 + middle.x / 2, y: (from.y + to.y) / 4 + middle.y / 2 }
		: { x: from.x * 0.42 + to.x * 0.58, y: from.y * 0.42 + to.y * 0.58 };
	const width = text_width(text, 11) + 14;
	return `<g style="--kind:${KINDS[first.kind]}">
		<path d="M${at(from)} Q${at(middle)} ${at(to)}"></path>
		<rect x="${(label.x - width / 2).toFixed(1)}" y="${(label.y - 10).toFixed(1)}" width="${width}" height="20" rx="10"></rect>
		<text x="${label.x.toFixed(1)}" y="${(label.y + 4).toFixed(1)}">${escape(text)}</text></g>`;
}

function person(node, spot, root, opened, graph) {
	const company = node.kind === "Company";
	const hidden = !node.name;
	const classes = ["bank-graph-node", company && "company", hidden && "hidden-customer", node.key === root && "root"];
	const shape = company
		? `<rect x="${-RADIUS}" y="${-RADIUS}" width="${RADIUS * 2}" height="${RADIUS * 2}" rx="10"></rect>`
		: `<circle r="${RADIUS}"></circle>`;
	const name = node.label.length > LONGEST_NAME ? `${node.label.slice(0, LONGEST_NAME - 1)}…` : node.label;
	const tier = node.tier ? __(node.tier, null, "Bank Customer Tier") : "";
	const amount = node.total_aum === null ? "" : bank_crm.format.short_money(node.total_aum);
	const below = hidden ? __("Not among your customers") : [tier, amount].filter(Boolean).join(" · ");
	const expandable = !hidden && node.key !== root && !opened.has(node.key) && spot.depth > 0 && node.edge_of_graph;
	const plus = expandable
		? `<g class="bank-graph-more" data-expand="${escape(node.key)}" transform="translate(${RADIUS - 5} ${-RADIUS + 5})">
			<title>${escape(__("Show more around {0}", [node.label]))}</title><circle r="9"></circle><text y="4">+</text></g>`
		: "";
	const label = [node.label, ...roles_to(node, graph), below].filter(Boolean).join("，");
	return `<g class="${classes.filter(Boolean).join(" ")}" data-key="${escape(node.key)}" tabindex="0"
			role="${hidden ? "img" : "link"}" aria-label="${escape(label)}" transform="translate(${at(spot)})">
		<title>${escape(node.label)}</title>${shape}
		<text class="initial" y="6">${escape(node.label.slice(0, 1))}</text>
		<text class="name" y="${RADIUS + 17}">${escape(name)}</text>
		<text class="figure" y="${RADIUS + 32}">${escape(below)}</text>${plus}</g>`;
}

function roles_to(node, graph) {
	const words = graph.edges.flatMap((edge) => {
		if (edge.target !== node.key) return [];
		return [edge.kind === "Household" ? member_word(edge.role) : role_word(edge.role)];
	});
	return [...new Set(words)];
}

/** A soft area behind the people of one household, with its name above. */
function household_areas(graph, places) {
	const named = new Map(graph.nodes.map((node) => [node.key, node]));
	const areas = [...households(graph)].map(([key, members]) => {
		const spots = members.map((member) => places.get(member)).filter(Boolean);
		if (spots.length < 2) return "";
		const path = hull(spots).map(at).join("L");
		const top = spots.reduce((highest, spot) => (spot.y < highest.y ? spot : highest));
		const house = named.get(key);
		return `<g class="bank-graph-household"><path d="M${path}Z"></path>
			<text x="${top.x.toFixed(1)}" y="${(top.y - RADIUS - 20).toFixed(1)}">⌂ ${escape(house.label)}</text></g>`;
	});
	return areas.join("");
}

function at(spot) {
	return `${spot.x.toFixed(1)} ${spot.y.toFixed(1)}`;
}

function text_width(text, size) {
	return [...text].reduce((sum, letter) => sum + (letter.charCodeAt(0) > 255 ? size : size * 0.58), 0);
}
