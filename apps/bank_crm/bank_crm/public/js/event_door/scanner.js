const BETWEEN_LOOKS = 250;

/** Whether this browser can read codes with its camera; where not, codes are typed. */
export function can_scan() {
	return "BarcodeDetector" in window && Boolean(navigator.mediaDevices?.getUserMedia);
}

/** Looks through the camera until a code is found or `stop` is called. */
export class Scanner {
	constructor(video, found) {
		this.video = video;
		this.found = found;
	}

	/** Rejects where the camera is refused. */
	async start() {
		const reader = new window.BarcodeDetector({ formats: ["qr_code"] });
		this.stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
		this.video.srcObject = this.stream;
		await this.video.play();
		const look = async () => {
			if (!this.stream) return;
			const codes = await reader.detect(this.video).catch(() => []); // a picture that is not there yet
			if (!this.stream) return;
			if (codes.length) return this.found(codes[0].rawValue);
			this.timer = setTimeout(look, BETWEEN_LOOKS);
		};
		look();
	}

	stop() {
		clearTimeout(this.timer);
		this.stream?.getTracks().forEach((track) => track.stop());
		this.stream = null;
	}
}
