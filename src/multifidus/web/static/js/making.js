// SPDX-License-Identifier: Apache-2.0
// A week is being made: look again in a moment. Without this file the page does so by itself.

const LOOK_AGAIN_MS = 1500;

setTimeout(() => window.location.reload(), LOOK_AGAIN_MS);
