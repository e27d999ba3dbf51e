// Cutting out of a picture: whatever is done to the frame, it stays within its picture and keeps its shape.

import { describe, expect, it } from "vitest";

import {
  centred,
  corners,
  cropOf,
  dragged,
  type Frame,
  frameOf,
  moved,
  scaled,
  shaped,
  shapesOf,
  SHORTEST,
  wantsCut,
  whole,
} from "../../../src/screens/compose/crop";

const picture = { width: 1600, height: 1200 };

function within(frame: Frame) {
  expect(frame.x).toBeGreaterThanOrEqual(0);
  expect(frame.y).toBeGreaterThanOrEqual(0);
  expect(frame.x + frame.width).toBeLessThanOrEqual(picture.width + 1e-6);
  expect(frame.y + frame.height).toBeLessThanOrEqual(picture.height + 1e-6);
  expect(Math.min(frame.width, frame.height)).toBeGreaterThanOrEqual(SHORTEST - 1e-6);
}

describe("a frame on a picture", () => {
  it("of everything is no cut-out", () => {
    expect(cropOf(whole(picture), picture)).toBeUndefined();
    expect(frameOf(undefined, picture)).toEqual({ x: 0, y: 0, ...picture });
  });

  it("comes back as it was kept", () => {
    const crop = { x: 125, y: 0, width: 750, height: 1000 };
    expect(cropOf(frameOf(crop, picture), picture)).toEqual(crop);
    const odd = { x: 333, y: 1, width: 334, height: 998 };
    expect(cropOf(frameOf(odd, picture), picture)).toEqual(odd);
  });

  it("stops at the edges when it is moved", () => {
    const frame = { x: 100, y: 100, width: 400, height: 400 };
    expect(moved(frame, -500, 0, picture)).toEqual({ ...frame, x: 0 });
    expect(moved(frame, 5000, 5000, picture)).toEqual({ ...frame, x: 1200, y: 800 });
    within(centred(frame, 1599, 0, picture));
  });

  it("takes a shape around its middle, as large as the picture allows", () => {
    const square = shaped({ x: 0, y: 0, width: 400, height: 300 }, 1, picture);
    expect(square).toEqual({ x: 0, y: 0, width: 1200, height: 1200 });
    const wide = shaped(whole(picture), 16 / 9, picture);
    expect(wide.width / wide.height).toBeCloseTo(16 / 9);
    expect(wide.width).toBe(1600);
    within(wide);
  });

  it("keeps its shape and middle when it grows or shrinks, within what can be sent", () => {
    let frame = shaped(whole(picture), 4 / 5, picture);
    for (let i = 0; i < 200; i++) {
      frame = scaled(frame, 1 / 1.05, picture);
      expect(frame.width / frame.height).toBeCloseTo(4 / 5);
    }
    within(frame);
    for (let i = 0; i < 200; i++) frame = scaled(frame, 1.05, picture);
    within(frame);
    expect(frame.height).toBeCloseTo(1200);
  });

  it.each([undefined, 1, 16 / 9, 4 / 5])("is dragged by any corner to anywhere, in the shape %s", (ratio) => {
    const start = shaped({ x: 500, y: 400, width: 300, height: 300 }, ratio ?? 1, picture);
    const from = scaled(start, 0.4, picture);
    for (const corner of corners) {
      for (const [x, y] of [
        [-50, -50],
        [0, 1200],
        [800, 600],
        [5000, 10],
        [1600, 1200],
      ] as const) {
        const next = dragged(from, corner, x, y, picture, ratio);
        within(next);
        if (ratio !== undefined) expect(next.width / next.height).toBeCloseTo(ratio);
        const across = corner.left ? next.x + next.width : next.x;
        expect(across, "the corner across stays").toBeCloseTo(corner.left ? from.x + from.width : from.x);
      }
    }
  });
});

describe("shapes that Instagram takes", () => {
  it("wants a cut for what is taller than 4:5 or wider than 1.91:1, and for no story", () => {
    for (const [width, height, wanted] of [
      [1080, 1350, false],
      [1080, 1351, false],
      [1080, 1920, true],
      [1910, 1000, false],
      [2000, 1000, true],
    ] as const) {
      expect(wantsCut("instagram", "post", { width, height }), `${width} × ${height}`).toBe(wanted);
      expect(wantsCut("instagram", "story", { width, height })).toBe(false);
      expect(wantsCut("facebook", undefined, { width, height })).toBe(false);
    }
  });

  it("offers shapes that pass once they are cut", () => {
    for (const { ratio } of shapesOf("instagram", "post")) {
      const frame = frameOf(cropOf(shaped(whole(picture), ratio, picture), picture), picture);
      expect(wantsCut("instagram", "post", frame), `${ratio}`).toBe(false);
    }
    expect(shapesOf("instagram", "story").map(({ label }) => label)).toEqual(["9:16"]);
  });

  it("offers the shape of the video for the picture that stands before it", () => {
    const labels = (short: boolean) => shapesOf("youtube", undefined, short).map(({ label }) => label);
    expect([labels(false), labels(true)]).toEqual([["16:9"], ["9:16"]]);
  });
});
