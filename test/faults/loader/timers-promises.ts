// Stands in for node:timers/promises in the app's modules.
export { sleepVirtually as setTimeout } from '../clock/app-globals.ts';
