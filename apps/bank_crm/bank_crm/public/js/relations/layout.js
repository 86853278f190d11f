// Where the nodes of a relationship graph stand: rings around the customer asked about, relatives side by side.

const FIRST_RING = 225;
const RING_STEP = 165;
const NODE_ARC = 112; // what a node and its words need along a ring
const WIDER = 1.3; // screens are wide

/** The graph's neighbours, people of one household before others, and the tree they hang on. */
export function tree(graph, root) {
	const near = new Map(graph.nodes.map((node) => [node.key, []]));
	for (const [order, edge] of graph.edges.entries()) {
		if (edge.kind === "Household") continue;
		near.get(edge.source)?.push({ key: edge.target, order });
		near.get(edge.target)?.push({ key: edge.source, order });
	}
	const houses = households(graph);
	for (const members of houses.values()) {
		for (const one of members) {
			for (const other of members) if (one !== other) near.get(one)?.push({ key: other, order: -1 });
		}
	}
	const home = new Map([...houses].flatMap(([house, members]) => members.map((key) => [key, house])));
	const parent = new Map([[root, null]]);
	const children = new Map([[root, []]]);
	const queue = [root];
	for (const key of queue) {
		const rank = (entry) => (home.get(entry.key) && home.get(entry.key) === home.get(key) ? -1 : entry.order);
		for (const entry of [...(near.get(key) || [])].sort((a, b) => rank(a) - rank(b))) {
			if (parent.has(entry.key)) continue;
			parent.set(entry.key, key);
			children.set(entry.key, []);
			children.get(key).push(entry.key);
			queue.push(entry.key);
		}
	}
	return { parent, children };
}

/** Household key → keys of its members. */
export function households(graph) {
	const found = new Map();
	for (const edge of graph.edges) {
		if (edge.kind !== "Household") continue;
		if (!found.has(edge.source)) found.set(edge.source, []);
		found.get(edge.source).push(edge.target);
	}
	return found;
}

/** Key → {x, y, depth}; each branch gets the part of the ring its leaves need. */
export function place(graph, root) {
	const { parent, children } = tree(graph, root);
	const weights = new Map();
	const weigh = (key) => {
		const sum = children.get(key).reduce((total, child) => total + weigh(child), 0);
		weights.set(key, Math.max(1, sum));
		return weights.get(key);
	};
	const leaves = weigh(root);
	const deep = Math.max(1, ...[...parent.keys()].map((key) => depth_of(key, parent)));
	const first = Math.max(FIRST_RING, (children.get(root).length * NODE_ARC) / (2 * Math.PI * 1.1));
	const needed = (leaves * NODE_ARC) / (2 * Math.PI * 1.1);
	const step = deep > 1 ? Math.max(RING_STEP, (needed - first) / (deep - 1)) : RING_STEP;
	const places = new Map([[root, { x: 0, y: 0, depth: 0 }]]);
	const seat = (key, from, width, depth) => {
		let at = from;
		for (const child of children.get(key)) {
			const part = (width * weights.get(child)) / weights.get(key);
			const angle = at + part / 2;
			const radius = first + (depth - 1) * step;
			places.set(child, { x: Math.cos(angle) * radius * WIDER, y: Math.sin(angle) * radius, depth });
			// a branch keeps to its own side, so that lines don't cross
			if (depth === 1 && children.get(root).length === 1) seat(child, angle - Math.PI / 2, Math.PI, 2);
			else seat(child, at, part, depth + 1);
			at += part;
		}
	};
	seat(root, -Math.PI / 2 - Math.PI / Math.max(2, children.get(root).length), 2 * Math.PI, 1);
	return places;
}

function depth_of(key, parent) {
	let depth = 0;
	for (let at = parent.get(key); at !== null && at !== undefined; at = parent.get(at)) depth += 1;
	return depth;
}

/** The corners around some points, in order (Andrew's monotone chain). */
export function hull(points) {
	const sorted = [...points].sort((a, b) => a.x - b.x || a.y - b.y);
	if (sorted.length < 3) return sorted;
	const turn = (o, a, b) => (a.x - o.x) * (b.y - o.y) - (a.y - o.y) * (b.x - o.x);
	const half = (list) => {
		const line = [];
		for (const point of list) {
			while (line.length > 1 && turn(line[line.length - 2], line[line.length - 1], point) <= 0) line.pop();
			line.push(point);
		}
		return line.slice(0, -1);
	};
	return [...half(sorted), ...half(sorted.reverse())];
}
