// A warning that nobody reads is a defect: console.error and console.warn fail the test that caused them.
import { afterEach, beforeEach, expect, vi } from 'vitest';

let complaints: unknown[][] = [];

/** For a test that expects complaints: returns them and forgets them. */
export function takeComplaints(): unknown[][] {
  const taken = complaints;
  complaints = [];
  return taken;
}

beforeEach(() => {
  complaints = [];
  vi.spyOn(console, 'error').mockImplementation((...args) => void complaints.push(args));
  vi.spyOn(console, 'warn').mockImplementation((...args) => void complaints.push(args));
});

afterEach(() => {
  expect(takeComplaints(), 'console.error or console.warn was called').toEqual([]);
  vi.restoreAllMocks();
});
